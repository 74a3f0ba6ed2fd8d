"""A site with a cabinet, an owner and two years of books, and ways into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from boucle.access.public import create_user, grant_level
from boucle.books.public import mark_review, open_dossier, open_year, save_draft, validate_entries
from boucle.kernel.act import system_act
from boucle.tenancy.public import NewDossier, Organisation
from tests.books.build import a_line, a_year, an_entry
from tests.journeys.grid import grid_books

PASSWORD = "une-phrase-assez-longue"
SIREN = "732829320"


@dataclass(frozen=True)
class Site:
    """Address of the site, number and draft of the Dossier."""

    url: str
    dossier: int
    entry: str


@pytest.fixture
def kept_site(site: str, settings: Any) -> Site:
    """`claire` works in the cabinet, `paul` owns the company and only reads."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    act = system_act()
    firm = Organisation.objects.create(kind="cabinet", name="Cabinet Martin")
    owner = Organisation.objects.create(kind="company", name="Boulangerie Dupré")
    new = NewDossier(siren=SIREN, name="Boulangerie Dupré", cabinet_id=firm.id)
    dossier = open_dossier(act, new, date(2025, 1, 1), date(2025, 12, 31))
    open_year(act, dossier, None, date(2026, 1, 1), date(2026, 12, 31))
    for login, place in (("claire", firm), ("paul", owner)):
        create_user(login=login, name=login.title(), password=PASSWORD, organisation_id=place.id)
    grant_level(act, dossier, login="claire", level="expert")
    grant_level(act, dossier, login="paul", level="lecture")
    lines = a_line("606100", 12000), a_line("512000", credit=12000)
    for month in range(1, 13):
        save_draft(act, dossier, an_entry(*lines, day=f"2025-{month:02d}-15"))
    validate_entries(act, dossier, a_year(dossier))
    for month in range(1, 4):
        saved = save_draft(act, dossier, an_entry(*lines, day=f"2026-{month:02d}-15"))
    mark_review(act, dossier, saved.public_id, True)
    return Site(site, dossier, str(saved.public_id))


@pytest.fixture
def sign_in(kept_site: Site, page: Any) -> Callable[[str], None]:
    """`sign_in("claire")` by the form, as a person does."""

    def do(login: str) -> None:
        page.goto(f"{kept_site.url}/connexion")
        page.get_by_label("Identifiant").fill(login)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{kept_site.url}/")

    return do


@pytest.fixture
def books() -> int:
    """Books to key in: see `grid_books`."""
    return grid_books()


@pytest.fixture
def quiet(browser: Any) -> Any:
    """A page that may meet refusals and a lost network, which its console calls errors."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    yield context.new_page()
    context.close()
