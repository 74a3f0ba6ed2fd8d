"""Blocks that the fast reader cannot take: line by line, repaired where there is no doubt.

Source: rule book FEC-013, FEC-014, FEC-019: broken lines are joined when the count of fields then
comes right, wrapping quotes dropped, control characters removed, lines of a wrong count set aside.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

import polars as pl

from boucle.books.rules.fec.cells import Odd, read_amount
from boucle.books.rules.fec.header import Header
from boucle.books.rules.fec.tally import Tally

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENDS = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
JOIN_MAX = 20


class Pieces:
    """Lines of a text with their ends, a few of them in sight at a time."""

    def __init__(self, text: str) -> None:
        self._rest = (m for m in _LINE.finditer(text) if m[0])
        self._seen: deque[tuple[str, str]] = deque()

    def ahead(self, at: int) -> tuple[str, str] | None:
        """The piece so many places further, or None past the end."""
        while len(self._seen) <= at:
            match = next(self._rest, None)
            if match is None:
                return None
            self._seen.append((match[1], match[2]))
        return self._seen[at]

    def drop(self, count: int) -> None:
        """Go on after the first `count`."""
        for _ in range(count):
            self._seen.popleft()


@dataclass(slots=True)
class Ragged:
    """Takes odd blocks apart; `main_end` is the style of the header's line."""

    header: Header
    tally: Tally
    main_end: str

    def frame(self, data: bytes, first_line: int) -> tuple[pl.DataFrame, int]:
        """The good lines of a block with their numbers, and the number of the next line."""
        pieces = Pieces(data.decode("utf-8", "replace"))
        columns: dict[str, list[str]] = {name: [] for name in self.header.columns if name}
        numbers: list[int] = []
        at = 0
        while pieces.ahead(0) is not None:
            number = first_line + at
            cells, used = self._record(pieces, number)
            pieces.drop(used)
            at += used
            if cells is not None:
                for values, cell in zip(columns.values(), cells, strict=True):
                    values.append(cell)
                numbers.append(number)
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))
        return frame.with_columns(pl.Series("line", numbers, dtype=pl.Int64)), first_line + at

    def _record(self, pieces: Pieces, number: int) -> tuple[list[str] | None, int]:
        text, end = pieces.ahead(0) or ("", "")
        if not text.strip(" "):
            self.tally.add("FEC-019", "blank", line=number)
            self.tally.repairs["ligne vide ignorée"] += 1
            return None, 1
        cells, used = self._cells(text), 1
        if len(cells) < len(self.header.columns):
            joined = self._joined(pieces)
            if joined is not None:
                cells, used = joined
                self.tally.add("FEC-013", "broken", line=number, value=text)
                self.tally.repairs["ligne coupée recollée"] += 1
                end = (pieces.ahead(used - 1) or ("", ""))[1]
        if end and _ENDS[end] != self.main_end:
            self.tally.add("FEC-014", line=number, value=_ENDS[end])
        return self._width(self._clean(cells, number), number, text), used

    def _cells(self, text: str) -> list[str]:
        separator = self.header.separator
        if not self.header.quoted:
            return text.split(separator)
        if text[:1] == text[-1:] == '"' and text.count('"') == 2 * len(self.header.columns):
            cells = text[1:-1].split(f'"{separator}"')
            if len(cells) == len(self.header.columns):
                return cells
        cells, rest = [], text
        while True:
            cell, rest, more = _quoted_cell(rest, separator)
            cells.append(cell)
            if not more:
                return cells

    def _joined(self, pieces: Pieces) -> tuple[list[str], int] | None:
        """The line and those after it as one, when the count of fields then comes right."""
        width = len(self.header.columns)
        text = ""
        for used in range(1, JOIN_MAX + 1):
            piece = pieces.ahead(used - 1)
            if piece is None or (used > 1 and piece[0].count(self.header.separator) >= width - 1):
                return None
            text = f"{text} {piece[0]}" if text else piece[0]
            cells = self._cells(text)
            if used > 1 and len(cells) == width:
                return cells, used
            if len(cells) > width:
                return None
        return None

    def _clean(self, cells: list[str], number: int) -> list[str]:
        for at, cell in enumerate(cells):
            if _CONTROL.search(cell):
                name = self.header.columns[at] if at < len(self.header.columns) else ""
                self.tally.add("FEC-013", "control", line=number, zone=name, value=cell)
                self.tally.repairs["caractère de contrôle retiré"] += 1
                cells[at] = _CONTROL.sub("", cell)
        return cells

    def _width(self, cells: list[str], number: int, text: str) -> list[str] | None:
        """The cells of the named columns, or None for a line set aside."""
        width, trailing = len(self.header.columns), self.header.trailing
        named = width - 1 if trailing else width
        if len(cells) == width and not (trailing and cells[-1].strip()):
            return cells[:named]
        if trailing and len(cells) == named:
            return cells
        if len(cells) == width + 1 and not cells[-1].strip() and self._in_place(cells):
            self.tally.add("FEC-019", "extra", line=number)
            self.tally.repairs["séparateur final retiré"] += 1
            return cells[:named]
        rule, variant = ("FEC-013", "shift") if len(cells) > width else ("FEC-019", "count")
        self.tally.add(rule, variant, line=number, value=text, k=len(cells), m=width)
        return None

    def _in_place(self, cells: list[str]) -> bool:
        """The amounts of the line stand where they should: nothing is shifted."""
        return all(
            not read_amount(cell).odd & (Odd.NOT_PLAIN | Odd.UNREADABLE)
            for name, cell in zip(self.header.columns, cells)
            if name in ("Debit", "Credit", "Montant")
        )


def _quoted_cell(rest: str, separator: str) -> tuple[str, str, bool]:
    """The first cell of what is left of a line, what follows it, and whether anything does."""
    if rest.startswith('"'):
        at = 1
        while (at := rest.find('"', at)) >= 0:
            if rest[at : at + 2] == '""':
                at += 2
            elif at + 1 == len(rest):
                return rest[1:at].replace('""', '"'), "", False
            elif rest[at + 1] == separator:
                return rest[1:at].replace('""', '"'), rest[at + 2 :], True
            else:
                break
    cell, found, after = rest.partition(separator)
    return cell, after, bool(found)
