"""Script C whole: the open invoice is named, its payment is booked and lettered by one key."""

from __future__ import annotations

import time
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.models import Lettrage
from boucle.kernel.act import system_act
from tests.journeys.grid import LAYOUTS, lines_of, open_grid, sent
from tests.journeys.hands import Hands

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
    def late(route: Any) -> None:
        time.sleep(1.5)
        route.continue_()

    page.route("**/lettrage/ouvertes**", late)
    open_grid(page, site, "BQ")
    Hands(page)("18⏎dup⏎+")
    sent(page)
    page.wait_for_timeout(2000)
    assert lines_of(books, "BQ") == [[("DUPONT", -141100), ("512000", 141100)]]
    assert lettrages(books) == []
