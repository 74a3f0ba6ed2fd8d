"""Pages of a PDF: columns fitted to the paper, rows cut into pages, amounts carried over.

Row heights are known before drawing, so that each page can end on *À reporter* and begin on
*Report*, a heading never stands alone at the foot, and drawing is fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from boucle.kernel.money import show
from boucle.kernel.sheets.measure import width, wrap
from boucle.kernel.sheets.shape import Cell, Column, Row, Sheet, cell_at, places, rows_of

A4 = (595.28, 841.89)
MARGIN_SIDE, HEAD, FOOT = 34.0, 62.0, 40.0
"""Points kept free at the sides, for the running header and for the foot."""
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
GUTTER = 9.0
LINES_MAX = 3
WIDE = 16
"""A text column of this many characters may shrink and grow."""
_NUMBERS = {"cents", "balance", "int"}
_BOLD = {"heading", "subtotal", "total"}
_GOES_ON = {"line", "opening", "subtotal"}


@dataclass(frozen=True, slots=True)
class Fit:
    """Font size and widths in points of the shown columns (gutter included)."""

    size: float
    widths: tuple[float, ...]
    page_width: float
    page_height: float

    @property
    def line(self) -> float:
        """Height of one line of text."""
        return self.size * 1.22


@dataclass(slots=True)
class Block:
    """One row as drawn: its style, its height in points, and the lines of each cell."""

    style: str
    height: float
    cells: list[list[str]]


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a list stands between two parts: its heading, the sums since, and the lines since."""

    heading: Row | None
    sums: tuple[int | None, ...]
    lines: int


@dataclass(slots=True)
class Printed:
    """Pages of a sheet, as the template takes them, and where the list stands after them."""

    fit: Fit
    columns: list[Column]
    pages: list[list[Block]] = field(default_factory=list)
    after: Carried | None = None


