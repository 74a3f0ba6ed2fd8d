"""Days as people write them: `15/03/2025`, `15/03`, `150325`, `1503`, `15`, or ISO."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_PARTS = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$")
_PACKED = re.compile(r"^(\d{1,2})$|^(\d{2})(\d{2})(\d{2}|\d{4})?$")


def parse_day(text: str, *, start: date | None = None, end: date | None = None) -> date:
    """The day of a text. Raises ValueError with a French sentence.

    `start` and `end` bound the period from which what is left out is taken: the month of `end` for
    a day alone, the year in which the day falls in the period for a day and a month.
    """
    tidy = text.strip()
    year, month, day = _split(tidy)
    if month is None:
        if end is None:
            raise ValueError(f"« {text} » n’est pas une date ; écrivez par exemple 15/03/2025.")
        month, year = end.month, end.year
    if year is None:
        year = _year_of(month, day, start, end)
    if year is None:
        raise ValueError(f"« {text} » n’a pas d’année ; écrivez par exemple 15/03/2025.")
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise ValueError(f"Le {day:02d}/{month:02d}/{year} n’existe pas.") from None


def _split(text: str) -> tuple[int | None, int | None, int]:
    """Year and month where they were written, and the day."""
    if found := _ISO.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _PARTS.match(text):
        return int(found[3]) if found[3] else None, int(found[2]), int(found[1])
    if found := _PACKED.match(text):
        if found[1]:
            return None, None, int(found[1])
        return int(found[4]) if found[4] else None, int(found[3]), int(found[2])
    raise ValueError(f"« {text} » n’est pas une date ; écrivez par exemple 15/03/2025.")


def _year_of(month: int, day: int, start: date | None, end: date | None) -> int | None:
    """The year that puts this day in the period; the last one where several do or none does."""
    if start is None or end is None:
        return None
    for year in range(end.year, start.year - 1, -1):
        if (start.year, start.month, start.day) <= (year, month, day) and (year, month, day) <= (
            end.year, end.month, end.day
        ):  # fmt: skip
            return year
    return end.year
