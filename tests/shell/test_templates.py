"""Every template compiles; the pages without a Dossier come out, with their headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client

from boucle.shell.context import HELP
from boucle.shell.web.help_pages import pages

ROOT = Path(__file__).resolve().parents[2] / "boucle"
TEMPLATES = sorted(
    str(path.relative_to(folder))
    for folder in ROOT.glob("*/templates")
    for path in folder.rglob("*.html")
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/connexion", "/aide", "/aide/shell/clavier"])
def test_public_pages(client: Client, address: str) -> None:
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("<h1") == 1 and '<html lang="fr"' in text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert " style=" not in text and "<style" not in text and " onclick=" not in text


@pytest.mark.django_db
def test_what_is_absent_is_a_page(client: Client) -> None:
    answer = client.get("/nulle/part")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.content.decode()


def test_every_screen_has_its_help() -> None:
    known = {f"{context}/{name}" for context, name in pages()}
    assert not set(HELP.values()) - known
    assert all(page.title and page.html.count("<h1") == 1 for page in pages().values())
