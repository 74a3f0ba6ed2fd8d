"""People who sign in to the real server, and their hands."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import override_settings

from boucle.access import public as access
from boucle.kernel.act import system_act
from boucle.shell import settings
from boucle.tenancy.public import Organisation

WORD = "vraiment-long-42"


def a_collaborator(dossier: int, level: str = "collaborateur") -> None:
    """`anne`, whose password the real server can check (tests hash theirs quickly)."""
    firm = Organisation.objects.create(kind="cabinet", name="Cabinet Martin")
    user = access.create_user(
        login="anne", name="Anne Martin", password=WORD, organisation_id=firm.id
    )
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        user.password = make_password(WORD)
    user.save(update_fields=["password"])
    access.grant_level(system_act(), dossier, login="anne", level=level)


def press(page: Any, *keys: str) -> None:
    """Keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def sign_in(page: Any, site: str, onward: str) -> None:
    """From the address that one wants, by the form, to that address."""
    page.goto(f"{site}{onward}")
    page.keyboard.type("anne")
    press(page, "Tab")
    page.keyboard.type(WORD)
    press(page, "Enter")
    page.wait_for_url(f"{site}{onward}")
    page.wait_for_load_state("load")
