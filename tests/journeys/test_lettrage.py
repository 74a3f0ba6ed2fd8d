"""Lettrage by keyboard: tick, find, letter, undo, the next account; the screen as it is drawn."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, a_line, an_entry
from tests.journeys.people import a_collaborator, press, sign_in
from tests.journeys.test_screens import look

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()


def entry(dossier: int, third: str, cents: int, day: str) -> None:
    side = {"debit": cents} if cents > 0 else {"credit": -cents}
    other = {"credit": cents} if cents > 0 else {"debit": -cents}
    lines = a_line("401000", third=third, **side), a_line("606100", **other)
    save_draft(ACT, dossier, an_entry(*lines, day=f"2025-03-{day}"))


def open_screen(site: str, page: Any) -> int:
    dossier = a_dossier()
    a_collaborator(dossier)
    entry(dossier, "C001", -1000, "01")
    for day, cents in (("02", -10000), ("03", -20000), ("04", -5000), ("05", 25000)):
        entry(dossier, "F001", cents, day)
    sign_in(page, site, f"/d/{SIREN}/2025/lettrage/401000/F001")
    return dossier


def test_lines_are_found_lettered_and_taken_back_by_keys(site: str, page: Any) -> None:
    open_screen(site, page)
    total = page.locator("[data-sum]")
    press(page, "End", " ")
    assert total.inner_text() == "1 ligne cochée · 250,00 D"
    press(page, "=")
    page.wait_for_selector('[data-sum]:has-text("soldé")')
    assert page.locator("td input:checked").count() == 3
    press(page, "l")
    page.wait_for_selector('[data-said]:has-text("Lettré AAA.")')
    assert page.locator("td input[type=checkbox]").count() == 1
    here = page.locator(".lettrage-list .is-here .much").inner_text()
    assert here.replace("\u00a0", " ") == "1 · 100,00 C"
    press(page, "Control+z")
    page.wait_for_selector('[data-said]:has-text("Acte annulé")')
    assert page.locator("td input[type=checkbox]").count() == 4


def test_a_part_is_lettered_and_its_rest_shown(site: str, page: Any) -> None:
    open_screen(site, page)
    press(page, "ArrowDown", " ", "End", " ", "Shift+L")
    page.wait_for_selector('[data-said]:has-text("Lettré en partie aaa, reste 150,00 D.")')
    assert page.locator(".letter.partial").count() == 2
    press(page, "p")
    page.wait_for_url("**/lettrage/401000/C001")
    press(page, "s")
    page.wait_for_url("**/lettrage/401000/F001")
    press(page, "t")
    page.wait_for_url("**lettrees=1")
    press(page, "Alt+g")
    page.wait_for_url("**/grand-livre**")


def test_the_screen_is_accessible_and_whole_on_a_phone(site: str, page: Any) -> None:
    open_screen(site, page)
    assert not list(look(page, "lettrage"))
