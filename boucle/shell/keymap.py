"""All the keys that a person can change: those of the frame, of lists and of the grid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from boucle.books.public import grid_keymap
from boucle.kernel import keymap as keys

TABLE = Path(__file__).resolve().parent / "static" / "shell" / "keymap.js"
_ROW = re.compile(r'\{ context: "(\w+)", keys: "([^"]+)", act: "(\w+)", label: "([^"]+)" \}')
CONTEXTS = {"global": "Partout", "list": "Dans une liste", "grid": "Dans la grille de saisie"}
NATURES = {
    "achats": "Achats", "ventes": "Ventes", "banque": "Banque", "caisse": "Caisse",
    "od": "Opérations diverses",
}  # fmt: skip
STOPS = {"piece": "Pièce", "label": "Libellé", "due": "Échéance"}
LAYOUTS = {"azerty": "AZERTY (français)", "qwerty": "QWERTY (américain)"}
SIGNS = {
    "azerty": {"+": "Maj =, ou pavé", "/": "Maj :, ou pavé", ".": "Maj ;", "?": "Maj ,"},
    "qwerty": {"+": "Maj =, ou pavé", "*": "Maj 8, ou pavé", "?": "Maj /"},
}  # fmt: skip
"""Where a sign is that is not on a key by itself."""


@cache
def _frame() -> tuple[dict[str, Any], ...]:
    """The table of the frame, an act a line."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for context, key, act, label in _ROW.findall(TABLE.read_text(encoding="utf-8")):
        line = {"context": context, "keys": [], "when": "", "act": act, "label": label}
        found.setdefault((context, act), line)["keys"].append(key)
    return tuple(found.values())


def product() -> list[dict[str, Any]]:
    """Every line as the product has it."""
    return [*({**line, "keys": list(line["keys"])} for line in _frame()), *grid_keymap()]


def frame_keys(kept: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    """The changed lines of the frame, for the page: (context, act, keys)."""
    own = kept.get("own", {})
    if not own:
        return []
    return [
        (line["context"], line["act"], own[keys.key_id(line)])
        for line in _frame()
        if keys.key_id(line) in own
    ]


def read(form: Mapping[str, str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The changed keys of a form, by id, and what is wrong with them, by id."""
    own: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    for line in product():
        ident = keys.key_id(line)
        if ident not in form:
            continue
        words = [word for word in re.split(r"\s+ou\s+", form[ident][:120].strip()) if word]
        found = [keys.read_key(word) for word in words]
        if None in found:
            wrong[ident] = "Une touche s’écrit F5, Alt+G ou Ctrl+Entrée ; « ou » en sépare deux."
        chosen = [key for key in found if key]
        if chosen != line["keys"]:
            own[ident] = chosen
    for ident, said in keys.problems(keys.applied(product(), own)):
        wrong.setdefault(ident, said)
    return own, wrong
