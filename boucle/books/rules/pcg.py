"""The national charts (PCG) as dated data, and the accounts that a new Dossier starts with.

Source: règlement ANC 2014-03 consolidated on 1 January 2025 and 2026, art. 1121-1
(`data/pcg/<year>.csv`); the file in force is the latest one not after the first day of the year.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "pcg"
COLUMNS = ("number", "label", "class", "normal_side", "kind", "system", "level", "parent")
DIGITS_USUAL = 6


@dataclass(frozen=True, slots=True)
class PcgAccount:
    """A row of the chart. `minimal`: in the minimal system; else optional."""

    number: str
    label: str
    kind: str
    minimal: bool


def vintages() -> tuple[str, ...]:
    """The charts at hand, oldest first: `2025`, `2026`."""
    return tuple(sorted(path.stem for path in FOLDER.glob("[0-9]*.csv")))


def vintage(start: date) -> str:
    """The chart in force for a financial year that begins on that day.

    A year older than the first chart takes the first one: its former accounts come with the FEC.
    """
    known = vintages()
    in_force = [name for name in known if date(int(name), 1, 1) <= start]
    return in_force[-1] if in_force else known[0]


@cache
def chart(name: str) -> tuple[PcgAccount, ...]:
    """Every row of a chart. Raises ValueError for an unknown one, AssertionError for a bad file."""
    if name not in vintages():
        raise ValueError(f"plan comptable inconnu : {name}")
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source, delimiter=";")
        assert tuple(reader.fieldnames or ()) == COLUMNS, reader.fieldnames
        rows = tuple(
            PcgAccount(row["number"], row["label"], row["kind"], row["system"] == "minimal")
            for row in reader
        )
    assert len({row.number for row in rows}) == len(rows), name
    return rows


def usual_accounts(name: str, digits: int = DIGITS_USUAL) -> list[tuple[str, str]]:
    """Numbers and labels that a new Dossier opens with.

    Every account of three figures and more, and those of two that nothing subdivides (53); numbers
    are filled up with zeros to `digits`. Raises ValueError for an unknown chart.
    """
    rows = chart(name)
    parents = {row.number[:-1] for row in rows}
    opened = {
        row.number.ljust(digits, "0"): typeset(row.label)
        for row in rows
        if len(row.number) >= 3 or (len(row.number) == 2 and row.number not in parents)
    }
    return list(opened.items())


def typeset(label: str) -> str:
    """French typography of the official labels: the curly apostrophe."""
    return label.replace("'", "’")
