"""Days on which a recurring entry falls due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from boucle.books.rules.fiscal_year import add_months

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def dues(every: str, day: int, start: date, until: date | None) -> Iterator[date]:
    """Days from `start` to `until` (included; without an end: for ever), in order.

    They step from the month of `start`; a day that a month lacks is its last one.
    """
    first = start.replace(day=1)
    for at in range(0, 12 * 1000, MONTHS[every]):
        month = add_months(first, at)
        due = month.replace(day=min(day, monthrange(month.year, month.month)[1]))
        if until is not None and due > until:
            return
        if due >= start:
            yield due


def month_of(day: date) -> date:
    """The first day of its month: what a due is known by, whatever its day becomes."""
    return day.replace(day=1)
