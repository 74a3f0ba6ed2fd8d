"""A passkey in a real browser, by the keyboard: added, then used instead of the password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import Site

pytestmark = [pytest.mark.commits, pytest.mark.journey]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_added_and_then_signs_in(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in("claire")
    page.goto(f"{kept_site.url}/preferences/securite/cle")
    page.wait_for_selector("form[data-passkey=create]:not([hidden])")
    page.keyboard.type("portable")
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    page.goto(f"{kept_site.url}/preferences/securite")
    assert page.get_by_text("portable", exact=False).first.is_visible()
    page.evaluate("document.querySelector('form[action=\"/deconnexion\"]').submit()")
    button = page.get_by_role("button", name="Se connecter avec une clé d’accès")
    button.wait_for()
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{kept_site.url}/")
    assert page.get_by_text("Claire").first.is_visible()
