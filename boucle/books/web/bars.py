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
    """One month: its bar, and that of the year before (None without it). Cents and units."""

    month: date
    letter: str
    value: int
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
    now = [_value(month, movement) if month.month <= until else 0 for month in months]
    old = [month.before if movement else month.closing_before for month in months]
    known = [value for value in old if value is not None]
    if not any(now) and not any(known):
        return None
    sign = -1 if sum(now) + sum(known) < 0 else 1
    top = max(0, *(sign * value for value in (*now, *known)))
    low = min(0, *(sign * value for value in (*now, *known)))
    room, step = HEIGHT - LABELS - 4, WIDTH // len(months)
    zero = 2 + room * top // (top - low)

    def height(value: int | None) -> int:
        """Signed height: at least one unit for what is not nothing."""
        units = abs(value or 0) * room // (top - low)
        units = max(units, 1) if value else 0
        return units if sign * (value or 0) > 0 else -units

    bars = []
    for at, month in enumerate(months):
        up, past = height(now[at]), height(old[at])
        bars.append(
            Bar(
                month=month.month,
                letter=LETTERS[month.month.month - 1],
                value=now[at],
                before=old[at],
                x=at * step + step * 4 // 10,
                width=step * 5 // 10,
                y=zero - max(up, 0),
                height=abs(up),
                x_before=at * step + step // 10,
                y_before=zero - max(past, 0),
                height_before=abs(past),
                x_letter=at * step + step // 2,
            )
        )
    return Bars(
        width=WIDTH,
        height=HEIGHT,
        zero=zero,
        floor=HEIGHT - 4,
        bars=tuple(bars),
        is_credit=sign < 0,
        is_movement=movement,
        has_before=bool(known),
    )


def _value(month: Month, movement: bool) -> int:
    return month.net if movement else month.closing
