"""The financial year of a FEC.

Source: design of the books: end = date of the file name; start = the day after the known previous
year, else the first of the month of the first entry; an option overrides. Label = closing year.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from boucle.books.types import FiscalYearRow
from boucle.books.types_import import ImportOptions, YearPlan


def year_of_fec(
    *,
    closing: date | None,
    first: date | None,
    last: date | None,
    years: tuple[FiscalYearRow, ...],
    options: ImportOptions,
) -> YearPlan:
    """Where the file goes. Raises ValueError, in French, when no year can be told."""
    end = options.end or closing
    basis = "option --fin" if options.end else "date du nom du fichier"
    if end is None:
        known = [
            y for y in years if first and last and y.start_date <= first and last <= y.end_date
        ]
        if known:
            return _existing(known[0], "exercice connu qui contient les écritures")
        if last is None:
            raise ValueError("Ni le nom du fichier ni ses lignes ne disent l’exercice.")
        end = date(last.year, last.month, monthrange(last.year, last.month)[1])
        basis = "fin du mois de la dernière écriture (le nom du fichier ne porte pas de date)"
    for year in years:
        if year.end_date == end and options.start in (None, year.start_date):
            return _existing(year, "exercice connu de même date de clôture")
    start, start_basis = _start(end, first, years, options)
    label = str(end.year)
    return YearPlan(
        label=label, start=start, end=end, exists=False, basis=f"{basis} ; {start_basis}"
    )


def _existing(year: FiscalYearRow, basis: str) -> YearPlan:
    return YearPlan(
        label=year.label, start=year.start_date, end=year.end_date, exists=True, basis=basis
    )


def _start(
    end: date, first: date | None, years: tuple[FiscalYearRow, ...], options: ImportOptions
) -> tuple[date, str]:
    if options.start:
        return options.start, "option --debut"
    before = [year.end_date for year in years if year.end_date < end]
    if before:
        return max(before) + timedelta(days=1), "lendemain de l’exercice précédent"
    if first and first <= end and _months(first, end) <= 24:
        return first.replace(day=1), "premier jour du mois de la première écriture"
    return _year_before(end), "douze mois avant la clôture"


def _year_before(end: date) -> date:
    """First day of the twelve months that end on `end`."""
    if (end.month, end.day) == (2, 29):
        return date(end.year - 1, 3, 1)
    return date(end.year - 1, end.month, end.day) + timedelta(days=1)


def _months(first: date, end: date) -> int:
    """Calendar months that the closed interval touches."""
    return (end.year - first.year) * 12 + end.month - first.month + 1
