"""The door of the books."""

from boucle.books.queries.years import year_for, years_of
from boucle.books.types import FiscalYearRow

__all__ = ["FiscalYearRow", "year_for", "years_of"]
