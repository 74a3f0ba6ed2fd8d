"""The form of a right: a preset, then module by module, limits and days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.rules.days import parse_day
from boucle.kernel.errors import Finding, Refused

LEVEL_WORDS = {"": "Aucun", "read": "Lecture", "write": "Écriture"}
FIELDS = ("login", "level", "mode", "journals", "accounts", "starts_on", "ends_on")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module of the form and the level chosen for it."""

    module: access.Module
    chosen: str


def rows_of(reads: frozenset[str], writes: frozenset[str], mode: str) -> list[ModuleRow]:
    """The modules that exist, with what these rights give; the firm's are the firm's only."""
    return [
        ModuleRow(
            module,
            "write" if module.code in writes else "read" if module.code in reads else "",
        )
        for module in access.built_modules()
        if mode == "expert" or not module.expert
    ]


def values_of(person: access.Person | None, preset: str) -> dict[str, Any]:
    """What the form shows first: a preset that was clicked, else what the person holds."""
    chosen = access.preset_named(preset) or access.preset_named("lecteur")
    held = person.rights if person else None
    if chosen is None:
        raise AssertionError("presets.csv names lecteur")
    by_preset = bool(preset) or held is None
    reads, writes = (chosen.reads, chosen.writes) if by_preset else (held.reads, held.writes)  # type: ignore[union-attr]
    mode = chosen.mode if by_preset else held.mode  # type: ignore[union-attr]
    return {
        "level": chosen.code if by_preset else person.preset,  # type: ignore[union-attr]
        "mode": mode,
        "rows": rows_of(reads, writes, mode),
        "journals": ", ".join(held.journals or ()) if held else "",
        "accounts": ", ".join(held.accounts or ()) if held else "",
        "starts_on": _day(person.starts_on if person else None),
        "ends_on": _day(person.ends_on if person else None),
    }


def values_typed(post: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, to be shown again."""
    values: dict[str, Any] = {name: str(post.get(name, ""))[:2000] for name in FIELDS}
    levels = {m.code: str(post.get(f"m-{m.code}", "")) for m in access.built_modules()}
    reads = frozenset(code for code, level in levels.items() if level)
    writes = frozenset(code for code, level in levels.items() if level == "write")
    return values | {"rows": rows_of(reads, writes, values["mode"])}


def wish_of(post: Mapping[str, str]) -> access.GrantWish:
    """The right that the form asks for. Raises Refused for a day that is none."""
    values = values_typed(post)
    detailed = any(f"m-{module.code}" in post for module in access.built_modules())
    rows = values["rows"]
    return access.GrantWish(
        preset=values["level"],
        mode=values["mode"],
        reads=tuple(row.module.code for row in rows if row.chosen) if detailed else None,
        writes=tuple(row.module.code for row in rows if row.chosen == "write")
        if detailed
        else None,
        journals=codes(values["journals"]),
        accounts=codes(values["accounts"]),
        starts_on=_day_typed(values, "starts_on"),
        ends_on=_day_typed(values, "ends_on"),
    )


def codes(text: str) -> tuple[str, ...] | None:
    """Codes between commas or spaces; None for none: no limit."""
    found = tuple(dict.fromkeys(word.upper() for word in _BETWEEN.split(text) if word))
    return found or None


def _day_typed(values: Mapping[str, Any], name: str) -> date | None:
    text = str(values[name]).strip()
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        finding = Finding(code="access.grant.day", message=str(error), field=name, value=text)
        raise Refused([finding]) from error


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def choices() -> dict[str, Any]:
    """What both pages of the form need beside the values."""
    return {"presets": access.presets().values(), "levels": LEVEL_WORDS.items()}
