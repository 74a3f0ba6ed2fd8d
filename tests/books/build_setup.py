"""A Dossier set up by the commands (whole chart), a person, a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books import public as books
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.db import call_gate
from boucle.tenancy.public import NewDossier, Organisation

SIREN = "732829320"


def a_dossier(act: Act | None = None, siren: str = SIREN, *, year: int = 2025) -> int:
    """A Dossier with the chart (six figures), the usual journals and one civil year."""
    act = act or system_act()
    dossier = access.create_dossier(act, NewDossier(siren=siren, name="Ateliers Durand"))
    books.open_books(act, dossier, date(year, 1, 1), date(year, 12, 31))
    return dossier


def a_person(dossier: int, level: str, login: str = "jeanne") -> Act:
    """Somebody with a level of rights in the Dossier; the act he signs."""
    organisation, _ = Organisation.objects.get_or_create(kind="cabinet", name="Cabinet")
    user = access.create_user(
        login=login, name=login.title(), password="secret", organisation_id=organisation.id
    )
    access.grant_level(system_act(), dossier, login=login, level=level)
    return Act(actor=str(user.public_id), at=clock.now())


def an_entry(
    act: Act,
    dossier: int,
    *,
    day: str = "2025-03-10",
    journal: str = "ACH",
    cents: int = 12_000,
    debit: str = "606400",
    credit: str = "401000",
    third: str | None = None,
) -> dict[str, Any]:
    """A draft of two lines, through the gate; its answer."""
    line = {"label": "Fournitures", "piece_ref": "F1"}
    entry = {
        "journal": journal,
        "date": day,
        "lines": [
            {**line, "account": debit, "debit": cents},
            {**line, "account": credit, "credit": cents, "third": third},
        ],
    }
    with access.write(act, dossier, "books.write"):
        return call_gate("books_save_draft", dossier, entry)
