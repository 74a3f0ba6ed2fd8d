"""Accounts: found in a keystroke, listed with their balance, shown month by month."""

from __future__ import annotations

import pytest

from boucle.books.commands.chart import add_accounts
from boucle.books.queries.accounts import (
    account_list,
    account_page,
    search_accounts,
    year_ahead,
)
from boucle.books.queries.listing import every
from boucle.books.queries.years import years_of
from boucle.kernel.act import Act, system_act
from boucle.kernel.clock import now
from boucle.kernel.errors import NotFound
from tests.books.build import a_dossier, a_year
from tests.books.reading import a_readable

STRANGER = "0198c0de-0000-7000-8000-000000000000"


def numbers(dossier: int, text: str) -> list[str]:
    return [hit.number for hit in search_accounts(system_act(), dossier, text)]


@pytest.fixture
def chart(db: None) -> int:
    dossier = a_dossier()
    labels = [
        ("613200", "Locations immobilières"), ("613500", "Locations mobilières"),
        ("471000", "Compte d’attente"), ("6411AB", "Rémunération Île-de-France"),
        ("471100", "Attente 100 % _sûr_"),
    ]  # fmt: skip
    add_accounts(system_act(), dossier, labels)
    return dossier


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("471", ["471000", "471100"]),
        ("4711", ["471100"]),
        ("immob", ["613200"]),
        ("LOCATION mob", ["613200", "613500"]),
        ("remuneration", ["6411AB"]),
        ("ile de", ["6411AB"]),
        ("6411ab", ["6411AB"]),
        ("613 mobilieres", ["613200", "613500"]),
        ("100 %", ["471100"]),
        ("_sur_", ["471100"]),
        ("zzz", []),
        ("'; drop table", []),
        ("\\", []),
        ("\x00", None),
    ],
)
def test_accounts_are_found_by_number_and_words(chart: int, text: str, first: list[str]) -> None:
    found = numbers(chart, text)
    assert found == first if first is not None else len(found) == 12


def test_the_exact_number_comes_first(chart: int) -> None:
    add_accounts(system_act(), chart, [("606", "Achats non stockés")])
    assert numbers(chart, "606")[0] == "606"


def test_nobody_sees_the_accounts_of_another(chart: int) -> None:
    other = a_dossier(siren="552100554")
    assert numbers(other, "immob") == []
    with pytest.raises(NotFound):
        search_accounts(Act(actor=STRANGER, at=now()), chart, "471")
    with pytest.raises(NotFound):
        account_page(system_act(), other, "613200", a_year(other))


def test_list_has_balances_of_the_year_and_sums_of_the_selection(db: None) -> None:
    dossier = a_readable()
    year = a_year(dossier)
    page, sums = account_list(system_act(), dossier, year, moved=True)
    balances = {row.number: row.balance for row in page.rows}
    assert balances["411000"] == 50_000 + 12_000 - 12_000
    assert balances["707000"] == -12_000
    assert (sums.count, sums.debit) == (len(page.rows), sums.credit)
    with_drafts, _ = account_list(system_act(), dossier, year, prefix="411", drafts=True)
    assert [row.balance for row in with_drafts.rows] == [80_000]
    _, everything = account_list(system_act(), dossier, year)
    assert everything.count > sums.count


def test_list_goes_on_after_a_number(db: None) -> None:
    dossier = a_readable()
    year = a_year(dossier)
    whole, _ = account_list(system_act(), dossier, year)
    first, _ = account_list(system_act(), dossier, year, limit=3)
    rest, sums = account_list(system_act(), dossier, year, limit=100, after=first.rows[-1].number)
    assert first.has_next and not rest.has_next
    assert first.rows + rest.rows == whole.rows
    assert sums.count == len(whole.rows)
    asked = {"text": "", "prefix": "", "moved": False, "drafts": False}
    assert tuple(every(account_list, system_act(), dossier, year, **asked)) == whole.rows


def test_page_shows_months_beside_the_year_before(db: None) -> None:
    dossier = a_readable()
    year, years = a_year(dossier), years_of(system_act(), dossier)
    page = account_page(system_act(), dossier, "411000", year, year_ahead(year, years))
    assert [month.net for month in page.months][:4] == [62_000, -12_000, 30_000, 0]
    assert [month.closing for month in page.months][:3] == [62_000, 50_000, 80_000]
    assert [month.before for month in page.months][:3] == [0, 50_000, 0]
    assert (page.balance, page.validated, page.draft) == (80_000, 50_000, 30_000)
    assert page.balance == page.months[-1].closing


def test_page_has_lines_newest_first_with_the_balance_after_each(db: None) -> None:
    dossier = a_readable()
    page = account_page(system_act(), dossier, "411000", a_year(dossier))
    assert [one.balance for one in page.moves] == [80_000, 50_000, 62_000, 50_000]
    assert [one.move.is_draft for one in page.moves] == [True, False, False, False]
    short = account_page(system_act(), dossier, "411000", a_year(dossier), limit=2)
    assert short.has_more and [one.balance for one in short.moves] == [80_000, 50_000]


def test_an_account_without_lines_is_empty(chart: int) -> None:
    page = account_page(system_act(), chart, "613200", a_year(chart))
    assert (page.count, page.moves, page.balance, page.has_previous) == (0, (), 0, False)
    assert len(page.months) == 12


@pytest.mark.parametrize("number", ["999999", "", "41/1", "\x00", "'; --"])
def test_an_unknown_account_is_not_found(chart: int, number: str) -> None:
    with pytest.raises(NotFound, match="compte"):
        account_page(system_act(), chart, number, a_year(chart))