def shown(column: Column, cell: Cell) -> str:
    """A cell as the page writes it."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return _number(column, cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y} {cell.hour} h {cell.minute:02d}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "".join(letter if letter.isprintable() else " " for letter in cell)


def _number(column: Column, number: int) -> str:
    if column.kind == "cents":
        return show(number)
    if column.kind == "balance":
        side = "D" if number > 0 else "C" if number < 0 else "\u2007"
        return f"{show(abs(number))}\u00a0{side}"
    return f"{number:,}".replace(",", "\u00a0")


def paginate(
    sheet: Sheet, rows: Sequence[Row], before: Carried | None = None, upcoming: Row | None = None
) -> Printed:
    """Cut rows into pages of blocks.

    A part of a longer list goes on from `before` and knows the row that comes after it.
    """
    at = places(sheet, "print")
    columns = [sheet.columns[place] for place in at]
    chosen = [Row(tuple(cell_at(row, p) for p in at), row.style) for row in _aligned(rows, at)]
    sums = before.sums if before else ()
    fit = fit_columns(columns, chosen, landscape=sheet.landscape, sums=sums)
    printed = Printed(fit, columns)
    printed.after = _Cutter(printed, before).take(chosen, upcoming)
    return printed


def _aligned(rows: Iterable[Row], at: list[int]) -> Iterator[Row]:
    """A heading has one text, which must stand where the first shown column is."""
    for row in rows:
        if row.style == "heading":
            yield Row((*[None] * at[0], row.cells[0]), "heading")
        else:
            yield row


def fit_columns(
    columns: list[Column],
    rows: Sequence[Row],
    *,
    landscape: bool,
    sums: tuple[int | None, ...] = (),
) -> Fit:
    """The largest font at which figures stand whole and texts keep at least half their width."""
    short, long = A4
    page_width, page_height = (long, short) if landscape else (short, long)
    room = page_width - 2 * MARGIN_SIDE
    starts = [(sums[at] or 0) if sums else 0 for at in range(len(columns))]
    needs = [_need(column, at, rows, starts[at]) for at, column in enumerate(columns)]
    for size in SIZES:
        widths = _share(columns, needs, room, size)
        if widths is not None:
            break
    else:
        scale = room / sum(least * size + GUTTER for least, _ in needs)
        widths = [(least * size + GUTTER) * scale for least, _ in needs]
    return Fit(size, tuple(widths), page_width, page_height)


def _need(column: Column, at: int, rows: Sequence[Row], start: int) -> tuple[float, float]:
    """Least and full width at one point of size: figures whole, texts up to the width asked for."""
    head = max((width(word, 1.0, bold=True) for word in column.label.split()), default=0.0)
    cells = [row.cells[at] for row in rows if row.style != "heading"]
    texts = {shown(column, cell) for cell in cells}
    if column.carry == "sum":
        texts |= {shown(column, most) for most in _carried_most(at, rows, start)}
    full = max((width(text, 1.0, bold=True) for text in texts), default=0.0)
    least = min(full, column.width * 0.54) if column.kind == "text" else full
    return max(head, least), max(head, full)


def _carried_most(at: int, rows: Sequence[Row], start: int) -> tuple[int, int]:
    """The widest sums that may be carried in a column: the least and the greatest."""
    running, least, greatest = start, min(start, 0), max(start, 0)
    for row in rows:
        cell = row.cells[at]
        if row.style in {"heading", "total"}:
            running = 0
        elif row.style in {"line", "opening"} and isinstance(cell, int):
            running += cell
            least, greatest = min(least, running), max(greatest, running)
    return least, greatest


def _share(
    columns: list[Column], needs: list[tuple[float, float]], room: float, size: float
) -> list[float] | None:
    """Widths at this size, or None when wide texts would shrink below half of what they need.

    Spare room goes to texts that are cut, the short ones first, then between figures (up to half
    as much again), and the rest to the wide texts.
    """
    wide = [c.kind == "text" and c.width >= WIDE for c in columns]
    widths = [least * size + GUTTER for least, _ in needs]
    spare = room - sum(widths)
    elastic = sum(w for w, is_wide in zip(widths, wide) if is_wide)
    if spare < 0 and -spare > elastic / 2:
        return None
    if spare < 0:
        return [w + spare * w / elastic if is_wide else w for w, is_wide in zip(widths, wide)]
    for at in sorted(range(len(columns)), key=lambda at: wide[at]):
        grant = min(spare, needs[at][1] * size + GUTTER - widths[at])
        widths[at] += grant
        spare -= grant
    figures = [at for at, column in enumerate(columns) if column.kind in _NUMBERS]
    grant = min(spare / max(len(figures), 1), 40.0)
    for at in figures:
        widths[at] += min(grant, widths[at] / 2)
    spare = room - sum(widths)
    takers = [at for at, is_wide in enumerate(wide) if is_wide] or list(range(len(columns)))
    return [w + (spare / len(takers) if at in takers else 0.0) for at, w in enumerate(widths)]


class _Cutter:
    """Fills pages with blocks and carries sums from one page to the next."""

    def __init__(self, printed: Printed, before: Carried | None = None) -> None:
        self.fit, self.columns, self.pages = printed.fit, printed.columns, printed.pages
        self.head_height = self._head_height()
        self.room = self.fit.page_height - HEAD - FOOT - self.head_height
        self.heading = before.heading if before else None
        none: list[int | None] = [None] * len(self.columns)
        self.carried = list(before.sums) if before else none
        self.carries = any(column.carry for column in self.columns)
        self.page: list[Block] = []
        self.used = 0.0
        self.lines_in_group = before.lines if before else 0

    def _head_height(self) -> float:
        deepest = max(
            (
                len(wrap(c.label, w - GUTTER, self.fit.size, lines=2, bold=True))
                for c, w in zip(self.columns, self.fit.widths)
            ),
            default=1,
        )
        return deepest * self.fit.line + 8

    def take(self, rows: Sequence[Row], upcoming: Row | None = None) -> Carried:
        """All rows, page after page; where the list stands then."""
        if rows:
            self.begin(rows[0])
        for at, row in enumerate(rows):
            block = self.block(row)
            if self.used + block.height + self.reserve(rows, at) > self.room and self.page:
                self.turn(row)
            self.put(block)
            self.count(row)
        self.close(upcoming)
        return Carried(self.heading, tuple(self.carried), self.lines_in_group)

    def reserve(self, rows: Sequence[Row], at: int) -> float:
        """Room to keep below a row: for the carry, and under a heading for its first lines."""
        kept = self.fit.line + 8 if self.carries else 0.0
        if rows[at].style == "heading":
            kept += sum(self.block(row).height for row in rows[at + 1 : at + 3])
        return kept

    def turn(self, upcoming: Row) -> None:
        """End the page and begin the next."""
        self.close(upcoming)
        self.begin(upcoming)

    def close(self, upcoming: Row | None) -> None:
        """End the page; inside a group, with what is carried over."""
        if self.carries_into(upcoming):
            self.put(self.carry_block("À reporter"))
        self.pages.append(self.page)
        self.page, self.used = [], 0.0

    def begin(self, upcoming: Row) -> None:
        """Begin a page; inside a group, with its name and what was carried over."""
        if upcoming.style in _GOES_ON and self.heading is not None:
            text = f"{self.heading.cells[0]} (suite)"
            self.put(self.block(Row((text, *self.heading.cells[1:]), "heading")))
        if self.carries_into(upcoming):
            self.put(self.carry_block("Report"))

    def carries_into(self, upcoming: Row | None) -> bool:
        """Whether the group goes on, with sums to carry."""
        goes_on = upcoming is not None and upcoming.style in _GOES_ON
        return self.carries and goes_on and self.lines_in_group > 0

    def put(self, block: Block) -> None:
        """Add a block to the page."""
        self.page.append(block)
        self.used += block.height

    def count(self, row: Row) -> None:
        """Remember the heading and add to what is carried."""
        if row.style in {"heading", "total"}:
            self.heading = row if row.style == "heading" else None
            self.carried, self.lines_in_group = [None] * len(self.columns), 0
        elif row.style in {"line", "opening"}:
            self.lines_in_group += 1
            for at, column in enumerate(self.columns):
                cell = row.cells[at]
                if isinstance(cell, int) and column.carry:
                    before = self.carried[at] or 0
                    self.carried[at] = cell + (before if column.carry == "sum" else 0)

    def carry_block(self, label: str) -> Block:
        """*À reporter* or *Report*, its label in the widest text column."""
        texts = [at for at, column in enumerate(self.columns) if column.kind == "text"]
        place = max(texts, key=lambda at: self.fit.widths[at], default=0)
        cells: list[Cell] = list(self.carried)
        cells[place] = label
        return self.block(Row(tuple(cells), "line"), style="carry")

    def block(self, row: Row, style: str = "") -> Block:
        """A row measured."""
        name = style or row.style
        if row.style == "heading":
            whole = sum(self.fit.widths) - GUTTER
            cells = [wrap(str(row.cells[0]), whole, self.fit.size + 1, lines=2, bold=True)]
        else:
            cells = [self.lines_of(at, row, name) for at in range(len(self.columns))]
        deepest = max(len(lines) for lines in cells)
        extra = {"heading": 11.0, "subtotal": 8.0, "total": 9.0, "carry": 6.0}.get(name, 3.6)
        return Block(name, deepest * self.fit.line + extra, cells)

    def lines_of(self, at: int, row: Row, style: str) -> list[str]:
        """The lines of a cell; figures are never cut."""
        text = shown(self.columns[at], row.cells[at])
        if self.columns[at].kind in _NUMBERS:
            return [text]
        room = self.fit.widths[at] - GUTTER
        return wrap(text, room, self.fit.size, lines=LINES_MAX, bold=style in _BOLD)


def printed_rows(sheet: Sheet, limit: int) -> list[Row]:
    """The rows, at most `limit + 1` of them: one more tells that there are too many."""
    rows: list[Row] = []
    for row in rows_of(sheet):
        rows.append(row)
        if len(rows) > limit:
            break
    return rows
