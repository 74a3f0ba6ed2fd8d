"""A sheet: what a list is made of, whatever it is written as. Knows nothing of accounting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Cell = str | int | date | datetime | None
Kind = Literal["text", "cents", "balance", "day", "int"]
Style = Literal["line", "heading", "opening", "subtotal", "total"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `cents` and `balance` are integer cents, written as euros with two decimals; on
    the page a `balance` is an amount with D (positive) or C, in files a signed number.

    `width` is in characters (digits). `only` keeps the column to files that are calculated with
    (`data`: XLSX, CSV) or to the page (`print`). `carry` says what stands on the line carried from
    page to page: the `sum` of the column since the last heading, or the `last` value seen.
    """

    label: str
    kind: Kind = "text"
    width: int = 12
    only: Literal["", "data", "print"] = ""
    carry: Literal["", "sum", "last"] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns (of all of them, `only` or not); missing ones are empty.

    `heading`: one text over the whole width, begins a group (page only). `opening`: a balance
    brought forward, counts in the carry. `subtotal`, `total`: page and XLSX, never CSV.
    """

    cells: tuple[Cell, ...]
    style: Style = "line"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled list. `rows` is consumed once: an iterator over many lines keeps memory flat.

    `owner`: whose list (name, SIREN). `subtitle`: period and choices. `banner`: a word on every
    page (BROUILLARD). `foot`: who drew it and when. `totals`: cells of the last row.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row | tuple[Cell, ...]]
    owner: str = ""
    subtitle: str = ""
    banner: str = ""
    foot: str = ""
    totals: tuple[Cell, ...] | None = None
    landscape: bool = False


def rows_of(sheet: Sheet) -> Iterable[Row]:
    """Every row of the sheet as `Row`, the totals last. Consumes the sheet."""
    for row in sheet.rows:
        yield row if isinstance(row, Row) else Row(row)
    if sheet.totals is not None:
        yield Row(sheet.totals, "total")


def places(sheet: Sheet, use: Literal["data", "print"]) -> list[int]:
    """Positions of the columns that this use shows."""
    return [at for at, column in enumerate(sheet.columns) if column.only in {"", use}]


def cell_at(row: Row, at: int) -> Cell:
    """A cell, None past the end."""
    return row.cells[at] if at < len(row.cells) else None
