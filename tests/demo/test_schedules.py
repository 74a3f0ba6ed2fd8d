"""Loans, depreciation, calendar and tax of the demo, against worked examples."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.demo.assets import contra, written_off
from boucle.demo.closing import tax_on
from boucle.demo.days import days_360, easter, holidays, workday
from boucle.demo.finance import accrued_interest, instalment, left_on, schedule
from boucle.demo.ledger import letters
from boucle.demo.types import Asset, Loan

LOAN = Loan(
    bank="Banque", label="Exemple", principal=3_000_000, rate_bp=360, months=36,
    start=date(2026, 3, 5),
)  # fmt: skip
ASSET = Asset(
    account="215400", label="Exemple", cost=1_200_000, start=date(2026, 4, 15), years=5
)  # fmt: skip


def test_a_loan_is_paid_back_to_the_cent_in_constant_instalments() -> None:
    rows = schedule(LOAN)
    assert instalment(LOAN) == 88_039
    assert rows[0] == (date(2026, 4, 5), 9_000, 79_039, 2_920_961)
    assert (rows[-1][1] + rows[-1][2], rows[-1][3]) == (88_046, 0)
    assert sum(row[1] for row in rows) == 169_411
    assert left_on(LOAN, date(2026, 12, 31)) == 2_280_053


def test_interest_runs_from_the_last_instalment_to_the_closing_day() -> None:
    assert accrued_interest(LOAN, date(2026, 12, 31)) == 5_928
    assert accrued_interest(LOAN, date(2026, 3, 1)) == 0


@pytest.mark.parametrize(
    ("day", "cents"),
    [
        (date(2026, 4, 14), 0),
        (date(2026, 12, 31), 170_667),
        (date(2027, 12, 31), 410_667),
        (date(2028, 4, 14), 480_000),
        (date(2031, 12, 31), 1_200_000),
    ],
)
def test_an_asset_is_written_off_in_days_of_a_year_of_360(day: date, cents: int) -> None:
    assert written_off(ASSET, day) == cents


def test_the_depreciation_account_follows_the_asset_account() -> None:
    assert [contra(account) for account in ("215400", "205000", "218300")] == [
        "281540", "280500", "281830",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("profit", "reduced", "tax"),
    [
        (3_000_000, True, 450_000),
        (10_000_000, True, 2_075_000),
        (10_000_000, False, 2_500_000),
        (-5, True, 0),
    ],
)
def test_corporate_tax_by_bracket(profit: int, reduced: bool, tax: int) -> None:
    assert tax_on(profit, reduced=reduced) == tax


def test_french_calendar() -> None:
    assert easter(2025) == date(2025, 4, 20)
    assert date(2025, 5, 29) in holidays(2025)
    assert workday(date(2025, 5, 1)) == date(2025, 5, 2)
    assert days_360(date(2026, 4, 15), date(2028, 4, 14)) == 720


def test_lettrage_codes_follow_each_other() -> None:
    assert [letters(rank) for rank in (0, 25, 26, 676)] == ["AAA", "AAZ", "ABA", "BAA"]
