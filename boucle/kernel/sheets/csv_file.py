"""CSV as French spreadsheets open it: `;`, decimal comma, days JJ/MM/AAAA, UTF-8 with BOM.

A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from boucle.kernel.money import plain
from boucle.kernel.sheets.shape import Cell, Column, Sheet, cell_at, places, rows_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_WRITTEN = {"line", "opening"}


def write_csv(sheet: Sheet, target: BinaryIO) -> None:
    """Write the sheet to an open binary file, row by row: lines and openings, no totals."""
    target.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(target, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows(_records(sheet))
    text.flush()
    text.detach()


def _records(sheet: Sheet) -> Iterator[list[str]]:
    shown = places(sheet, "data")
    yield [harmless(sheet.columns[at].label) for at in shown]
    for row in rows_of(sheet):
        if row.style in _WRITTEN:
            yield [_text(sheet.columns[at], cell_at(row, at)) for at in shown]


def _text(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return plain(cell) if column.kind in {"cents", "balance"} else str(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return harmless(cell)


def harmless(text: str) -> str:
    """The text, or the text after an apostrophe where a spreadsheet would calculate it."""
    clean = text.replace("\x00", "")
    risky = clean.startswith(_FORMULA) or clean.lstrip(" \u00a0").startswith(_FORMULA)
    return f"'{clean}" if risky else clean
