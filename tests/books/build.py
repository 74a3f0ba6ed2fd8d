"""Dossiers and entries for the tests of the books."""

from __future__ import annotations

from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.models import Account, Journal, ThirdParty
from boucle.books.queries.years import years_of
from boucle.books.types import FiscalYearRow
from boucle.kernel.act import Act, system_act
from boucle.kernel.db import call_gate
from boucle.tenancy.public import NewDossier

SIREN = "732829320"
ACCOUNTS = {
    "101000": "Capital", "401000": "Fournisseurs", "411000": "Clients", "445660": "TVA déductible",
    "445710": "TVA collectée", "512000": "Banque", "606100": "Énergie", "707000": "Ventes",
}  # fmt: skip
JOURNALS = {"ACH": "achats", "BQ": "banque", "OD": "od", "VTE": "ventes"}
THIRDS = {"C001": "Durand", "F001": "Énergie du Sud"}


def a_dossier(
    act: Act | None = None,
    *,
    siren: str = SIREN,
    years: tuple[int, ...] = (2025,),
    numbering: str = "year",
) -> int:
    """A Dossier with a small chart, four journals, two third parties and civil years."""
    act = act or system_act()
    dossier = access.create_dossier(act, NewDossier(siren=siren, name=f"Société {siren}"))
    with access.write(act, dossier, "books.write"):
        for year in years:
            days = date(year, 1, 1), date(year, 12, 31)
            call_gate("books_open_year", dossier, str(year), *days, numbering)
        for number, label in ACCOUNTS.items():
            Account.objects.create(
                dossier_id=dossier, number=number, label=label, search_key=_key(number, label)
            )
        for code, nature in JOURNALS.items():
            Journal.objects.create(dossier_id=dossier, code=code, label=code, type=nature)
        for number, label in THIRDS.items():
            ThirdParty.objects.create(
                dossier_id=dossier, number=number, label=label, search_key=_key(number, label)
            )
    return dossier


def _key(number: str, label: str) -> str:
    return f"{number} {label}".lower().replace("é", "e")


def a_year(dossier: int, label: str = "2025", act: Act | None = None) -> FiscalYearRow:
    """The year of this label."""
    return next(year for year in years_of(act or system_act(), dossier) if year.label == label)


def a_line(account: str, debit: int = 0, credit: int = 0, **more: Any) -> dict[str, Any]:
    """A line as the gate takes it; cents."""
    return {"account": account, "debit": debit, "credit": credit, "label": "Achat", **more}


def an_entry(
    *lines: dict[str, Any], journal: str = "ACH", day: str = "2025-03-15", **more: Any
) -> dict[str, Any]:
    """An entry as `save_draft` takes it; without lines, a purchase of 120,00."""
    found = list(lines) or [
        a_line("606100", debit=12000),
        a_line("401000", credit=12000, third="F001"),
    ]
    return {"journal": journal, "date": day, "lines": found, **more}
