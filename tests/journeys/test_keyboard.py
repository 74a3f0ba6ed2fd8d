"""The frame without a mouse: palette, list of keys, sequences, list cursor, Escape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import SIREN, Site

pytestmark = [pytest.mark.commits, pytest.mark.journey]


def test_the_palette_reaches(kept_site: Site, sign_in: Callable[[str], None], page: Any) -> None:
    sign_in("claire")
    page.keyboard.press("Control+k")
    page.keyboard.type("portef")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/portefeuille$"))
    page.keyboard.press("Control+k")
    page.keyboard.type("dupré")
    page.locator("#palette-list li", has_text="Dossier").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/d/{SIREN}/$"))
    page.keyboard.press("Control+k")
    page.keyboard.type("606100")
    page.locator("#palette-list li", has_text="Compte").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/compte/606100$"))
    page.keyboard.press("Control+k")
    page.keyboard.type(">imprim")
    assert page.locator("#palette-list li").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    assert "Accueil du dossier" in page.locator("#palette-list li").first.inner_text()
    page.keyboard.press("Escape")


def test_keys_move_and_open(kept_site: Site, sign_in: Callable[[str], None], page: Any) -> None:
    sign_in("claire")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(re.compile("/portefeuille$"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("g d ?")
    assert page.evaluate("document.activeElement.value") == "g d ?"
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    assert page.locator("tr.is-cursor").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/d/{SIREN}/$"))
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    assert page.get_by_text("Palette de commandes").is_visible()
    page.keyboard.press("Escape")
    page.go_back()
    assert page.locator("tr.is-cursor").count() == 1, "the cursor comes back with the page"


def test_letters_can_be_turned_off(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    page.keyboard.press("F1")
    page.get_by_label("Touches d’une seule lettre actives").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("dialog#keys").is_visible()


def test_the_theme_is_kept(kept_site: Site, sign_in: Callable[[str], None], page: Any) -> None:
    sign_in("claire")
    page.get_by_text("Claire").click()
    with page.expect_response("**/preferences"):
        page.get_by_text("Clair ou sombre").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_breadcrumb_lists_brothers(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    page.goto(f"{kept_site.url}/d/{SIREN}/2025/balance")
    page.locator(".crumbs li", has_text=re.compile("^2025$")).focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator(".brothers a", has_text="2026").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".brothers").count() == 0
    page.locator(".crumbs li", has_text=re.compile("^Balance$")).focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator(".brothers a", has_text="Grand livre").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/2025/grand-livre"))
    page.locator(".crumbs a").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator(".brothers a", has_text="Dupré").wait_for()
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(wide)
