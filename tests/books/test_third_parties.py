"""Third parties: added, renamed, retired, found."""

from __future__ import annotations

import pytest

from boucle.access import public as access
from boucle.books.commands import third_parties as parties
from boucle.books.models import ThirdParty
from boucle.books.queries.setup import third_party_for
from boucle.books.types_setup import NewThirdParty
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused

from .build_setup import a_dossier, a_person, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
DURAND = NewThirdParty(number="FDURAND", label="Durand & Fils", siren="552 100 554")


def test_a_third_party_is_added_once_then_changed() -> None:
    dossier = a_dossier()
    assert parties.save_third_party(ACT, dossier, DURAND) == "FDURAND"
    assert third_party_for(ACT, dossier, "FDURAND").siren == "552100554"
    with pytest.raises(Refused, match="existe déjà"):
        parties.save_third_party(ACT, dossier, DURAND)
    other = NewThirdParty(number="F0001", label="Durand Frères", contra_number="606400")
    assert parties.save_third_party(ACT, dossier, other, number="FDURAND") == "F0001"
    with access.read(ACT, dossier):
        row = ThirdParty.objects.get(dossier_id=dossier, number="F0001")
        assert row.search_key == "f0001 durand freres"


def test_many_are_added_all_or_none() -> None:
    dossier = a_dossier()
    assert parties.add_third_parties(ACT, dossier, [("C1", "Un"), ("C2", "Deux")]) == 2
    assert parties.add_third_parties(ACT, dossier, [("C2", "Deux"), ("C3", "Trois")]) == 1
    with pytest.raises(Refused) as refusal:
        parties.add_third_parties(ACT, dossier, [("C4", "Quatre"), ("C 5", "")])
    assert [(f.line, f.field) for f in refusal.value.findings] == [(2, "number"), (2, "label")]
    with pytest.raises(NotFound):
        third_party_for(ACT, dossier, "C4")


@pytest.mark.parametrize(
    ("party", "field"),
    [
        (NewThirdParty(number="", label="x"), "number"),
        (NewThirdParty(number="C1", label="x\t"), None),
        (NewThirdParty(number="C1", label="a\tb"), "label"),
        (NewThirdParty(number="C1", label="x", siren="123456789"), "siren"),
        (NewThirdParty(number="C1", label="x", siren="73282932000074"), None),
        (NewThirdParty(number="C1", label="x", contra_number="999999"), "contra_number"),
    ],
)
def test_what_does_not_fit_is_refused(party: NewThirdParty, field: str | None) -> None:
    dossier = a_dossier()
    if field is None:
        assert parties.save_third_party(ACT, dossier, party) == "C1"
        return
    with pytest.raises(Refused) as refusal:
        parties.save_third_party(ACT, dossier, party)
    assert [finding.field for finding in refusal.value.findings] == [field]


def test_a_retired_third_party_refuses_drafts() -> None:
    dossier = a_dossier()
    parties.save_third_party(ACT, dossier, DURAND)
    parties.retire_third_party(ACT, dossier, "FDURAND")
    answer = an_entry(ACT, dossier, third="FDURAND")
    assert answer["findings"][0]["code"] == "books.line.third_inactive"
    parties.retire_third_party(ACT, dossier, "FDURAND", active=True)
    assert "entry" in an_entry(ACT, dossier, third="FDURAND")


def test_reading_does_not_let_one_write() -> None:
    dossier = a_dossier()
    with pytest.raises(Forbidden):
        parties.save_third_party(a_person(dossier, "lecture"), dossier, DURAND)
    assert parties.save_third_party(a_person(dossier, "ecriture", "paul"), dossier, DURAND)
