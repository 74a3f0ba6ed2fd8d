"""Months of a year beside those of the year before."""

from __future__ import annotations

from collections.abc import Iterable

from boucle.books.rules.period import months_of
from boucle.books.types import FiscalYearRow
from boucle.books.types_pages import Month, MonthSums


def months_beside(
    year: FiscalYearRow,
    now: Iterable[MonthSums],
    previous: FiscalYearRow | None,
    before: Iterable[MonthSums] | None,
) -> tuple[Month, ...]:
    """Every month of the year, with its closing balance and the same month of the year before.

    Years of unequal length are compared from their last months back: the closings meet. Cents.
    """
    sums = {row.month: row for row in now}
    past = _closings(previous, before) if previous and before is not None else []
    months = months_of(year)
    shift = len(past) - len(months)
    found, closing = [], 0
    for at, month in enumerate(months):
        row = sums.get(month)
        closing += row.net if row else 0
        old = past[at + shift] if past and at + shift >= 0 else None
        found.append(
            Month(
                month=month,
                debit=row.debit if row else 0,
                credit=row.credit if row else 0,
                closing=closing,
                before=old[0] if old else None,
                closing_before=old[1] if old else None,
            )
        )
    return tuple(found)


def _closings(year: FiscalYearRow, rows: Iterable[MonthSums]) -> list[tuple[int, int]]:
    """Movement and closing balance of each month of a year."""
    sums = {row.month: row.net for row in rows}
    found, closing = [], 0
    for month in months_of(year):
        net = sums.get(month, 0)
        closing += net
        found.append((net, closing))
    return found
