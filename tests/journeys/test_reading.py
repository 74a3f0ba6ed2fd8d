"""From the balance to an account to an entry and back, by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import SIREN, Site

pytestmark = [pytest.mark.commits, pytest.mark.journey]


def test_down_to_the_entry_and_back(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("paul")
    page.goto(f"{kept_site.url}/d/{SIREN}/2025/balance?mois=2025-02")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/2025/compte/512000"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/ecriture/"))
    page.go_back()
    page.go_back()
    page.wait_for_url(re.compile(r"/balance\?mois=2025-02$"))
    assert page.locator("tr.is-cursor").inner_text().startswith("512000")


def test_the_ledger_by_month_and_to_its_entries(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    page.goto(f"{kept_site.url}/d/{SIREN}/2025/grand-livre?compte=606&mois=3")
    assert "Report au 01/03/2025" in page.locator("table").inner_text()
    page.keyboard.press("Alt+PageDown")
    page.wait_for_url(re.compile("mois=2025-04"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/ecriture/"))


def test_journals_down_to_a_month(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    page.goto(f"{kept_site.url}/d/{SIREN}/2025/journaux")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/journal/ACH\?mois=2025-01"))
    assert page.locator("table.journal tbody").count() == 1


def test_a_class_folds_and_stays_folded(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    page.goto(f"{kept_site.url}/d/{SIREN}/2025/balance")
    rows = page.locator("tbody[data-fold='6'] tr:not(.group, .subtotal)")
    assert rows.first.is_visible()
    for key in ("ArrowDown", "End", "ArrowLeft"):
        page.keyboard.press(key)
    assert not rows.first.is_visible()
    assert page.locator("tbody[data-fold='6'] tr.subtotal").is_visible()
    assert page.locator("tr.group.is-cursor").count() == 1
    page.reload()
    assert not rows.first.is_visible(), "kept with the tab"
    assert page.locator("tbody[data-fold='6'] button").get_attribute("aria-expanded") == "false"
    for key in ("ArrowDown", "End", "ArrowRight"):
        page.keyboard.press(key)
    assert rows.first.is_visible()
    page.locator("tbody[data-fold='6'] tr.group").click()
    assert not rows.first.is_visible()
