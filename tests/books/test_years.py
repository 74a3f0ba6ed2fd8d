"""Financial years follow each other; closed years and months refuse writes."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.books.commands import years
from boucle.books.queries.setup import journal_months, journals_of
from boucle.books.queries.years import year_for, years_of
from boucle.books.rules import fiscal_year as rule
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused

from .build_setup import a_dossier, a_person, an_entry

ACT = system_act()


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), True),
        (date(2025, 1, 1), date(2026, 12, 31), True),
        (date(2025, 1, 1), date(2027, 1, 1), False),
        (date(2025, 3, 15), date(2027, 3, 14), True),
        (date(2025, 3, 15), date(2027, 3, 15), False),
        (date(2024, 2, 29), date(2024, 2, 29), True),
        (date(2025, 1, 2), date(2025, 1, 1), False),
    ],
)
def test_a_year_has_24_months_at_most(start: date, end: date, right: bool) -> None:
    assert (rule.problem(start, end) is None) == right


def test_months_are_added_by_the_calendar() -> None:
    assert rule.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert rule.months(date(2024, 11, 15), date(2025, 2, 1)) == [
        date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_next_year_follows_the_last_one() -> None:
    dossier = a_dossier()
    start, end = rule.next_year(years_of(ACT, dossier), date(2026, 1, 1))
    assert (start, end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert years.open_year(ACT, dossier, None, start, end).label == "2026"
    again = years.open_year(ACT, dossier, None, start, end)
    assert [year.label for year in years_of(ACT, dossier)] == ["2025", "2026"]
    assert again.label == "2026"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 2, 1), date(2026, 12, 31), "Il manque des jours"),
        (date(2025, 12, 1), date(2026, 11, 30), "chevauchent l’exercice 2025"),
        (date(2023, 1, 1), date(2023, 12, 31), "31/12/2024"),
        (date(2026, 1, 1), date(2028, 1, 1), "24 mois"),
        (date(2026, 1, 2), date(2026, 1, 1), "précède le début"),
    ],
)
def test_a_gap_or_an_overlap_is_refused(start: date, end: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        years.open_year(ACT, a_dossier(), None, start, end)


@pytest.mark.django_db
def test_two_years_that_end_in_the_same_one_have_their_own_label() -> None:
    dossier = a_dossier()
    years.open_year(ACT, dossier, None, date(2026, 1, 1), date(2026, 6, 30))
    second = years.open_year(ACT, dossier, None, date(2026, 7, 1), date(2026, 12, 31))
    assert second.label == "2026-2"


@pytest.mark.django_db
def test_a_closed_year_refuses_writes_until_reopened() -> None:
    dossier = a_dossier()
    years.close_year(ACT, dossier, "2025")
    assert year_for(ACT, dossier, "2025").is_closed
    assert an_entry(ACT, dossier)["findings"][0]["code"] == "books.entry.year_closed"
    years.reopen_year(ACT, dossier, "2025")
    assert "entry" in an_entry(ACT, dossier)
    with pytest.raises(Refused, match="brouillard"):
        years.close_year(ACT, dossier, "2025")
    with pytest.raises(NotFound):
        years.close_year(ACT, dossier, "1999")


@pytest.mark.django_db
def test_a_closed_month_refuses_its_journal_only() -> None:
    dossier = a_dossier()
    years.lock_month(ACT, dossier, "ACH", date(2025, 3, 31))
    assert an_entry(ACT, dossier)["findings"][0]["code"] == "books.entry.period_locked"
    assert "entry" in an_entry(ACT, dossier, day="2025-04-01")
    assert "entry" in an_entry(ACT, dossier, journal="OD")
    with pytest.raises(Refused, match="brouillard"):
        years.lock_month(ACT, dossier, "OD", date(2025, 3, 1))
    years.lock_month(ACT, dossier, "ACH", date(2025, 3, 1), locked=False)
    assert "entry" in an_entry(ACT, dossier)


@pytest.mark.django_db
def test_months_show_lines_drafts_and_locks() -> None:
    dossier = a_dossier()
    an_entry(ACT, dossier)
    years.lock_month(ACT, dossier, "ACH", date(2025, 5, 1))
    ach = next(row.id for row in journals_of(ACT, dossier) if row.code == "ACH")
    found = journal_months(ACT, dossier, year_for(ACT, dossier, "2025"))
    assert [(m.journal_id, m.month, m.lines, m.drafts, m.locked) for m in found] == [
        (ach, date(2025, 3, 1), 2, 1, False),
        (ach, date(2025, 5, 1), 0, 0, True),
    ]


@pytest.mark.django_db
def test_rights_on_years() -> None:
    dossier = a_dossier()
    colleague, writer = a_person(dossier, "collaborateur"), a_person(dossier, "ecriture", "paul")
    days = date(2026, 1, 1), date(2026, 12, 31)
    with pytest.raises(Forbidden):
        years.open_year(writer, dossier, None, *days)
    assert years.open_year(colleague, dossier, None, *days).label == "2026"
    with pytest.raises(Forbidden):
        years.close_year(colleague, dossier, "2025")
    with pytest.raises(Forbidden):
        years.lock_month(writer, dossier, "ACH", days[0])
