"""The page of an entry: what it is, where it comes from, what it was before."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from boucle.books.commands.drafts import delete_draft, save_draft
from boucle.books.commands.validation import reverse_entry, validate_entries
from boucle.books.queries.entry import entry_numbered, entry_page
from boucle.books.rules.versions import differences
from boucle.kernel.act import Act, system_act
from boucle.kernel.clock import now
from boucle.kernel.errors import NotFound
from tests.books.build import a_dossier, a_line, a_year, an_entry


def saved(dossier: int, **more: Any) -> UUID:
    return save_draft(system_act(), dossier, an_entry(**more)).public_id


def test_a_draft_says_who_and_when(db: None) -> None:
    dossier = a_dossier()
    page = entry_page(system_act(), dossier, saved(dossier))
    facts = page.facts
    assert (facts.is_draft, facts.number, facts.hash, facts.batch) == (True, None, None, None)
    assert (facts.journal, facts.year, facts.origin) == ("ACH", "2025", "saisie")
    assert page.author.startswith("ligne de commande (")
    assert [(line.account, line.third, line.debit) for line in page.lines] == [
        ("606100", None, 12_000), ("401000", "F001", 0),
    ]  # fmt: skip
    assert (page.sums.debit, page.sums.credit, page.sums.count) == (12_000, 12_000, 2)
    assert [version.act_label for version in page.versions] == ["Création"]


def test_a_validated_entry_has_its_number_its_hash_and_its_batch(db: None) -> None:
    dossier = a_dossier()
    entry = saved(dossier)
    done = validate_entries(system_act(), dossier, a_year(dossier))
    page = entry_page(system_act(), dossier, entry)
    facts = page.facts
    assert (facts.state, facts.number, facts.batch_hash) == ("v", "1", done.hash)
    assert facts.hash is not None and len(facts.hash) == 64
    assert facts.batch_entries == 1 and page.validator
    assert entry_numbered(system_act(), dossier, a_year(dossier), "ACH", "1") == entry


def test_versions_show_what_changed(db: None) -> None:
    dossier = a_dossier()
    entry = saved(dossier)
    changed = an_entry(
        a_line("606100", debit=15_000, label="Gaz"),
        a_line("401000", credit=15_000, third="F001"),
        day="2025-03-16",
    )
    save_draft(system_act(), dossier, {**changed, "public_id": str(entry), "version": 1})
    page = entry_page(system_act(), dossier, entry)
    assert [version.version for version in page.versions] == [2, 1]
    changes = [(c.line, c.name, c.before, c.after) for c in page.versions[0].changes]
    assert changes == [
        (None, "Date", "15/03/2025", "16/03/2025"),
        (1, "Libellé", "Achat", "Gaz"),
        (1, "Débit", "120,00", "150,00"),
        (2, "Crédit", "120,00", "150,00"),
    ]


def test_added_and_removed_lines_are_said() -> None:
    one, two = a_line("1", debit=5), a_line("2", credit=5)
    added = differences({"lines": [one]}, {"lines": [one, two]})
    assert [(c.line, c.name, c.after) for c in added] == [
        (2, "Ligne ajoutée", "2 · Achat · 0,05\u00a0C")
    ]
    removed = differences({"lines": [one, two]}, {"lines": [one]})
    assert [(c.line, c.name) for c in removed] == [(2, "Ligne retirée")]
    assert differences({}, {"lines": "?"}) == []


def test_reversal_is_linked_both_ways(db: None) -> None:
    dossier = a_dossier(years=(2025, 2026))
    entry = saved(dossier)
    validate_entries(system_act(), dossier, a_year(dossier))
    opposite = reverse_entry(system_act(), dossier, entry, None).public_id
    assert entry_page(system_act(), dossier, entry).facts.reversed_by == opposite
    page = entry_page(system_act(), dossier, opposite)
    assert (page.facts.reverses, page.facts.reverses_number) == (entry, "1")


def test_neighbours_are_those_of_the_journal(db: None) -> None:
    dossier = a_dossier()
    first, other, last = saved(dossier), saved(dossier, journal="OD"), saved(dossier)
    assert entry_page(system_act(), dossier, first).neighbours.next == last
    assert entry_page(system_act(), dossier, last).neighbours.previous == first
    alone = entry_page(system_act(), dossier, other).neighbours
    assert (alone.previous, alone.next) == (None, None)


def test_lines_come_page_by_page(db: None) -> None:
    dossier = a_dossier()
    lines = [a_line("606100", debit=1) for _ in range(9)] + [a_line("512000", credit=9)]
    entry = save_draft(system_act(), dossier, an_entry(*lines)).public_id
    first = entry_page(system_act(), dossier, entry, limit=4)
    assert (len(first.lines), first.next_line, first.sums.count) == (4, 4, 10)
    last = entry_page(system_act(), dossier, entry, after_line=8, limit=4)
    assert (len(last.lines), last.next_line) == (2, None)


def test_a_deleted_draft_says_so(db: None) -> None:
    dossier = a_dossier()
    entry = saved(dossier)
    delete_draft(system_act(), dossier, entry, 1)
    with pytest.raises(NotFound, match="supprimée"):
        entry_page(system_act(), dossier, entry)


def test_nobody_reads_the_entry_of_another(db: None) -> None:
    dossier, other = a_dossier(), a_dossier(siren="552100554")
    entry = saved(dossier)
    with pytest.raises(NotFound, match="n’existe pas"):
        entry_page(system_act(), other, entry)
    with pytest.raises(NotFound):
        entry_page(Act(actor=str(uuid4()), at=now()), dossier, entry)
    with pytest.raises(NotFound, match="n° 1"):
        entry_numbered(system_act(), other, a_year(other), "ACH", "1")
