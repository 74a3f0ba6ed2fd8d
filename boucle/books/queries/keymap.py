"""The keys of the grid: one file for the page, the help, the preferences and the tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from boucle.kernel import keymap as keys

KEYMAP = Path(__file__).resolve().parents[1] / "static" / "books" / "keymap.json"
SOLVE_BY_F5 = {"context": "grid", "keys": ["F5"], "when": "", "act": "balance", "label": "Solder"}
"""For who comes from a product where F5 balances: turned on in the preferences."""


def keymap() -> list[dict[str, Any]]:
    """The keys of the grid as the product has them."""
    found: list[dict[str, Any]] = json.loads(KEYMAP.read_text(encoding="utf-8"))
    return found


def own_keymap(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same with the keys and options that a person keeps."""
    more = [SOLVE_BY_F5] if kept.get("f5") else []
    return [*keys.applied(keymap(), kept.get("own", {})), *more]
