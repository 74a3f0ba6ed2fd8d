"""A period of reading: from the first day of a month of the year to any day (the accounting date).

Whole months are read in the roll-ups; only the month that the last day cuts is read in the lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from boucle.books.types import FiscalYearRow
from boucle.kernel.errors import WrongUse

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Spans:
    """What to read where: months of the roll-ups, and closed intervals of days in the lines."""

    first_month: date
    last_month: date
    lows: tuple[date, ...]
    highs: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Closed interval of days inside a financial year; `start` opens a month or the year."""

    year: FiscalYearRow
    start: date
    end: date

    @property
    def is_whole_year(self) -> bool:
        """From the first to the last day of the year."""
        return self.start == self.year.start_date and self.end == self.year.end_date

    @property
    def opens_year(self) -> bool:
        """Nothing of the year stands before it."""
        return self.start == self.year.start_date

    @property
    def is_cut(self) -> bool:
        """The last day is neither the end of a month nor of the year."""
        return self.end not in (month_end(self.end), self.year.end_date)

    @property
    def label(self) -> str:
        """`exercice 2025`, `mars 2025`, `janvier à mars 2025`, `1ᵉʳ janvier au 17 mars 2025`."""
        if self.is_whole_year:
            return f"exercice {self.year.label}"
        if self.is_cut:
            return f"{_day(self.start, self.end.year)} au {_day(self.end)}"
        first, last = _month(self.start), _month(self.end)
        if first == last:
            return last
        if self.start.year == self.end.year:
            return f"{MONTHS[self.start.month - 1]} à {last}"
        return f"{first} à {last}"

    def spans(self) -> Spans:
        """Spans for the roll-up by account, whose key holds the year."""
        first = month_start(self.year.start_date)
        if not self.is_cut:
            return Spans(first, month_start(self.end), (), ())
        cut = max(month_start(self.end), self.year.start_date)
        return Spans(first, month_before(self.end), (cut,), (self.end,))

    def third_spans(self) -> Spans:
        """Spans for the roll-up by third party: a month that two years share is read in lines."""
        first, last = month_start(self.year.start_date), month_start(self.end)
        parts: list[tuple[date, date]] = []
        if self.year.start_date != first:
            parts.append((self.year.start_date, min(month_end(first), self.end)))
            first = month_start(month_end(first) + timedelta(days=1))
        if self.end != month_end(self.end):
            if last >= first:
                parts.append((last, self.end))
            last = month_before(self.end)
        return Spans(first, last, tuple(low for low, _ in parts), tuple(high for _, high in parts))

    def query(self) -> dict[str, str]:
        """The same period as parameters of an address."""
        if self.is_whole_year:
            return {}
        if self.is_cut:
            ahead = {} if self.opens_year else {"de": self.start.strftime("%Y-%m")}
            return {**ahead, "au": self.end.isoformat()}
        first, last = self.start.strftime("%Y-%m"), self.end.strftime("%Y-%m")
        return {"mois": last} if first == last else {"de": first, "a": last}


def whole_year(year: FiscalYearRow) -> Period:
    """The year itself."""
    return Period(year, year.start_date, year.end_date)


def until(year: FiscalYearRow, day: date) -> Period:
    """From the start of the year to the accounting date. Raises WrongUse outside the year."""
    if not year.start_date <= day <= year.end_date:
        raise WrongUse(
            f"Le {day:%d/%m/%Y} n’est pas dans l’exercice {year.label}"
            f" ({year.start_date:%d/%m/%Y} – {year.end_date:%d/%m/%Y})."
        )
    return Period(year, year.start_date, day)


def parse_period(year: FiscalYearRow, words: Mapping[str, str]) -> Period:
    """The period of an address: `mois`, or `de` and `a` (months), or `au` (a day), also after `de`.

    A month is `2025-03`, or `3` for the first March of the year. Raises WrongUse, in French.
    """
    months = months_of(year)
    first, last = words.get("de", ""), words.get("a", "")
    if words.get("mois"):
        first = last = words["mois"]
    start = max(_find(year, months, first), year.start_date) if first else year.start_date
    end = min(month_end(_find(year, months, last)), year.end_date) if last else year.end_date
    if words.get("au"):
        end = until(year, parse_day(words["au"])).end
    if end < start:
        raise WrongUse(
            f"La période finit le {end:%d/%m/%Y}, avant son début le {start:%d/%m/%Y} :"
            " choisissez un mois de fin plus tardif."
        )
    return Period(year, start, end)


def parse_day(text: str) -> date:
    """A day as `2025-03-17` or `17/03/2025`. Raises WrongUse."""
    found = re.match(r"^(\d{1,2})/(\d{1,2})/(\d{4})$", text.strip())
    try:
        if found:
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(f"« {text} » n’est pas une date ; écrivez par exemple 2025-03-17.") from None


def months_of(year: FiscalYearRow) -> list[date]:
    """First days of the months that the year touches."""
    found = [month_start(year.start_date)]
    while month_end(found[-1]) < year.end_date:
        found.append(month_end(found[-1]) + timedelta(days=1))
    return found


def year_before(period: Period, years: tuple[FiscalYearRow, ...]) -> Period | None:
    """The same period a year earlier, in the year that ends the day before; None without one.

    A whole year compares with the whole year before, whatever its length.
    """
    day_before = period.year.start_date - timedelta(days=1)
    previous = next((year for year in years if year.end_date == day_before), None)
    if previous is None:
        return None
    if period.is_whole_year:
        return whole_year(previous)
    start, end = _a_year_ago(period.start), _a_year_ago(period.end)
    if period.end == month_end(period.end):
        end = month_end(end)
    start, end = max(start, previous.start_date), min(end, previous.end_date)
    return Period(previous, start, end) if start <= end else None


def month_start(day: date) -> date:
    """First day of the month of that day."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the month of that day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_before(day: date) -> date:
    """First day of the month before that of the day."""
    return month_start(month_start(day) - timedelta(days=1))


def _a_year_ago(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _find(year: FiscalYearRow, months: list[date], word: str) -> date:
    found = _MONTH.match(word.strip())
    for month in months:
        if found and (month.year, month.month) == (int(found[1]), int(found[2])):
            return month
        if word.strip().isdecimal() and int(word) == month.month:
            return month
    raise WrongUse(
        f"« {word} » n’est pas un mois de l’exercice {year.label} ; écrivez par exemple"
        f" {months[0]:%Y-%m}."
    )


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _day(day: date, shown_year: int | None = None) -> str:
    number = "1ᵉʳ" if day.day == 1 else str(day.day)
    year = "" if day.year == shown_year else f" {day.year}"
    return f"{number} {MONTHS[day.month - 1]}{year}"
