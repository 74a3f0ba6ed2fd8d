"""VAT typed in the grid: learned rates in fewer keys, a doubt said in amber, pairs of lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from tests.books.build import a_line, an_entry
from tests.journeys.grid import LAYOUTS, lines_of, open_grid, sent
from tests.journeys.hands import Hands

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()
Change = Callable[[dict[str, Any]], None]


def with_data(page: Any, change: Change) -> None:
    """The data of the server, changed on its way."""

    def changed(route: Any) -> None:
        data = route.fetch().json()
        change(data)
        route.fulfill(json=data)

    page.route("**/donnees", changed)


@LAYOUTS
def test_a_client_of_two_rates_costs_seventeen_keys(
    site: str, page: Any, books: int, layout: str
) -> None:
    lines = [{"account": "707000", "vat": "V20"}, {"account": "707055", "vat": "V55"}]
    usual = {"lines": lines, "state": "habituel"}

    def learned(data: dict[str, Any]) -> None:
        data["thirds"] = [[*t[:8], usual] if t[0] == "DUPONT" else t for t in data["thirds"]]

    first = a_line("411000", 120, third="DUPONT"), a_line("707000", credit=100)
    tax = a_line("445710", credit=20)
    save_draft(ACT, books, an_entry(*first, tax, journal="VTE", day="2025-03-01"))
    with_data(page, learned)
    open_grid(page, site, "VTE")
    hands = Hands(page, layout)
    hands("⏎dup⏎1411⏎⏎1000⏎")
    assert page.locator(".saisie-now .is-ghost .c-state").first.inner_text() == (
        "Proposition habituelle"
    )
    hands("+")
    assert hands.count <= 17
    sent(page)
    assert [one[1] for one in lines_of(books, "VTE")[1]] == [141100, -100000, -20000, -20000, -1100]


def test_a_doubtful_vat_is_said_in_amber_and_kept_by_a_key(
    site: str, page: Any, books: int
) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎ora⏎120⏎")
    page.locator('.saisie-now input[data-row="2"][data-col="debit"]').click()
    hands("19⏎")
    message = page.locator("[data-message].is-warn")
    assert "attendu, 19,00 saisi. Entrée pour garder." in message.inner_text()
    hands("⏎")
    hands.press("Control+Enter")
    sent(page)
    assert [one[1] for one in lines_of(books, "ACH")[0]] == [-12000, 10100, 1900]


def test_reverse_charge_is_keyed_like_any_purchase(site: str, page: Any, books: int) -> None:
    def reverse(data: dict[str, Any]) -> None:
        for code in data["vat"]:
            code["pair"] = {"account": "445710"}

    with_data(page, reverse)
    open_grid(page, site, "ACH")
    Hands(page)("15⏎ora⏎100⏎+")
    sent(page)
    assert lines_of(books, "ACH") == [
        [("ORANGE", -10000), ("626000", 10000), ("445660", 2000), ("445710", -2000)]
    ]


@LAYOUTS
def test_another_charge_account_costs_seventeen_keys(
    site: str, page: Any, books: int, layout: str
) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page, layout)
    hands("15⏎ora⏎120⏎")
    hands("6061⏎+", physical=False)
    assert hands.count <= 17
    sent(page)
    assert [one[0] for one in lines_of(books, "ACH")[0]] == ["ORANGE", "606100", "445660"]
