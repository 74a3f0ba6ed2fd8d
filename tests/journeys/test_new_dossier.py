"""A Dossier opened by keyboard, then set up: account, chart from a file, closed month."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books import public as books
from boucle.kernel.act import system_act
from tests.journeys.conftest import SIREN, Site
from tests.journeys.people import press

pytestmark = [pytest.mark.journey, pytest.mark.commits]
OTHER = "552100554"


def test_a_dossier_is_opened_without_the_mouse(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    page.goto(f"{kept_site.url}/dossiers/nouveau")
    page.keyboard.type("552 100 554")
    press(page, "Tab")
    page.keyboard.type("Transports Petit")
    press(page, "Control+Enter")
    page.wait_for_url(f"**/d/{OTHER}/")
    assert "Transports Petit" in page.locator("main").inner_text()
    dossier = access.dossier_for(system_act(), OTHER)
    assert len(books.years_of(system_act(), dossier.id)) == 1


def test_a_dossier_is_set_up(
    kept_site: Site, sign_in: Callable[[str], None], page: Any, tmp_path: Path
) -> None:
    sign_in("claire")
    page.goto(f"{kept_site.url}/d/{SIREN}/reglages/plan")
    press(page, "n")
    page.wait_for_url("**/plan/nouveau")
    page.keyboard.type("606410")
    press(page, "Tab")
    page.keyboard.type("Papeterie")
    press(page, "Control+Enter")
    page.wait_for_url("**/reglages/plan")
    assert "Compte 606410 enregistré" in page.locator(".toast").inner_text()

    file = tmp_path / "plan.csv"
    file.write_text("Compte;Libellé\n606420;Timbres\n12;Trop court\n", encoding="utf-8")
    page.goto(f"{kept_site.url}/d/{SIREN}/reglages/plan/importer")
    page.set_input_files("input[type=file]", str(file))
    press(page, "Control+Enter")
    page.wait_for_selector("input[name=plan]", state="attached")
    assert "3 à 20 caractères" in page.locator("main").inner_text()
    press(page, "Control+Enter")
    page.wait_for_url("**/reglages/plan")

    page.goto(f"{kept_site.url}/d/{SIREN}/reglages/journaux")
    page.get_by_title("OD janvier 2026 : vide, clôturer").click()
    page.wait_for_selector(".is-locked")
    assert "OD, 01/2026 : mois clôturé" in page.locator(".toast").inner_text()
