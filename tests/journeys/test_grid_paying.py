"""Script C whole: the open invoice is named, its payment is booked and lettered by one key."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.models import Lettrage
from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from tests.books.build import a_line, an_entry
from tests.journeys.grid import LAYOUTS, lines_of, open_grid, sent
from tests.journeys.hands import Hands
from tests.journeys.test_screens import look

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()


def lettrages(dossier: int) -> list[tuple[str, bool]]:
    with access.read(ACT, dossier):
        rows = Lettrage.objects.filter(dossier_id=dossier).order_by("id")
        return [(row.code, row.is_partial) for row in rows]


@LAYOUTS
def test_a_receipt_of_the_only_open_invoice_is_lettered_in_eight_keys(
    site: str, page: Any, books: int, layout: str
) -> None:
    open_grid(page, site, "BQ")
    hands = Hands(page, layout)
    hands("18⏎dup⏎")
    page.wait_for_selector('[data-card]:has-text("règle Achat du 11/02/2025")')
    hands("+")
    assert hands.count <= 8
    sent(page)
    assert lines_of(books, "BQ") == [[("DUPONT", -141100), ("512000", 141100)]]
    assert lettrages(books) == [("AAA", False)]
    hands("⏎dup⏎")
    page.wait_for_selector('[data-card]:has-text("DUPONT")')
    assert not page.locator(".is-guess").count()


def test_a_typed_part_stays_partial_and_says_what_is_left(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "BQ")
    hands = Hands(page)
    hands("18⏎dup⏎")
    page.wait_for_selector('[data-card]:has-text("règle Achat")')
    hands("1000⏎")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector('[data-card]:has-text("reste 411,00")')
    page.keyboard.press("Control+Enter")
    sent(page)
    assert lettrages(books) == [("AAA", True)]


def test_a_late_answer_changes_nothing_that_was_accepted(site: str, page: Any, books: int) -> None:
    asked: list[Any] = []
    page.route("**/lettrage/ouvertes**", lambda route: asked.append(route))
    open_grid(page, site, "BQ")
    with page.expect_request("**/lettrage/ouvertes**"):
        Hands(page)("18⏎dup⏎+")
    sent(page)
    with page.expect_response("**/lettrage/ouvertes**"):
        asked[0].continue_()
    page.evaluate("new Promise((go) => setTimeout(go))")
    assert lines_of(books, "BQ") == [[("DUPONT", -141100), ("512000", 141100)]]
    assert lettrages(books) == []


def test_f9_letters_over_the_grid_and_comes_back_to_the_cell(
    site: str, page: Any, books: int
) -> None:
    paid = a_line("411000", credit=141100, third="DUPONT"), a_line("512000", 141100)
    save_draft(ACT, books, an_entry(*paid, journal="BQ", day="2025-02-20"))
    open_grid(page, site, "VTE")
    Hands(page)("18⏎dup⏎50")
    page.keyboard.press("F9")
    page.wait_for_selector(".saisie-overlay tr.is-cursor")
    assert not list(look(page, "lignes ouvertes"))
    for key in (" ", "ArrowDown", " ", "l"):
        page.keyboard.press(key)
    page.wait_for_selector('.saisie-overlay [data-said]:has-text("Lettré AAA.")')
    assert lettrages(books) == [("AAA", False)]
    page.keyboard.press("Escape")
    page.wait_for_selector(".saisie-overlay", state="detached")
    assert page.evaluate("document.activeElement.dataset.col") == "debit"
    assert page.evaluate("document.activeElement.value") == "50"
    page.keyboard.press("Alt+l")
    page.wait_for_selector('.saisie-overlay:has-text("Tout est lettré")')
    page.keyboard.press("F9")
    page.wait_for_selector(".saisie-overlay", state="detached")
