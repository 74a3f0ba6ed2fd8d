"""The key map: one act a key in each context, nothing of the browser's, and the help tells it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from boucle.shell.context import _DOSSIER, _FIRM

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "boucle/shell/static/shell/keymap.js").read_text(encoding="utf-8")
KEYS = re.findall(r'context: "(\w+)", keys: "([^"]+)", act: "(\w+)"', TEXT)
GO = re.findall(r'^  (\w): \["([\w:-]+)", "([^"]+)"\],$', TEXT, flags=re.M)
BROWSER = {*(f"Ctrl+{c}" for c in "NTWQLRFPDHJU0123456789+-"), "Alt+ArrowLeft", "Alt+ArrowRight"}
BROWSER |= {"F5", "F6", "F7", "F10", "F11", "F12", "Alt+D", "Alt+E", "Alt+F", "Ctrl+Tab"}


def test_one_act_a_key() -> None:
    counted = Counter((context, keys) for context, keys, _ in KEYS)
    assert len(KEYS) > 15 and not [pair for pair, times in counted.items() if times > 1]
    assert len({letter for letter, _, _ in GO}) == len(GO) > 8


def test_the_browser_keeps_its_keys() -> None:
    assert not BROWSER & {keys for _, keys, _ in KEYS}


def test_sequences_lead_to_screens_of_the_rail() -> None:
    known = {row[2] for row in (*_DOSSIER, *_FIRM)}
    assert {route for _, route, _ in GO} <= known


def test_the_help_tells_every_sequence() -> None:
    page = (ROOT / "docs/aide/shell/clavier.md").read_text(encoding="utf-8")
    assert not [letter for letter, _, _ in GO if f"| g {letter} |" not in page]
