"""What a Dossier offers to the simple entry, and what was entered by it."""

from __future__ import annotations

from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.models import Account, Journal, ThirdParty
from boucle.books.queries.grid_vat import codes_for
from boucle.books.queries.vat_codes import codes_in_scope
from boucle.books.rules.simple_entry import ROLES, categories
from boucle.books.rules.usual_models import WITHOUT_VAT, account_for
from boucle.books.rules.vat import Terms
from boucle.books.types_simple import KINDS, Purse, SimpleBooks, SimpleRow, SimpleVat
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.tenancy.public import Dossier

NATURES = {"achats": "deductible", "ventes": "collected"}
THIRDS_MAX = 20_000
PREFIXES = {"banque": "512", "caisse": "53"}


def simple_books(act: Act, dossier_id: int, day: date) -> SimpleBooks:
    """Categories, tills, VAT codes in force on a day, persons."""
    with access.read(act, dossier_id, "books.write"):
        return books_in_scope(dossier_id, day)


def books_in_scope(dossier_id: int, day: date) -> SimpleBooks:
    """As `simple_books`, in the open scope."""
    rows = Account.objects.filter(dossier_id=dossier_id, active=True)
    chart: dict[str, str] = dict(rows.values_list("number", "label"))
    numbers = sorted(chart)
    journals = list(Journal.objects.filter(dossier_id=dossier_id, active=True).order_by("code"))
    thirds = ThirdParty.objects.filter(dossier_id=dossier_id, active=True).order_by("number")
    roles = ("401", "411", *ROLES)
    return SimpleBooks(
        categories=categories(numbers),
        purses=tuple(_purses(journals, numbers)),
        vat=tuple(_vat(dossier_id, chart, day)),
        journals={journal.type: journal.code for journal in reversed(journals)},
        collective={role: found for role in roles if (found := account_for(role, numbers))},
        thirds=dict(thirds.values_list("number", "label")[:THIRDS_MAX]),
    )


def _purses(journals: list[Journal], numbers: list[str]) -> list[Purse]:
    """Bank and cash journals with an account, then the accounts of partners and owner."""
    found: dict[str, Purse] = {}
    for journal in journals:
        if journal.type in PREFIXES:
            account = journal.contra_number or account_for(PREFIXES[journal.type], numbers)
            if account in numbers and account not in found:
                found[account] = Purse(
                    journal.code, journal.label, account, journal.code, journal.type
                )
    for prefix, label in (("455", "Compte courant d’associé"), ("108", "Compte de l’exploitant")):
        account = account_for(prefix, numbers)
        if account:
            found.setdefault(account, Purse(prefix, label, account))
    return sorted(found.values(), key=lambda each: (not each.journal, each.journal_type))


def _vat(dossier_id: int, chart: dict[str, str], day: date) -> list[SimpleVat]:
    regime = Dossier.objects.values_list("vat_regime", flat=True).get(id=dossier_id)
    if regime in WITHOUT_VAT:
        return []
    kept = codes_in_scope(dossier_id)
    return [
        SimpleVat(
            code["code"], code["label"], code["kind"], code["account"],
            code["final"] if code["final"] in chart else code["account"],
            Terms(code["rate"], code["share"]),
        )
        for nature in NATURES
        for code in codes_for(kept, nature, chart, day)
        if _is_plain(code)
    ]  # fmt: skip


def _is_plain(code: dict[str, Any]) -> bool:
    """Left to accountants: reverse charge, fixed assets, deducted on payment or not at all."""
    special = code["kind"] == "deductible" and code["on"] == "receipts"
    fixed = code["account"].startswith("44562")
    return code["pair"] is None and code["share"] > 0 and not special and not fixed


def simple_latest(act: Act, dossier_id: int, limit: int = 10) -> list[SimpleRow]:
    """The last drafts that the actor made by the simple entry, the newest first."""
    with access.read(act, dossier_id, "books.write"):
        return run_sql(
            "books/simple_latest", into=SimpleRow, dossier=dossier_id, actor=act.actor,
            kinds=list(KINDS), limit=limit,
        )  # fmt: skip
