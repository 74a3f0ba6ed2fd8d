"""Keys and acts: a person's own keys over those of the product, and what cannot be bound. Pure.

A line is `{"context", "keys": […], "when", "act", "label"}`; a key is written as the browser names
it (`Ctrl+Enter`, `Alt+G`, `F5`, `+`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

Line = Mapping[str, Any]
SHOWN = {
    "ArrowDown": "↓", "ArrowUp": "↑", "ArrowLeft": "←", "ArrowRight": "→", "Enter": "Entrée",
    "Escape": "Échap", "Shift": "Maj", "PageUp": "Page préc.", "PageDown": "Page suiv.",
    "Home": "Début", "End": "Fin", " ": "Espace", "Tab": "Tab", "Delete": "Suppr",
    "Insert": "Inser",
}  # fmt: skip
_NAMED = {name.lower(): key for key, name in SHOWN.items()} | {key.lower(): key for key in SHOWN}
_HELD = {"ctrl": "Ctrl", "alt": "Alt", "maj": "Shift", "shift": "Shift"}
BROWSER = frozenset(
    {*(f"Ctrl+{key}" for key in "NTWQLRFPDHJU0123456789")}
    | {*(f"Ctrl+Shift+{key}" for key in "NTW")}
    | {*(f"Alt+{key}" for key in "DEFANHMPO")}
    | {"Ctrl+PageUp", "Ctrl+PageDown", "Ctrl+Tab", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+F4"}
    | {"Ctrl++", "Ctrl+-", "F6", "F7", "F10", "F11", "F12"}
)
"""Chords that belong to the browser or the system."""
NEVER_TEXT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
"""Signs that the grid needs as text: alone they are no command there."""
TOGETHER = ({"global", "list"},)
"""Contexts that act at the same time."""
THROUGH = ("palette", "keys")
"""Acts of the frame that work inside the grid."""


def key_id(line: Line) -> str:
    """What a person's own keys are kept under."""
    return f"{line['context']}/{line['act']}/{line.get('when', '')}"


def applied(lines: Iterable[Line], own: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The lines with the keys of a person; `own` by `key_id`, an empty list = turned off."""
    return [{**line, "keys": list(own.get(key_id(line), line["keys"]))} for line in lines]


def shown(key: str) -> str:
    """`Ctrl+Enter` as a French keyboard writes it."""
    if key == "+":
        return key
    head, _, tail = key.rpartition("+")
    if not tail:
        head, tail = key[:-2], "+"
    parts = [*(head.split("+") if head else []), tail]
    return "+".join(SHOWN.get(part, part) for part in parts)


def read_key(text: str) -> str | None:
    """A key as a person writes it, `ctrl+entrée`, as the browser names it; None for no key."""
    word = text.strip() or text
    if len(word) == 1:
        return _NAMED.get(word, word)
    head, _, last = word.rpartition("+")
    if not last:
        head, last = word[:-2], "+"
    held = [_HELD.get(part.strip().lower()) for part in head.split("+")] if head else []
    last = last.strip()
    name = _NAMED.get(last.lower())
    if name is None and last[:1] in "fF" and last[1:].isdigit() and 1 <= int(last[1:]) <= 12:
        name = last.upper()
    if name is None and len(last) == 1:
        name = last.upper() if held else last
    if name is None or None in held:
        return None
    order = [mark for mark in ("Ctrl", "Alt", "Shift") if mark in held]
    return "+".join([*order, name]) if len(order) == len(held) else None


def problems(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """What is wrong with a key map, as (id of the line, sentence in French); empty = usable."""
    found = []
    for line in lines:
        for key in line["keys"]:
            if key in BROWSER:
                said = f"{shown(key)} appartient au navigateur ou au système."
                found.append((key_id(line), said))
            elif line["context"] == "grid" and key.lower() in NEVER_TEXT:
                said = f"« {key} » seul est du texte dans la grille : ajoutez Alt ou Ctrl."
                found.append((key_id(line), said))
    for one, other in combinations(lines, 2):
        for key in sorted(set(one["keys"]) & set(other["keys"])):
            if _meet(one, other):
                said = f"{shown(key)} sert déjà à « {one['label']} »."
                found.append((key_id(other), said))
    return found


def _meet(one: Line, other: Line) -> bool:
    """Whether two acts could be called by the same key at the same time."""
    if one["act"] == other["act"] and one["context"] == other["context"]:
        return False
    places = {one["context"], other["context"]}
    if "grid" in places and "global" in places:
        return (one if one["context"] == "global" else other)["act"] in THROUGH
    if len(places) == 2 and places not in TOGETHER:
        return False
    conditions = {one.get("when", ""), other.get("when", "")}
    return len(conditions) == 1 or ("" in conditions and len(places) == 1)
