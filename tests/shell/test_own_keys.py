"""A person's own keys: kept with the account, used by the grid and the frame, conflicts named."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.kernel import keymap as keys
from boucle.kernel.act import system_act
from boucle.shell import keymap
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "tests" / "books" / "keymap.csv"
PAGE = "/preferences/touches"
BALANCE = "grid/balance/amount_empty"
LATER = {
    ("lettrage", "auto"), ("lettrage", "reminder"), ("grid", "ask_client"),
    ("grid", "toggle_document"), ("global", "go_bank"), ("global", "go_documents"),
    ("global", "go_revision"), ("global", "go_tva"), ("global", "go_questions"),
    ("global", "go_deadlines"), ("global", "go_requests"), ("list", "extend_up"),
    ("list", "extend_down"), ("brouillard", "edit"),
}  # fmt: skip
"""Acts of the contract that come with later screens, or that the screen has by `Entrée`."""


@pytest.fixture
def client() -> Client:
    dossier = a_dossier()
    firm = Organisation.objects.create(kind="cabinet", name="Essai")
    user = access.create_user(
        login="anne", name="Anne", password="vraiment-long-42", organisation_id=firm.id
    )
    access.grant_level(system_act(), dossier, login="anne", level="collaborateur")
    found = Client()
    found.force_login(user)
    return found


def own() -> dict[str, Any]:
    kept: dict[str, Any] = access.User.objects.get(login="anne").keys
    return kept


@pytest.mark.django_db
def test_keys_are_kept_and_used_by_the_grid_and_the_frame(client: Client) -> None:
    sent = {BALANCE: "Alt+y ou ù", "global/palette/": "Ctrl+B", "jump": "1", "f5": "1",
            "stop/achats/label": "1", "layout": "qwerty"}  # fmt: skip
    assert client.post(PAGE, sent).status_code == 302
    assert own()["own"] == {BALANCE: ["Alt+Y", "ù"], "global/palette/": ["Ctrl+B"]}
    grid = client.get(f"/d/{SIREN}/2025/saisie/ACH/2025-03").content.decode()
    assert '"Alt+Y", "\\u00f9"' in grid and '"F5"' in grid
    assert 'data-jump="1"' in grid and 'data-stops="label"' in grid
    assert '[["global", "palette", ["Ctrl+B"]]]' in client.get("/preferences").content.decode()
    other = client.get(f"/d/{SIREN}/2025/saisie/VTE/2025-03").content.decode()
    assert 'data-stops=""' in other
    sheet = client.get(f"{PAGE}?fiche=1").content.decode()
    assert "<kbd>Alt+Y</kbd>" in sheet and "QWERTY" in sheet
    client.post(PAGE, {"act": "reset"})
    assert own() == {} and "own-keys" not in client.get("/preferences").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (BALANCE, "Alt+G", "sert déjà à « Solder, ou tout accepter, puis enregistrer »"),
        (BALANCE, "Ctrl+T", "appartient au navigateur"),
        (BALANCE, "5", "est du texte dans la grille"),
        (BALANCE, "Hyper+G", "Une touche s’écrit"),
        ("grid/undo/", "Ctrl+K", "sert déjà à « Palette de commandes »"),
        ("list/tick/", "?", "sert déjà à « Touches de cet écran »"),
    ],
)
def test_a_key_that_cannot_be_is_refused_and_its_text_kept(
    client: Client, field: str, typed: str, said: str
) -> None:
    answer = client.post(PAGE, {field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and f'value="{typed}"' in page
    assert own() == {}


def test_keys_are_read_as_they_are_shown() -> None:
    for line in keymap.product():
        for key in line["keys"]:
            assert keys.read_key(keys.shown(key)) == key, key
    assert keys.read_key("ctrl+entrée") == "Ctrl+Enter" and keys.read_key("Alt+") is None


def test_the_keys_of_the_product_have_no_conflict() -> None:
    assert keys.problems(keymap.product()) == []
    assert len(keymap.product()) > 45


def _screen_keys(name: str) -> set[str]:
    text = (ROOT / "boucle/books/templates/books" / name).read_text(encoding="utf-8")
    found = re.findall(r'(?:data-)?key="([^"{]+)"', text)
    more = re.findall(r"\(ou ([A-Z])\)", text)
    return {key.upper() for key in (*found, *more)}


def test_every_context_of_the_contract_is_in_the_product() -> None:
    """Frame, lists, grid, brouillard and lettrage; bank and révision have no screen yet."""
    lines = keymap.product()
    table = {(one["context"], key) for one in lines for key in one["keys"]}
    go = set(re.findall(r"^  (\w): \[", keymap.TABLE.read_text(encoding="utf-8"), flags=re.M))
    screens = {
        "brouillard": _screen_keys("draft_list.html"),
        "lettrage": _screen_keys("lettrage_show.html"),
    }
    missing = []
    with CONTRACT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            context, key = row["context"], row["key"]
            if context in ("bank", "revision") or (context, row["act"]) in LATER:
                continue
            if key.startswith("g "):
                there = key[2:] in go
            elif context in screens:
                there = key.upper() in screens[context]
            else:
                wanted = " " if key == "Space" else key
                there = (context, wanted) in table
            if not there:
                missing.append((context, key, row["act"]))
    assert not missing, missing
