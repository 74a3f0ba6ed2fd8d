"""Days of the demo: French public holidays, working days, months, years of 360 days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

MONTHS = (
    "JANVIER", "FEVRIER", "MARS", "AVRIL", "MAI", "JUIN",
    "JUILLET", "AOUT", "SEPTEMBRE", "OCTOBRE", "NOVEMBRE", "DECEMBRE",
)  # fmt: skip


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30, b % 4
    f = (32 + 2 * e + 2 * (c // 4) - d - c % 4) % 7
    g = d + f - 7 * ((a + 11 * d + 22 * f) // 451) + 114
    return date(year, g // 31, g % 31 + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of metropolitan France."""
    paques = easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [paques + timedelta(days=shift) for shift in moving]
    )


def is_workday(day: date) -> bool:
    """Monday to Friday, no public holiday."""
    return day.weekday() < 5 and day not in holidays(day.year)


def workday(day: date) -> date:
    """The day itself if worked, else the next one that is."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workday_before(day: date) -> date:
    """The day itself if worked, else the one before."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def after_workdays(day: date, count: int) -> date:
    """`count` working days later."""
    for _ in range(count):
        day = workday(day + timedelta(days=1))
    return day


def month_end(day: date) -> date:
    """Last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, count: int) -> date:
    """Same day `count` months later, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def on_day(month: date, day: int) -> date:
    """The given day of a month, or its last one."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def days_360(start: date, end: date) -> int:
    """Days from start to end, both counted, in months of 30 days."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months * 30 + _d30(end) - _d30(start) + 1


def _d30(day: date) -> int:
    return 30 if day == month_end(day) else min(day.day, 30)
