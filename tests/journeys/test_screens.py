"""Every screen, as it is drawn: accessible in light and dark, whole at 390 px, silent console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from boucle.access.public import User, one_time_link
from boucle.access.signin.factors import add_totp
from boucle.kernel import clock
from boucle.kernel.act import system_act
from tests.journeys.conftest import PASSWORD, SIREN, Site
from tests.shell.routes import routes

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
FULL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (runOnly) => (await axe.run(document, {runOnly}))
  .violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 99)).join(' ')}`)"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
NOT_PAGES = {
    "shell:health",
    "shell:events",
    "shell:palette",
    "books:palette",
    "shell:session-open",
    "account_login",
}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

pytestmark = [pytest.mark.commits, pytest.mark.journey]


def addresses(site: Site) -> Iterator[tuple[str, str]]:
    """Every route that is read and may be a page."""
    for route in routes():
        if route.right and "GET" in route.right.methods and route.name not in NOT_PAGES:
            yield route.name, site.url + route.address(SIREN, entry=site.entry, exercice="2026")


def is_page(answer: Any) -> bool:
    """Whether an answer is a screen to look at, and not a refusal or a file."""
    return bool(answer.status == 200 and "text/html" in answer.headers.get("content-type", ""))


def look(page: Any, name: str) -> Iterator[str]:
    """What is wrong with the screen shown: rules in light, contrast in dark, width on a phone."""
    page.emulate_media(color_scheme="light")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    yield from (f"{name}: {line}" for line in page.evaluate(RUN, FULL))
    page.emulate_media(color_scheme="dark")
    yield from (f"{name}, sombre : {line}" for line in page.evaluate(RUN, ["color-contrast"]))
    if page.locator("h1").count() != 1:
        yield f"{name} : {page.locator('h1').count()} h1"
    page.set_viewport_size({"width": 390, "height": 844})
    if page.evaluate(WIDER) > 0:
        yield f"{name} : {page.evaluate(WIDER)} px de trop à 390 px"
    page.set_viewport_size({"width": 1440, "height": 900})


def test_every_screen(kept_site: Site, sign_in: Callable[[str], None], page: Any) -> None:
    sign_in("claire")
    wrong: list[str] = []
    seen = 0
    for name, address in addresses(kept_site):
        if is_page(page.request.get(address)):
            page.goto(address)
            wrong += look(page, name)
            seen += 1
    assert seen > 20 and not wrong, "\n".join(wrong)


def test_the_owner_has_his_figures(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("paul")
    assert page.get_by_text("Comptabilité tenue jusqu’à").count() == 1
    page.goto(f"{kept_site.url}/d/{SIREN}")
    assert page.get_by_text("Lecture seule").first.is_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN, FULL) == []


def test_screens_before_signing_in(kept_site: Site, quiet: Any) -> None:
    """Sign-in, refused once; forgotten password; first access; the second factor."""
    page, user = quiet, User.objects.get(login="claire")
    add_totp(system_act(), user, SECRET, format_hotp_value(hotp_value(SECRET, _step())))
    word = one_time_link(user)
    wrong: list[str] = []
    for path in ("connexion", "mot-de-passe/oublie", f"premier-acces/{word}"):
        page.goto(f"{kept_site.url}/{path}")
        wrong += look(page, path)
    for secret in ("faux", PASSWORD):
        page.goto(f"{kept_site.url}/connexion")
        page.get_by_label("Identifiant").fill("claire")
        page.get_by_label("Mot de passe").fill(secret)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        wrong += look(page, page.url)
    assert page.url.endswith("/connexion/second-facteur") and not wrong, "\n".join(wrong)


def _step() -> int:
    return int(clock.now().timestamp()) // 30
