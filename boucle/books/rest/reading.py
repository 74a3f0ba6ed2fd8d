"""Reading by the API: Dossiers, exercices, balance, grand livre, entries, search."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Query

from boucle.access import public as access
from boucle.books.queries.balance import trial_balance
from boucle.books.queries.entry import entry_page
from boucle.books.queries.home import portfolio_page
from boucle.books.queries.ledger import LedgerFilter, ledger_page
from boucle.books.queries.search import search_entries
from boucle.books.rest import schemas as shapes
from boucle.books.rest.router import router
from boucle.books.rules.period import Period, parse_period
from boucle.kernel.rest import Limit, Position, Rest, operation


@router.get(
    "/dossiers", **operation("dossiers", "dossiers.list", "Dossiers de la clé", shapes.Dossiers)
)
def dossiers(request: Rest, q: str = "", apres: str = "", limite: Limit = 100) -> Any:
    """Dossiers that the owner of the key may see, by name; `q` looks into name, client, SIREN."""
    found = portfolio_page(request.act, text=q, after=apres, limit=limite)
    return {"items": list(found.page.rows), "next": found.after or None}


@router.get(
    "/dossiers/{dossier}", **operation("dossier", "dossiers.get", "Un dossier", shapes.Dossier)
)
def dossier(request: Rest, dossier: str) -> Any:
    """Name, client and SIREN."""
    row = request.dossier
    key = access.key_of_dossier(request.act, row.id)
    return {"key": key, "siren": row.siren, "name": row.name, "client_name": row.client_name}


@router.get(
    "/dossiers/{dossier}/exercices",
    **operation("years", "exercices.list", "Exercices", list[shapes.Year]),
)
def years(request: Rest, dossier: str) -> Any:
    """Every exercice, the oldest first."""
    return list(request.years)


@router.get(
    "/dossiers/{dossier}/exercices/{exercice}/balance",
    **operation("balance", "balance.get", "Balance générale", shapes.Balance),
)
def balance(
    request: Rest, dossier: str, exercice: str, mois: str = "", au: str = "",
    compte: str = "", brouillard: bool = False,
) -> Any:  # fmt: skip
    """The balance of the exercice, of a month (`mois=2025-03`) or up to a day (`au=2025-03-17`)."""
    period = _period(request, mois, au)
    found = trial_balance(
        request.act, request.dossier.id, period, years=request.years, drafts=brouillard,
        prefix=compte,
    )  # fmt: skip
    return {
        "start": period.start,
        "end": period.end,
        "lines": list(found.lines),
        "debit": found.total.all_debit,
        "credit": found.total.all_credit,
    }


@router.get(
    "/dossiers/{dossier}/exercices/{exercice}/grand-livre",
    **operation("ledger", "grand-livre.list", "Grand livre", shapes.Ledger),
)
def ledger(
    request: Rest, dossier: str, exercice: str, compte: str = "", mois: str = "", au: str = "",
    brouillard: bool = False, auxiliaire: bool = False, apres: str = "", limite: Limit = 200,
) -> Any:  # fmt: skip
    """Lines by account and day with the running balance, a page at a time."""
    wanted = LedgerFilter(
        _period(request, mois, au), account=compte, drafts=brouillard, by_third=auxiliaire
    )
    page = ledger_page(request.act, request.dossier.id, wanted, after=apres, limit=limite)
    items = [
        _ledger_line(section.head.account, line)
        for section in page.sections
        for line in section.lines
    ]
    return {"items": items, "next": page.next_key}


def _ledger_line(account: str, line: Any) -> dict[str, Any]:
    row = line.row
    return {
        "account": account, "third": row.third or "", "date": row.date, "journal": row.journal,
        "number": row.number or "", "piece_ref": row.piece_ref or "", "label": row.label,
        "debit": row.debit, "credit": row.credit, "balance": line.balance,
        "lettrage": row.lettrage or "", "due_date": row.due_date, "draft": row.is_draft,
        "entry": row.entry,
    }  # fmt: skip


@router.get(
    "/dossiers/{dossier}/ecritures",
    **operation("entries", "ecritures.search", "Chercher des écritures", shapes.Hits),
)
def search(
    request: Rest, dossier: str, q: Query[str], exercice: str = "", apres: str = "",
    limite: Limit = 50,
) -> Any:  # fmt: skip
    """Entries that answer `q` (amount, label, piece, account, day), the newest first."""
    year = next((year for year in request.years if year.label == exercice), None)
    found = search_entries(
        request.act, request.dossier.id, q, year=year, after=apres or None, limit=limite
    )
    return {"items": [_hit(hit) for hit in found.hits], "next": found.next_key}


def _hit(hit: Any) -> dict[str, Any]:
    return {
        "entry": hit.entry, "date": hit.date, "year": hit.year, "journal": hit.journal,
        "number": hit.number or "", "piece_ref": hit.piece_ref or "", "label": hit.label,
        "accounts": hit.accounts, "amount": hit.amount, "draft": hit.is_draft,
    }  # fmt: skip


@router.get(
    "/dossiers/{dossier}/ecritures/{entry}",
    **operation("entry", "ecritures.get", "Une écriture", shapes.Entry),
)
def entry(request: Rest, dossier: str, entry: UUID, apres: Position = 0) -> Any:
    """The entry and 200 of its lines, after the position `apres`."""
    page = entry_page(request.act, request.dossier.id, entry, after_line=apres)
    facts = page.facts
    return {
        "entry": facts.public_id, "version": facts.version,
        "state": "draft" if facts.is_draft else "validated", "journal": facts.journal,
        "date": facts.date, "number": facts.number, "next_line": page.next_line,
        "lines": [_entry_line(line) for line in page.lines],
    }  # fmt: skip


def _entry_line(line: Any) -> dict[str, Any]:
    return {
        "position": line.position, "account": line.account, "account_label": line.account_label,
        "third": line.third or "", "label": line.label, "piece_ref": line.piece_ref or "",
        "debit": line.debit, "credit": line.credit,
    }  # fmt: skip


def _period(request: Rest, month: str, until: str) -> Period:
    """The period of the address. Raises WrongUse."""
    asked = {"mois": month, "au": until}
    return parse_period(request.year, {name: word for name, word in asked.items() if word})
