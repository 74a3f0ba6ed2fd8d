"""Financial years."""

from __future__ import annotations

from boucle.access import public as access
from boucle.books.types import FiscalYearRow
from boucle.kernel.act import Act
from boucle.kernel.errors import NotFound


def years_of(act: Act, dossier_id: int) -> tuple[FiscalYearRow, ...]:
    """The years of the Dossier, oldest first."""
    return rights_and_years(act, dossier_id)[1]


def rights_and_years(act: Act, dossier_id: int) -> tuple[access.Rights, tuple[FiscalYearRow, ...]]:
    """What the actor may do in the Dossier, and its years: what every page asks first.

    Raises NotFound without any right.
    """
    with access.read_also(act, dossier_id, "", "books/own_years") as (rights, rows):
        return rights, tuple(FiscalYearRow(*row) for row in rows)


def year_for(act: Act, dossier_id: int, label: str) -> FiscalYearRow:
    """The year of that label. Raises NotFound, naming those that exist."""
    years = years_of(act, dossier_id)
    for year in years:
        if year.label == label:
            return year
    known = ", ".join(year.label for year in years) or "aucun"
    raise NotFound(f"Le dossier n’a pas d’exercice « {label} » (exercices : {known}).")
