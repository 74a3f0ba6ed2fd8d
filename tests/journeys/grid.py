"""Ways into the grid, and what the books hold after it."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.models import Account, Journal, ThirdParty
from boucle.books.public import save_draft
from boucle.books.queries.grid import grid_data
from boucle.books.queries.setup import journals_of
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry
from tests.journeys.people import a_collaborator, sign_in

ACT = system_act()
LAYOUTS = pytest.mark.parametrize("layout", ["azerty", "qwerty"])
READY = "[data-saisie][data-ready]"
SAVED = "Tout est enregistré"


def grid_books() -> int:
    """A supplier and a customer with a past, and two accounts for two rates."""
    dossier = a_dossier()
    a_collaborator(dossier)
    with access.write(ACT, dossier, "books.write"):
        for number, label, code in (
            ("626000", "Frais postaux et télécom.", ""),
            ("707055", "Ventes à 5,5 %", "V55"),
        ):
            Account.objects.create(
                dossier_id=dossier, number=number, label=label, vat_code=code, search_key=number
            )
        for number, label in (("ORANGE", "Orange"), ("DUPONT", "Dupont SARL")):
            ThirdParty.objects.create(
                dossier_id=dossier, number=number, label=label, search_key=label.lower()
            )
        Journal.objects.filter(dossier_id=dossier, code="BQ").update(contra_number="512000")
    buy = a_line("401000", credit=6000, third="ORANGE"), a_line("626000", 5000)
    sell = a_line("411000", 141100, third="DUPONT"), a_line("707000", credit=117583)
    save_draft(ACT, dossier, an_entry(*buy, a_line("445660", 1000), day="2025-02-10"))
    save_draft(
        ACT, dossier,
        an_entry(*sell, a_line("445710", credit=23517), journal="VTE", day="2025-02-11"),
    )  # fmt: skip
    return dossier


def lines_of(dossier: int, journal: str) -> list[list[tuple[str, int]]]:
    """Entries of March: (account or third party, debit − credit), as the books hold them."""
    found = next(j for j in journals_of(ACT, dossier) if j.code == journal)
    year = a_year(dossier)
    data = grid_data(ACT, dossier, year, found, year.start.replace(month=3))
    return [
        [(x.get("third") or x["account"], x["debit"] - x["credit"]) for x in e["lines"]]
        for e in data["entries"]
    ]


def open_grid(page: Any, site: str, journal: str) -> None:
    sign_in(page, site, f"/d/{SIREN}/2025/saisie/{journal}/2025-03")
    page.wait_for_selector(READY)


def sent(page: Any) -> None:
    page.wait_for_selector(f'[data-sending]:text-is("{SAVED}")')
