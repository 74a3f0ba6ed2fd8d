"""Financial years: how long, and which one comes next.

Source: C. com. L123-12; PCG art. 1021 (twelve months, others by exception); at most 24 months.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from boucle.books.types import FiscalYearRow

MONTHS_MAX = 24
LABEL_MAX = 20


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def problem(start: date, end: date) -> str | None:
    """What is wrong with the two days, in French and with what to do; None when they are right."""
    if end < start:
        return f"La fin ({end:%d/%m/%Y}) précède le début ({start:%d/%m/%Y}) : corrigez les dates."
    if end >= add_months(start, MONTHS_MAX):
        limit = add_months(start, MONTHS_MAX) - timedelta(days=1)
        return f"Un exercice compte 24 mois au plus : il finit au plus tard le {limit:%d/%m/%Y}."
    return None


def next_year(years: Sequence[FiscalYearRow], today: date) -> tuple[date, date]:
    """First and last day of the year to open: after the last one; else the civil year of today."""
    if not years:
        return date(today.year, 1, 1), date(today.year, 12, 31)
    start = max(year.end_date for year in years) + timedelta(days=1)
    return start, add_months(start, 12) - timedelta(days=1)


def usual_end(start: date) -> date:
    """The last day of a first year: the December that makes it between 1 and 12 months long."""
    return date(start.year, 12, 31)


def months(start: date, end: date) -> list[date]:
    """First day of each month that the year touches."""
    first = date(start.year, start.month, 1)
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    return [add_months(first, at) for at in range(count)]
