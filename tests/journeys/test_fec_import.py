"""A company's books come in from a file and go out again, on the real server and its worker."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from boucle.access import public as access
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier
from tests.books.fec_build import a_fec
from tests.journeys.people import a_collaborator, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.commits]


def test_a_fec_comes_in_and_goes_out(site: str, page: Any, tmp_path: Path) -> None:
    a_collaborator(a_dossier(siren="552100554"), "expert")
    path = a_fec(tmp_path)
    sign_in(page, site, "/dossiers/importer")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_label("Nom du dossier").fill("Ma société")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Empreinte SHA-256").wait_for()
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    for step in ("identite", "controle", "correspondance"):
        page.screenshot(path=str(tmp_path / f"{step}-1440.png"), full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate(wide), step
        page.screenshot(path=str(tmp_path / f"{step}-390.png"), full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})
        with page.expect_navigation():
            page.keyboard.press("Enter")
    page.get_by_role("button", name="Importer").wait_for()
    page.get_by_label("Soldes, un par ligne").fill("401 20,00 C\n5 410 D")
    page.get_by_role("button", name="Comparer").click()
    page.get_by_text("1 écart", exact=True).wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(wide)
    page.screenshot(path=str(tmp_path / "plan-390.png"), full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.screenshot(path=str(tmp_path / "plan-1440.png"), full_page=True)
    page.keyboard.press("Control+Enter")
    page.get_by_text("3 écritures et 6 lignes importées").wait_for()
    page.get_by_text("0 écart").wait_for()
    page.screenshot(path=str(tmp_path / "done-1440.png"), full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(wide)
    page.screenshot(path=str(tmp_path / "done-390.png"), full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/d/{SIREN}/2025/fec")
    page.screenshot(path=str(tmp_path / "export-1440.png"), full_page=True)
    with page.expect_download() as download:
        page.get_by_role("button", name="Fichier seul").click()
    data = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == path.name
    assert hashlib.sha256(data).digest() == hashlib.sha256(path.read_bytes()).digest()
    assert [row.siren for row in access.portfolio(system_act())] == [SIREN, "552100554"]
