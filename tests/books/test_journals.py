"""Journals by month, centralisateur, entries of a journal by key, gaps of numbers."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.queries.journals import (
    centralisateur,
    journal_page,
    journal_totals,
    number_gaps,
)
from boucle.books.rules.period import parse_period, whole_year
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import NotFound, WrongUse
from tests.books.build import a_dossier, a_line, a_year
from tests.books.reading import a_readable, move, write


def period(dossier: int, **words: str):
    return parse_period(a_year(dossier), words)


@pytest.mark.django_db
def test_journals_have_counts_totals_and_drafts() -> None:
    dossier = a_readable()
    found = journal_totals(system_act(), dossier, period(dossier))
    assert [(j.code, j.entries, j.drafts, j.debit, j.credit) for j in found] == [
        ("ACH", 1, 0, 7_000, 7_000),
        ("AN", 2, 0, 150_000, 150_000),
        ("BQ", 1, 0, 12_000, 12_000),
        ("VTE", 2, 1, 42_000, 42_000),
    ]
    firm = journal_totals(system_act(), dossier, period(dossier), drafts=False)
    assert [(j.code, j.entries, j.debit) for j in firm if j.code == "VTE"] == [("VTE", 1, 12_000)]
    march = journal_totals(system_act(), dossier, period(dossier, mois="3"))
    assert [(j.code, j.entries, j.drafts) for j in march] == [("VTE", 1, 1)]


@pytest.mark.django_db
def test_the_centralisateur_adds_up_month_by_month() -> None:
    dossier = a_readable()
    found = centralisateur(system_act(), dossier, period(dossier), drafts=True)
    assert [
        (m.month.month, [j.code for j in m.journals], m.debit, m.since_credit) for m in found
    ] == [
        (1, ["AN", "VTE"], 162_000, 162_000),
        (2, ["ACH", "BQ"], 19_000, 181_000),
        (3, ["VTE"], 30_000, 211_000),
    ]
    assert centralisateur(system_act(), dossier, period(dossier, mois="3")) == ()


@pytest.mark.django_db
def test_entries_of_a_journal_by_key() -> None:
    dossier = a_readable()
    write(dossier, *(move("2025-03-05", "411000", "707000", n, journal="VTE") for n in range(1, 8)))
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        found = journal_page(system_act(), dossier, "VTE", period(dossier), after=after, limit=4)
        seen += [entry.debit for entry in found.page.rows]
        after = found.next_key
    assert seen == [12_000, 30_000, 1, 2, 3, 4, 5, 6, 7]
    first = found.lines[found.page.rows[0].id]
    assert [(line.account, line.debit, line.credit) for line in first] == [
        ("411000", 7, 0),
        ("707000", 0, 7),
    ]
    assert (found.line_count, found.draft_lines) == (18, 16)


@pytest.mark.django_db
def test_a_long_entry_shows_its_first_lines() -> None:
    dossier = a_dossier()
    lines = [a_line("606100", debit=1) for _ in range(40)] + [a_line("512000", credit=40)]
    write(dossier, {"journal": "OD", "date": "2025-01-02", "lines": lines})
    found = journal_page(system_act(), dossier, "OD", period(dossier))
    entry = found.page.rows[0]
    assert (entry.count, entry.debit, len(found.lines[entry.id])) == (41, 40, 30)


@pytest.mark.django_db
def test_what_is_not_there() -> None:
    dossier = a_readable()
    with pytest.raises(NotFound, match="XYZ"):
        journal_page(system_act(), dossier, "XYZ", period(dossier))
    for word in ("x", "WzEsMl0", "WyJ4IiwxXQ"):
        with pytest.raises(WrongUse):
            journal_page(system_act(), dossier, "VTE", period(dossier), after=word)
    stranger = Act(actor="0198c0de-0000-7000-8000-000000000000", at=system_act().at)
    with pytest.raises(NotFound):
        journal_totals(stranger, dossier, period(dossier))


@pytest.mark.commits
@pytest.mark.parametrize(("numbering", "journal"), [("year", ""), ("journal", "VTE")])
def test_missing_numbers_are_named(clone_db: str, super_conn: Any, numbering, journal) -> None:
    dossier = a_dossier(numbering=numbering)
    write(
        dossier,
        *(move(f"2025-01-{n:02d}", "411000", "707000", n, journal="VTE") for n in range(1, 10)),
        validate=True,
    )
    year = a_year(dossier)
    assert number_gaps(system_act(), dossier, year) == []
    super_conn.execute("set session_replication_role = replica")
    super_conn.execute("delete from boucle.books_entry where number_rank in (3, 4, 7)")
    super_conn.commit()
    found = number_gaps(system_act(), dossier, year)
    assert [(gap.journal, gap.first, gap.last) for gap in found] == [
        (journal, 3, 4),
        (journal, 7, 7),
    ]
    with access.read(system_act(), dossier):
        assert whole_year(year).is_whole_year
