"""Modules of the product, the rights that they carry and the usual sets (presets), as data.

Source: `data/access/*.csv` (docs there). A grant holds codes of modules, in reading and in writing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).resolve().parents[1] / "data" / "access"
Mode = Literal["expert", "company", "support"]


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the product for which rights are given."""

    code: str
    label: str
    about: str
    needs_read: tuple[str, ...]
    needs_write: tuple[str, ...]
    expert: bool
    built: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class NamedRight:
    """A right as tables and commands name it. `key_scope`: what a key of the API must carry;
    `company_needs`: outside the firm, the module that must be written too."""

    name: str
    module: str
    writes: bool
    key_scope: str
    company_needs: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A usual set of rights; `level` is the older name of it, or empty."""

    code: str
    level: str
    label: str
    about: str
    mode: Mode
    reads: frozenset[str]
    writes: frozenset[str]


@cache
def named_rights() -> dict[str, NamedRight]:
    """Every right by its name."""
    return {
        row["right"]: NamedRight(
            row["right"],
            row["module"],
            row["level"] == "write",
            row["key_scope"],
            row["company_needs"],
        )
        for row in _rows("rights.csv")
    }


@cache
def job_rights() -> dict[str, str]:
    """Every task of the worker with the right that the person who asked for it must still hold in
    the Dossier when it runs; "" = a task of the service itself. Raises AssertionError."""
    found: dict[str, str] = {}
    for row in _rows("jobs.csv"):
        assert row["scope"] in ("dossier", "system"), row
        assert (row["scope"] == "dossier") == (row["right"] in named_rights()), row
        assert row["task"] not in found, row
        found[row["task"]] = row["right"]
    return found


@cache
def modules() -> dict[str, Module]:
    """Every module by its code, in the order of screens; those to come as well."""
    written = {right.module for right in named_rights().values() if right.writes}
    return {
        row["code"]: Module(
            code=row["code"],
            label=row["label"],
            about=row["about"],
            needs_read=_codes(row["needs_read"]),
            needs_write=_codes(row["needs_write"]),
            expert=row["expert"] == "oui",
            built=row["built"] == "oui",
            writable=row["code"] in written or row["built"] != "oui",
        )
        for row in _rows("modules.csv")
    }


def built_modules() -> list[Module]:
    """The modules that exist, in the order of screens."""
    return [module for module in modules().values() if module.built]


@cache
def presets() -> dict[str, Preset]:
    """The usual sets by code, strongest first: the firm's, then the company's."""
    return {
        row["code"]: Preset(
            code=row["code"],
            level=row["level"],
            label=row["label"],
            about=row["about"],
            mode="expert" if row["mode"] == "expert" else "company",
            reads=frozenset(_codes(row["reads"])),
            writes=frozenset(_codes(row["writes"])),
        )
        for row in _rows("presets.csv")
    }


def preset_named(word: str) -> Preset | None:
    """The preset of this code, or of this older level."""
    found = presets().get(word)
    return found or next((p for p in presets().values() if word and p.level == word), None)


def in_order(codes: Iterable[str]) -> list[str]:
    """Codes of modules in the order of screens."""
    known = list(modules())
    return sorted(codes, key=lambda code: known.index(code) if code in known else len(known))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
