"""Journals: usual ones, added, renamed, retired."""

from __future__ import annotations

import pytest

from boucle.books.commands import journals
from boucle.books.queries.setup import journals_of
from boucle.books.types_setup import NewJournal
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused

from .build_setup import a_dossier, a_person, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()


def by_code(dossier: int) -> dict[str, tuple[str, str]]:
    return {row.code: (row.type, row.contra_number) for row in journals_of(ACT, dossier)}


def test_a_new_dossier_has_the_usual_journals() -> None:
    assert by_code(a_dossier()) == {
        "ACH": ("achats", ""),
        "AN": ("an", ""),
        "BQ": ("banque", "512000"),
        "CAI": ("caisse", "530000"),
        "OD": ("od", ""),
        "VTE": ("ventes", ""),
    }


def test_a_journal_is_added_then_changed() -> None:
    dossier = a_dossier()
    new = NewJournal(code="bq2", label="Banque postale", type="banque", contra_number="512 100")
    assert journals.save_journal(ACT, dossier, new) == "BQ2"
    changed = NewJournal(code="LBP", label="La Banque Postale", type="banque")
    assert journals.save_journal(ACT, dossier, changed, code="BQ2") == "LBP"
    assert by_code(dossier)["LBP"] == ("banque", "")
    assert "BQ2" not in by_code(dossier)


@pytest.mark.parametrize(
    ("journal", "field"),
    [
        (NewJournal(code="", label="x", type="od"), "code"),
        (NewJournal(code="a b", label="x", type="od"), "code"),
        (NewJournal(code="X", label=" ", type="od"), "label"),
        (NewJournal(code="X", label="x", type="paie"), "type"),
        (NewJournal(code="X", label="x", type="banque", contra_number="401000"), "contra_number"),
        (NewJournal(code="X", label="x", type="banque", contra_number="519999"), "contra_number"),
        (NewJournal(code="ACH", label="x", type="achats"), "code"),
    ],
)
def test_what_does_not_fit_is_refused(journal: NewJournal, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        journals.save_journal(ACT, a_dossier(), journal)
    assert [finding.field for finding in refusal.value.findings] == [field]


def test_opening_entries_keep_their_nature() -> None:
    dossier = a_dossier()
    an_entry(ACT, dossier, journal="AN", day="2025-01-01")
    with pytest.raises(Refused, match="À-nouveaux"):
        journals.save_journal(ACT, dossier, NewJournal(code="AN", label="x", type="od"), code="AN")


def test_a_retired_journal_refuses_drafts() -> None:
    dossier = a_dossier()
    journals.retire_journal(ACT, dossier, "ACH")
    assert an_entry(ACT, dossier)["findings"][0]["code"] == "books.entry.journal_inactive"
    journals.retire_journal(ACT, dossier, "ACH", active=True)
    assert "entry" in an_entry(ACT, dossier)
    with pytest.raises(NotFound):
        journals.retire_journal(ACT, dossier, "ZZ")


def test_managing_is_a_right_of_its_own() -> None:
    dossier = a_dossier()
    colleague = a_person(dossier, "collaborateur")
    with pytest.raises(Forbidden):
        journals.save_journal(colleague, dossier, NewJournal(code="X", label="x", type="od"))
