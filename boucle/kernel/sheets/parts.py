"""A list too long for one PDF: several, each on from the one before, in one ZIP archive.

The rows go to a temporary file first: the transaction that reads them ends soon, how many they are
is known, and memory holds one part at a time.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from boucle.kernel import clock
from boucle.kernel.sheets.layout import Carried, paginate
from boucle.kernel.sheets.pdf_file import draw_pages
from boucle.kernel.sheets.shape import Cell, Row, Sheet, rows_of

PART_ROWS = 3_000
"""Some hundred pages; drawing takes 62 KB of memory a row, and a work keeps below 300 MB."""
_TOGETHER = 2_000

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A slice of the rows, and the headings it begins and ends in."""

    rows: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What was written."""

    rows: int
    pages: int
    parts: int


def write_parts(
    sheet: Sheet, name: str, target: BinaryIO, progress: Progress, check: Callable[[], None]
) -> Parts:
    """Draw every row into PDFs named after `name`, archived in `target`.

    `check` is called while rows are read (a transaction is open then), `progress` for each part.
    Raises what these raise; Unavailable when a part takes too long to draw.
    """
    with tempfile.TemporaryFile() as spool:
        for at, row in enumerate(rows_of(sheet)):
            spool.write(json.dumps([row.style, *row.cells], default=_day).encode() + b"\n")
            if at % _TOGETHER == 0:
                check()
        parts = _cut(_rows_of(spool))
        total, done, pages = sum(part.rows for part in parts), 0, 0
        rows_left = _rows_of(spool)
        upcoming, before = next(rows_left, None), None
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for at, part in enumerate(parts, 1):
                place = f"{at}/{len(parts)}"
                progress(done, total, f"partie {place}")
                assert upcoming is not None
                rows = [upcoming, *islice(rows_left, part.rows - 1)]
                upcoming = next(rows_left, None)
                one = replace(sheet, foot=f"{sheet.foot} · partie {place}")
                before, count = _add(archive, one, _name(name, at, part), rows, before, upcoming)
                done, pages = done + part.rows, pages + count
    return Parts(total, pages, len(parts))


def _add(
    archive: zipfile.ZipFile,
    sheet: Sheet,
    name: str,
    rows: list[Row],
    before: Carried | None,
    upcoming: Row | None,
) -> tuple[Carried | None, int]:
    printed = paginate(sheet, rows, before, upcoming)
    with archive.open(zipfile.ZipInfo(name, clock.now().timetuple()[:6]), "w") as entry:
        draw_pages(sheet, printed, entry)  # type: ignore[arg-type]
    return printed.after, len(printed.pages)


def _day(cell: date) -> dict[str, str]:
    return {"moment" if isinstance(cell, datetime) else "day": cell.isoformat()}


def _read(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    if "day" in cell:
        return date.fromisoformat(cell["day"])
    return datetime.fromisoformat(cell["moment"])


def _rows_of(spool: BinaryIO) -> Iterator[Row]:
    spool.seek(0)
    for line in spool:
        style, *cells = json.loads(line)
        yield Row(tuple(map(_read, cells)), style)


def _cut(rows: Iterator[Row]) -> list[Part]:
    """Parts of `PART_ROWS` rows at most; one that is nearly full ends before a heading."""
    parts: list[Part] = []
    count, first, heading = 0, "", ""
    for row in rows:
        starts = row.style == "heading"
        if count >= PART_ROWS or (starts and count >= PART_ROWS * 0.9):
            parts.append(Part(count, first, heading))
            count, first = 0, heading
        if starts:
            heading = str(row.cells[0] or "").split(" ", 1)[0]
            first = heading if count == 0 else first or heading
        count += 1
    return [*parts, Part(count, first, heading)] if count else parts


def _name(name: str, at: int, part: Part) -> str:
    between = f"{part.first} à {part.last}" if part.first != part.last else part.first
    return f"{name} - {at:03d}{f' - {between}' if between else ''}.pdf"
