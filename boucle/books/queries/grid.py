"""What the entry grid of a journal and month loads at once: no key waits for the network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.models import JournalLock
from boucle.books.queries.arrivals import CLOSED, why_not_mine
from boucle.books.queries.grid_models import grid_models
from boucle.books.queries.grid_thirds import LOADED, Known, rows_of, thirds_in_scope
from boucle.books.queries.grid_vat import codes_for, habits_of
from boucle.books.queries.vat_codes import codes_in_scope
from boucle.books.rules.fiscal_year import months
from boucle.books.types import FiscalYearRow
from boucle.books.types_setup import JournalRow
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql


@dataclass(frozen=True, slots=True)
class _Account:
    number: str
    label: str
    flags: str
    vat: str
    contra: str
    uses: int


@dataclass(frozen=True, slots=True)
class _Entry:
    state: str
    number: str | None
    content: str
    to_review: bool
    review_note: str


@dataclass(frozen=True, slots=True)
class _Totals:
    debit: int
    credit: int
    count: int


def grid_data(
    act: Act, dossier_id: int, year: FiscalYearRow, journal: JournalRow, month: date
) -> dict[str, Any]:
    """Chart, third parties, VAT codes and last entries of the month; amounts in cents.

    The shape is told in `docs/saisie-grille.md`.
    """
    start, end = month, _month_end(month)
    asked = {"dossier": dossier_id, "journal": journal.id}
    with access.read(act, dossier_id, "books.read") as rights:
        accounts = run_sql("books/grid_accounts", into=_Account, year=year.id, **asked)
        thirds = thirds_in_scope(dossier_id, year)
        entries = run_sql("books/grid_entries", into=_Entry, start=start, end=end, **asked)
        totals = run_sql(
            "books/grid_totals", into=_Totals, year=year.id, start=start, end=end, **asked
        )[0]
        closed = set(
            JournalLock.objects.filter(dossier_id=dossier_id, journal_id=journal.id).values_list(
                "month", flat=True
            )
        )
        templates = grid_models(dossier_id, journal.type)
        kept = codes_in_scope(dossier_id)
        habits = habits_of(dossier_id, journal.type, kept, end)
    codes = codes_for(kept, journal.type, {a.number: a.label for a in accounts}, end)
    known = Known(journal.type, {a.number: a.vat for a in accounts}, codes, habits)
    sent = [_shown(entry) for entry in entries]
    return {
        "journal": {
            "code": journal.code, "label": journal.label, "type": journal.type,
            "contra": journal.contra_number or _treasury(accounts, journal.type),
        },
        "month": f"{month:%Y-%m}",
        "locked": _why_locked(year, month in closed) or why_not_mine(rights, journal.code),
        "open": _open_months(year, closed),
        "year": {
            "label": year.label, "start": year.start.isoformat(), "end": year.end.isoformat(),
            "closed": year.state != "open",
        },
        "accounts": [[a.number, a.label, a.flags, a.vat, a.contra, a.uses] for a in accounts],
        "thirds": rows_of(thirds[:LOADED], known), "more": len(thirds) > LOADED,
        "vat": codes, **templates,
        "entries": sent, "earlier": _earlier(totals, sent),
    }  # fmt: skip


def _open_months(year: FiscalYearRow, closed: set[date]) -> list[str]:
    """Months in which the journal may be written: those that drafts may be moved to."""
    if year.state != "open":
        return []
    return [f"{month:%Y-%m}" for month in months(year.start, year.end) if month not in closed]


def _earlier(totals: _Totals, sent: list[dict[str, Any]]) -> dict[str, int]:
    """What the month holds beside the entries sent: the session line adds these to them."""
    lines = [line for entry in sent for line in entry["lines"] or ()]
    return {
        "debit": totals.debit - sum(line.get("debit", 0) for line in lines),
        "credit": totals.credit - sum(line.get("credit", 0) for line in lines),
        "count": totals.count - len(sent),
    }


def _month_end(month: date) -> date:
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def _treasury(accounts: list[_Account], journal_type: str) -> str:
    """The account of a bank or cash journal that names none: the first of its kind."""
    prefix = {"banque": "512", "caisse": "53"}.get(journal_type)
    found = [a.number for a in accounts if prefix and a.number.startswith(prefix)]
    return found[0] if found else ""


def _why_locked(year: FiscalYearRow, locked: bool) -> str | None:
    if year.state != "open":
        return f"L’exercice {year.label} est clôturé."
    return CLOSED if locked else None


def _shown(entry: _Entry) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(entry.content)
    found = content | {"state": entry.state, "number": entry.number}
    return found | ({"review": entry.review_note} if entry.to_review else {})
