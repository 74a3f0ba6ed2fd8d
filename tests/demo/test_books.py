"""The books of the demo are books: balanced, carried forward, lettered, cleared."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date

import pytest

from boucle.demo.days import month_end
from boucle.demo.generate import VALIDATED_UNTIL, generate
from boucle.demo.ledger import is_lettrable
from boucle.demo.profiles import PROFILES
from boucle.demo.types import CompanyProfile, DemoYear

from .conftest import balances, books_of, profile_of

VAT_OF_THE_PERIOD = (
    "445711", "445712", "445713", "445200", "445300", "445620", "445660", "445662", "445663",
)  # fmt: skip


def opening_of(year: DemoYear) -> Counter[str]:
    return balances(tuple(e for e in year.entries if e.journal == "AN"))


def closing_of(year: DemoYear) -> Counter[str]:
    counts = balances(tuple(year.entries))
    result = sum(cents for account, cents in counts.items() if account[0] in "67")
    kept = Counter({a: c for a, c in counts.items() if a[0] not in "67" and c})
    kept["120000" if result <= 0 else "129000"] += result
    return Counter({account: cents for account, cents in kept.items() if cents})


def test_every_entry_balances_and_has_two_lines(books: tuple[DemoYear, ...]) -> None:
    wrong = [
        entry
        for year in books
        for entry in year.entries
        if len(entry.lines) < 2 or sum(line.debit - line.credit for line in entry.lines) != 0
    ]
    assert wrong == []


def test_every_line_has_one_positive_side_and_a_label(books: tuple[DemoYear, ...]) -> None:
    lines = [line for year in books for entry in year.entries for line in entry.lines]
    assert all(min(line.debit, line.credit) == 0 < max(line.debit, line.credit) for line in lines)
    assert all(line.label.strip() == line.label != "" for line in lines)


def test_opening_balances_are_the_closing_ones_of_the_year_before(
    books: tuple[DemoYear, ...],
) -> None:
    pairs = list(itertools.pairwise(books))
    found = [Counter({a: c for a, c in opening_of(new).items() if c}) for _, new in pairs]
    assert found == [closing_of(old) for old, _ in pairs]
    assert [old.closed for old, _ in pairs] == [True] * len(pairs)


def test_third_parties_are_opened_item_by_item_with_their_document(
    books: tuple[DemoYear, ...],
) -> None:
    lines = [
        line
        for year in books
        for entry in year.entries
        if entry.journal == "AN"
        for line in entry.lines
        if is_lettrable(line.account)
    ]
    assert all(line.piece_ref for line in lines)
    assert all(line.third for line in lines if line.account[:3] in ("401", "411"))


def test_a_lettrage_balances_within_its_account_and_third_party(
    books: tuple[DemoYear, ...],
) -> None:
    for year in books:
        groups: defaultdict[tuple[str, str, str], list[tuple[int, date, date]]] = defaultdict(list)
        for entry in year.entries:
            for line in entry.lines:
                if line.letter:
                    assert line.letter_date is not None
                    groups[line.account, line.third, line.letter].append(
                        (line.debit - line.credit, entry.date, line.letter_date)
                    )
        assert groups
        assert all(sum(row[0] for row in rows) == 0 < len(rows) - 1 for rows in groups.values())
        assert all(max(row[1] for row in rows) <= rows[0][2] for rows in groups.values())


def test_what_is_not_lettered_on_a_third_party_is_what_is_owed(
    books: tuple[DemoYear, ...],
) -> None:
    for year in books:
        counts, left = balances(tuple(year.entries)), Counter[str]()
        for entry in year.entries:
            for line in entry.lines:
                if is_lettrable(line.account) and not line.letter:
                    left[line.account] += line.debit - line.credit
        assert {a: c for a, c in left.items() if c} == {
            a: c for a, c in counts.items() if is_lettrable(a) and c
        }


def test_vat_accounts_are_cleared_at_the_end_of_each_period(books: tuple[DemoYear, ...]) -> None:
    every = profile_of_books(books).vat_months
    for year in books:
        running: Counter[str] = Counter()
        by_month: defaultdict[date, Counter[str]] = defaultdict(Counter)
        for entry in year.entries:
            for line in entry.lines:
                by_month[month_end(entry.date)][line.account] += line.debit - line.credit
        for month in sorted(by_month):
            running.update(by_month[month])
            if month.month % every == 0 and month <= VALIDATED_UNTIL:
                assert {a: running[a] for a in VAT_OF_THE_PERIOD if running[a]} == {}


def profile_of_books(books: tuple[DemoYear, ...]) -> CompanyProfile:
    return next(profile for profile in PROFILES if profile.siren == books[0].siren)


def test_bank_and_till_never_fall_below_zero(books: tuple[DemoYear, ...]) -> None:
    for year in books:
        daily: defaultdict[date, Counter[str]] = defaultdict(Counter)
        for entry in year.entries:
            for line in entry.lines:
                daily[entry.date][line.account] += line.debit - line.credit
        running: Counter[str] = Counter()
        for day in sorted(daily):
            running.update(daily[day])
            assert running["512100"] >= 0, day
            assert running["530000"] >= 0, day
            assert running["508000"] >= 0, day


def test_the_running_year_is_validated_to_september_and_draft_after(
    books: tuple[DemoYear, ...],
) -> None:
    current = books[-1]
    assert not current.closed
    entries = list(current.entries)
    assert all(entry.validated == (entry.date <= VALIDATED_UNTIL) for entry in entries)
    assert any(not entry.validated for entry in entries)
    assert all(entry.validated for year in books[:-1] for entry in year.entries)


@pytest.mark.parametrize("key", ["boulangerie", "conseil"])
def test_the_same_seed_gives_the_same_books(key: str) -> None:
    again = tuple(generate(profile_of(key), 1))
    assert again == books_of(key)
    assert tuple(generate(profile_of(key), 2)) != books_of(key)
