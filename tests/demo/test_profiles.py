"""The companies of the demo: valid, varied, and plausible to an accountant."""

from __future__ import annotations

import csv
import itertools
from datetime import date
from pathlib import Path

import pytest

import boucle
from boucle.demo import chart
from boucle.demo.people import CABINET_SIREN, OPENED_FIRST, PEOPLE, WITHOUT_CABINET, people_of
from boucle.demo.profiles import PROFILES
from boucle.demo.types import CompanyProfile, DemoYear
from boucle.tenancy.rules.siren import problem

from .conftest import KEYS, balances, books_of, total

# Shares of turnover in per cent: (gross margin, staff, result before tax) lowest and highest.
TRADES = {
    "boulangerie": ((66, 75), (36, 50), (3, 14)),
    "agence-web": ((98, 100), (55, 72), (3, 16)),
    "menuiserie": ((58, 68), (28, 42), (-2, 12)),
    "restaurant": ((66, 74), (34, 46), (2, 13)),
    "transport": ((70, 101), (26, 38), (1, 10)),
    "negoce": ((27, 33), (11, 17), (1, 6)),
    "sci": ((98, 100), (0, 0), (10, 45)),
    "conseil": ((98, 100), (40, 70), (5, 40)),
}


def closed_years(key: str) -> list[DemoYear]:
    return [year for year in books_of(key) if year.closed]


def test_there_are_eight_companies_with_valid_and_different_sirens() -> None:
    sirens = [profile.siren for profile in PROFILES]
    assert len(set(sirens)) == len(sirens) == 8
    assert [problem(siren) for siren in [*sirens, CABINET_SIREN]] == [None] * 9


@pytest.mark.parametrize("key", KEYS)
def test_each_company_has_two_or_three_closed_years_and_the_running_one(key: str) -> None:
    years = books_of(key)
    assert len(years) in (3, 4)
    assert [year.closed for year in years] == [True] * (len(years) - 1) + [False]
    assert all((new.start - old.end).days == 1 for old, new in itertools.pairwise(years))


def test_one_dossier_has_more_than_a_hundred_thousand_lines_and_four_thousand_parties() -> None:
    years = books_of("negoce")
    closed = [line for y in years if y.closed for entry in y.entries for line in entry.lines]
    assert len(closed) > 100_000
    parties = {line.third for y in years for e in y.entries for line in e.lines if line.third}
    assert len(parties) > 3_500


@pytest.mark.parametrize("key", KEYS)
def test_margin_staff_and_result_are_those_of_the_trade(key: str) -> None:
    margin_range, staff_range, result_range = TRADES[key]
    for year in closed_years(key):
        counts = balances(tuple(year.entries))
        turnover = -total(counts, "70")
        margin = 100 * (turnover - total(counts, "601", "602", "603", "607")) // turnover
        staff = 100 * total(counts, "64") // turnover
        before_tax = 100 * -(total(counts, "6", "7") - total(counts, "695")) // turnover
        assert margin_range[0] <= margin <= margin_range[1], (year.label, margin)
        assert staff_range[0] <= staff <= staff_range[1], (year.label, staff)
        assert result_range[0] <= before_tax <= result_range[1], (year.label, before_tax)


@pytest.mark.parametrize("key", KEYS)
def test_the_balance_sheet_balances_and_its_signs_are_right(key: str) -> None:
    for year in closed_years(key):
        counts = balances(tuple(year.entries))
        result = -total(counts, "6", "7")
        equity = -total(counts, "10", "11", "12", "13", "14") + result
        assets = sum(c for a, c in counts.items() if (a[0] in "23" or (a[0] in "45" and c > 0)))
        debts = -sum(c for a, c in counts.items() if a[0] in "45" and c < 0) - total(
            counts, "15", "16"
        )
        assert assets == equity + debts
        assert equity > 0
        wrong = [a for a, c in counts.items() if a.startswith(("20", "21", "3", "5")) and c < 0]
        assert [account for account in wrong if account != "519100"] == []
        assert all(c <= 0 for a, c in counts.items() if a.startswith(("28", "491", "164", "401")))


@pytest.mark.parametrize("key", ["agence-web", "menuiserie", "transport", "negoce"])
def test_customers_pay_in_thirty_to_seventy_five_days(key: str) -> None:
    for year in closed_years(key):
        counts = balances(tuple(year.entries))
        gross = -total(counts, "70") * 118 // 100
        assert 30 <= total(counts, "411") * 360 // gross <= 75


def test_accounts_exist_in_the_chart_in_force(profile: CompanyProfile) -> None:
    folder = Path(boucle.__file__).parent / "data" / "pcg"
    for year in books_of(profile.key):
        known = numbers(folder, "2025.csv")
        if year.start < chart.NEW_CHART:
            known |= numbers(folder, "legacy.csv")
        used = {line.account[:3] for entry in year.entries for line in entry.lines}
        assert {number.rstrip("0") for number in used} <= {n.rstrip("0") for n in known}
        gone = {"675", "775", "671", "791"} & used
        assert not gone or year.start < chart.NEW_CHART


def numbers(folder: Path, name: str) -> set[str]:
    with (folder / name).open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter=";")
        return {row["number"] for row in rows if len(row["number"]) in (2, 3)}


def test_disposals_use_the_accounts_of_their_year() -> None:
    used = {
        (year.label, line.account)
        for key in ("boulangerie", "menuiserie", "transport")
        for year in books_of(key)
        for entry in year.entries
        for line in entry.lines
    }
    assert ("2024", "775000") in used and ("2025", "757000") in used
    assert ("2025", "775000") not in used and ("2024", "757000") not in used


def test_people_see_the_dossiers_that_are_theirs() -> None:
    logins = {p.key: {person.login for person in people_of(p)} for p in PROFILES}
    assert {"claire", "expert", "patron"} <= logins[OPENED_FIRST]
    assert logins["conseil"] == {"helene"}
    assert "mehdi" not in logins["agence-web"]
    assert {"conseil"} == WITHOUT_CABINET
    assert len({person.login for person in PEOPLE}) == len(PEOPLE)


def test_the_founded_company_begins_on_its_first_day_without_opening_entries() -> None:
    first = books_of("conseil")[0]
    assert (first.start, first.end) == (date(2024, 3, 1), date(2024, 12, 31))
    assert all(entry.journal != "AN" for entry in first.entries)
