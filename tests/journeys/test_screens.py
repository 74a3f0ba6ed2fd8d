"""Every screen, as it is drawn: accessible in light and dark, whole at 390 px, silent console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import SIREN, Site
from tests.shell.routes import routes

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RUN = """async () => (await axe.run(document, {runOnly: [
  'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}))
  .violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(' ')}`)"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
NOT_PAGES = {"shell:health", "shell:palette", "books:palette"}

pytestmark = [pytest.mark.commits, pytest.mark.journey]


def addresses(site: Site) -> Iterator[tuple[str, str]]:
    """Every route that is read and may be a page."""
    for route in routes():
        if route.right and "GET" in route.right.methods and route.name not in NOT_PAGES:
            yield route.name, site.url + route.address(SIREN, entry=site.entry, exercice="2026")


def is_page(answer: Any) -> bool:
    """Whether an answer is a screen to look at, and not a refusal or a file."""
    return bool(answer.status == 200 and "text/html" in answer.headers.get("content-type", ""))


def test_every_screen_of_the_cabinet(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    wrong: list[str] = []
    seen = 0
    for name, address in addresses(kept_site):
        if not is_page(page.request.get(address)):
            continue
        seen += 1
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            wrong += [f"{name} ({scheme}) {line}" for line in page.evaluate(RUN)]
            if page.locator("h1").count() != 1:
                wrong.append(f"{name}: {page.locator('h1').count()} h1")
    assert seen > 5 and not wrong, "\n".join(wrong)


def test_every_screen_at_390_px(kept_site: Site, sign_in: Callable[[str], None], page: Any) -> None:
    sign_in("claire")
    page.set_viewport_size({"width": 390, "height": 844})
    wide = []
    for name, address in addresses(kept_site):
        if not is_page(page.request.get(address)):
            continue
        page.goto(address)
        if page.evaluate(WIDER) > 0:
            wide.append(f"{name}: {page.evaluate(WIDER)} px")
    assert not wide, wide


def test_the_owner_has_his_figures(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("paul")
    assert page.get_by_text("Comptabilité tenue jusqu’à").count() == 1
    page.goto(f"{kept_site.url}/d/{SIREN}")
    assert page.get_by_text("Lecture seule").first.is_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN) == []
