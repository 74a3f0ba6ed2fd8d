"""Months as bars, drawn by the server: whole numbers in, attributes of SVG out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from boucle.books.types_pages import Month

WIDTH, HEIGHT, LABELS = 720, 138, 24
LETTERS = "JFMAMJJASOND"


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: its bar (None: to come) and that of the year before (None without it)."""

    month: date
    letter: str
    value: int | None
    before: int | None
    x: int
    width: int
    y: int
    height: int
    x_before: int
    y_before: int
    height_before: int
    x_letter: int


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing: its size, the height of zero, its bars; `is_credit`: credits go up."""

    width: int
    height: int
    zero: int
    floor: int
    bars: tuple[Bar, ...]
    is_credit: bool
    is_movement: bool
    has_before: bool


def bars_of(months: Sequence[Month], number: str, until: date) -> Bars | None:
    """Movements for accounts of expense and income, closing balances for the others.

    Months that begin after `until` are to come: no bar. The usual side of the account goes up.
    None when there is nothing to draw.
    """
    movement = number[:1] in {"6", "7", "8"}
    now = [_value(month, movement) if month.month <= until else None for month in months]
    old = [month.before if movement else month.closing_before for month in months]
    known = [value for value in (*now, *old) if value is not None]
    if not any(known):
        return None
    sign = -1 if sum(known) < 0 else 1
    top = max(0, *(sign * value for value in known))
    low = min(0, *(sign * value for value in known))
    room, step = HEIGHT - LABELS - 4, WIDTH // len(months)
    zero = 2 + room * top // (top - low)

    scale = _Scale(sign, room, top - low)
    bars = tuple(
        _bar(at, step, month.month, zero, (now[at], old[at]), scale)
        for at, month in enumerate(months)
    )
    return Bars(
        width=WIDTH,
        height=HEIGHT,
        zero=zero,
        floor=HEIGHT - 4,
        bars=bars,
        is_credit=sign < 0,
        is_movement=movement,
        has_before=any(value is not None for value in old),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """How cents become units: up for the usual side, `room` units for `span` cents."""

    sign: int
    room: int
    span: int

    def height(self, value: int | None) -> int:
        """Signed height: at least one unit for what is not nothing."""
        if not value:
            return 0
        units = max(abs(value) * self.room // self.span, 1)
        return units if self.sign * value > 0 else -units


def _bar(
    at: int, step: int, month: date, zero: int, values: tuple[int | None, int | None], scale: _Scale
) -> Bar:
    up, past = scale.height(values[0]), scale.height(values[1])
    return Bar(
        month=month,
        letter=LETTERS[month.month - 1],
        value=values[0],
        before=values[1],
        x=at * step + step * 4 // 10,
        width=step * 5 // 10,
        y=zero - max(up, 0),
        height=abs(up),
        x_before=at * step + step // 10,
        y_before=zero - max(past, 0),
        height_before=abs(past),
        x_letter=at * step + step // 2,
    )


def _value(month: Month, movement: bool) -> int:
    return month.net if movement else month.closing
