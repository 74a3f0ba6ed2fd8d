"""The balance: columns, periods, drafts, year before, third parties, and never the lines."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.books.queries.balance import third_balance, third_balance_lines, trial_balance
from boucle.books.queries.balance_months import balance_months
from boucle.books.queries.years import years_of
from boucle.books.rules.period import Period, parse_period, until, whole_year, year_before
from boucle.books.types import FiscalYearRow
from boucle.books.types_reading import BalanceLine
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import NotFound, WrongUse
from tests.books.build import a_dossier, a_year
from tests.books.reading import a_readable, a_short_year, move, write

pytestmark = pytest.mark.django_db
YEAR = FiscalYearRow(1, "2025", date(2025, 1, 1), date(2025, 12, 31), "open", "year")
ODD = FiscalYearRow(2, "2026", date(2025, 7, 16), date(2026, 12, 20), "open", "year")


def balance(dossier: int, words: dict[str, str] | None = None, **more):
    act = system_act()
    period = parse_period(a_year(dossier), words or {})
    return trial_balance(act, dossier, period, years=years_of(act, dossier), **more)


def columns(found) -> dict[str, tuple[int, int, int, int]]:
    return {
        line.number: (line.opening, line.debit, line.credit, line.balance) for line in found.lines
    }


def test_columns_of_the_whole_year() -> None:
    found = balance(a_readable())
    assert columns(found) == {
        "101000": (-150_000, 0, 0, -150_000),
        "401000": (0, 0, 7_000, -7_000),
        "411000": (50_000, 12_000, 12_000, 50_000),
        "512000": (100_000, 12_000, 0, 112_000),
        "606100": (0, 7_000, 0, 7_000),
        "707000": (0, 0, 12_000, -12_000),
    }
    assert found.is_balanced
    assert found.total.balance_debit == found.total.balance_credit == 169_000
    assert found.facts.has_openings
    assert found.facts.draft_lines == 2


def test_drafts_come_when_asked() -> None:
    dossier = a_readable()
    assert columns(balance(dossier, drafts=True))["707000"] == (0, 0, 42_000, -42_000)


def test_a_month_opens_with_what_stands_before() -> None:
    found = columns(balance(a_readable(), {"mois": "2"}))
    assert found["411000"] == (62_000, 0, 12_000, 50_000)
    assert found["101000"] == (-150_000, 0, 0, -150_000)


def test_a_day_reads_the_cut_month_in_its_lines() -> None:
    dossier = a_readable()
    assert columns(balance(dossier, {"au": "2025-02-15"})) == {
        "101000": (-150_000, 0, 0, -150_000),
        "411000": (50_000, 12_000, 12_000, 50_000),
        "512000": (100_000, 12_000, 0, 112_000),
        "707000": (0, 0, 12_000, -12_000),
    }
    assert "512000" in columns(balance(dossier, {"au": "2025-01-01"}))
    assert "707000" not in columns(balance(dossier, {"au": "2025-01-14"}))


def test_the_year_before_stands_beside() -> None:
    found = {line.number: (line.previous, line.variation) for line in balance(a_readable()).lines}
    assert found["707000"] == (-50_000, 38_000)
    assert found["411000"] == (50_000, 0)
    assert found["512000"] == (0, 112_000)


def test_the_year_before_follows_the_period() -> None:
    found = {line.number: line.previous for line in balance(a_readable(), {"mois": "1"}).lines}
    assert found["411000"] == 0


def test_a_selection_of_accounts() -> None:
    found = balance(a_readable(), prefix="4")
    assert [line.number for line in found.lines] == ["401000", "411000"]
    assert found.is_balanced
    assert [(group.digit, group.total.debit) for group in found.classes] == [("4", 12_000)]


def test_accounts_without_movement_come_when_asked() -> None:
    dossier = a_readable()
    assert "445660" not in columns(balance(dossier))
    assert columns(balance(dossier, unmoved=True))["445660"] == (0, 0, 0, 0)


def test_no_opening_is_said_and_nothing_is_computed() -> None:
    found = balance(a_readable(openings=False))
    assert not found.facts.has_openings
    assert columns(found)["411000"] == (0, 12_000, 12_000, 0)


def test_an_empty_year() -> None:
    found = balance(a_dossier())
    assert (found.lines, found.total.debit, found.is_balanced) == ((), 0, True)


def test_a_stranger_finds_nothing() -> None:
    dossier = a_readable()
    act = system_act()
    stranger = Act(actor="0198c0de-0000-7000-8000-000000000000", at=act.at)
    with pytest.raises(NotFound):
        trial_balance(stranger, dossier, whole_year(YEAR))


def test_two_years_may_share_a_month() -> None:
    dossier = a_dossier(years=())
    a_short_year(dossier, date(2025, 1, 1), date(2025, 3, 15), "court")
    a_short_year(dossier, date(2025, 3, 16), date(2026, 3, 31), "long")
    write(dossier, move("2025-03-10", "411000", "707000", 100, journal="VTE", third="C001"))
    write(dossier, move("2025-03-20", "411000", "707000", 900, journal="VTE", third="C001"))
    act = system_act()
    for label, expected in (("court", 100), ("long", 900)):
        period = whole_year(a_year(dossier, label))
        found = trial_balance(act, dossier, period, drafts=True)
        assert columns(found)["411000"] == (0, expected, 0, expected)
        thirds = third_balance(act, dossier, period, drafts=True, account="411")
        assert [(line.number, line.debit) for line in thirds.lines] == [("C001", expected)]


def test_month_by_month() -> None:
    dossier = a_readable()
    found = balance_months(
        system_act(), dossier, parse_period(a_year(dossier), {"de": "1", "a": "3"}), drafts=True
    )
    lines = {line.number: line for group in found.classes for line in group.lines}
    assert lines["411000"].opening == 50_000
    assert lines["411000"].amounts == (12_000, -12_000, 30_000)
    assert lines["707000"].amounts == (-12_000, 0, -30_000)
    assert found.total.amounts == (0, 0, 0)
    assert [group.total.balance for group in found.classes if group.digit == "7"] == [-42_000]
    whole = balance(dossier, drafts=True)
    assert {n: line.balance for n, line in lines.items()} == {
        line.number: line.balance for line in whole.lines
    }


def thirds(dossier: int, words: dict[str, str] | None = None, **more):
    act = system_act()
    period = parse_period(a_year(dossier), words or {})
    return third_balance(act, dossier, period, years=years_of(act, dossier), **more)


def test_third_parties_of_a_collective_account() -> None:
    found = thirds(a_readable(), account="411")
    assert [control.number for control in found.controls] == ["401000", "411000"]
    assert columns(found) == {"C001": (50_000, 12_000, 12_000, 50_000)}
    assert found.lines[0].previous == 50_000
    assert found.total is not None
    assert found.total.balance == 50_000


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"mois": "2"}, (62_000, 0, 12_000, 50_000)),
        ({"au": "2025-02-05"}, (50_000, 12_000, 0, 62_000)),
        ({"au": "2025-01-02"}, (50_000, 0, 0, 50_000)),
    ],
)
def test_third_parties_in_a_period(words, expected) -> None:
    assert columns(thirds(a_readable(), words, account="411")) == {"C001": expected}


def test_third_parties_page_by_number() -> None:
    dossier = a_dossier()
    act = system_act()
    from boucle.access import public as access
    from boucle.books.models import ThirdParty

    with access.write(act, dossier, "books.write"):
        for n in range(12):
            ThirdParty.objects.create(dossier_id=dossier, number=f"X{n:02d}", label=f"Client {n}")
    write(
        dossier,
        *(
            move("2025-01-05", "411000", "707000", 100 + n, journal="VTE", third=f"X{n:02d}")
            for n in range(12)
        ),
    )
    seen, after = [], ""
    while True:
        page = thirds(dossier, account="411", drafts=True, after=after, limit=5)
        seen += [line.number for line in page.lines]
        if not page.has_next:
            break
        after = seen[-1]
    assert seen == [f"X{n:02d}" for n in range(12)]
    period = whole_year(a_year(dossier))
    every = list(third_balance_lines(act, dossier, period, drafts=True))
    assert [(line.account, line.number, line.balance) for line in every] == [
        ("411000", f"X{n:02d}", 100 + n) for n in range(12)
    ]


def test_without_third_parties_the_page_says_nothing() -> None:
    found = thirds(a_dossier())
    assert (found.controls, found.control, found.lines) == ((), None, ())


@pytest.mark.parametrize(
    ("words", "start", "end", "label"),
    [
        ({}, date(2025, 1, 1), date(2025, 12, 31), "exercice 2025"),
        ({"mois": "3"}, date(2025, 3, 1), date(2025, 3, 31), "mars 2025"),
        (
            {"de": "2025-01", "a": "2025-03"},
            date(2025, 1, 1),
            date(2025, 3, 31),
            "janvier à mars 2025",
        ),
        ({"au": "2025-04-30"}, date(2025, 1, 1), date(2025, 4, 30), "janvier à avril 2025"),
        ({"au": "17/03/2025"}, date(2025, 1, 1), date(2025, 3, 17), "1ᵉʳ janvier au 17 mars 2025"),
    ],
)
def test_a_period_is_read_and_written(words, start, end, label) -> None:
    found = parse_period(YEAR, words)
    assert (found.start, found.end, found.label) == (start, end, label)
    assert parse_period(YEAR, found.query()) == found


@pytest.mark.parametrize(
    "words",
    [{"mois": "13"}, {"mois": "x"}, {"au": "2026-01-01"}, {"au": "?"}, {"de": "5", "a": "2"}],
)
def test_a_wrong_period_is_said_in_french(words) -> None:
    with pytest.raises(WrongUse, match=r"exercice|mois|date|période"):
        parse_period(YEAR, words)


def test_an_odd_year_has_odd_ends() -> None:
    assert parse_period(ODD, {"mois": "2025-07"}).start == date(2025, 7, 16)
    assert parse_period(ODD, {"mois": "2026-12"}).end == date(2026, 12, 20)
    assert not whole_year(ODD).is_cut
    assert whole_year(ODD).third_spans().lows == (date(2025, 7, 16), date(2026, 12, 1))
    assert until(ODD, date(2025, 7, 20)).third_spans().lows == (date(2025, 7, 16),)


def test_the_year_before_of_a_leap_day() -> None:
    old = FiscalYearRow(3, "2023", date(2023, 1, 1), date(2023, 12, 31), "closed", "year")
    leap = FiscalYearRow(4, "2024", date(2024, 1, 1), date(2024, 12, 31), "open", "year")
    assert year_before(until(leap, date(2024, 2, 29)), (old, leap)) == Period(
        old, date(2023, 1, 1), date(2023, 2, 28)
    )
    assert year_before(whole_year(old), (old, leap)) is None


@pytest.mark.parametrize(
    ("balance_now", "before", "text"),
    [
        (15_000, 10_000, "+50,0\u00a0%"),
        (-15_000, -10_000, "+50,0\u00a0%"),
        (5_000, 10_000, "−50,0\u00a0%"),
        (0, 10_000, "−100,0\u00a0%"),
        (-5_000, 10_000, ""),
        (10_000, 10_000, ""),
        (10_000, 0, ""),
        (10_000, None, ""),
        (10**9, 1, ""),
        (10_004, 10_000, "+0,0\u00a0%"),
    ],
)
def test_growth_is_said_in_the_sense_of_the_account(balance_now, before, text) -> None:
    line = BalanceLine("401000", "Fournisseurs", 0, 0, 0, balance_now, before)
    assert line.percent_text == text
