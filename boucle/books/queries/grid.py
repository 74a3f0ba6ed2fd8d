"""What the entry grid of a journal and month loads at once: no key waits for the network."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from boucle.access import public as access
from boucle.books.models import JournalLock
from boucle.books.types import FiscalYearRow
from boucle.books.types_setup import JournalRow
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql

RATES = Path(__file__).resolve().parents[2] / "data" / "tax" / "vat_rates.csv"


@dataclass(frozen=True, slots=True)
class _Account:
    number: str
    label: str
    flags: str
    vat: str
    contra: str
    uses: int


@dataclass(frozen=True, slots=True)
class _Third:
    number: str
    label: str
    collective: str
    account: str
    uses: int
    due: int


@dataclass(frozen=True, slots=True)
class _Entry:
    state: str
    number: str | None
    content: str


@dataclass(frozen=True, slots=True)
class _Totals:
    debit: int
    credit: int
    count: int


@cache
def _rates() -> tuple[dict[str, str], ...]:
    """VAT codes with their validity; rates in hundredths of a per cent."""
    with RATES.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def vat_codes(journal_type: str, day: date) -> list[dict[str, Any]]:
    """The codes in force on a day that a journal of this nature uses; the usual one first."""
    kind = {"achats": "deductible", "ventes": "collected"}.get(journal_type)
    return [
        {
            "code": row["code"], "label": row["label"], "rate": int(row["rate"]),
            "account": row["account"], "kind": row["kind"], "on": "debits", "pair": None,
        }
        for row in _rates()
        if row["kind"] == kind
        and row["from"] <= day.isoformat()
        and (not row["to"] or day.isoformat() <= row["to"])
    ]  # fmt: skip


def grid_data(
    act: Act, dossier_id: int, year: FiscalYearRow, journal: JournalRow, month: date
) -> dict[str, Any]:
    """Chart, third parties, VAT codes and last entries of the month; amounts in cents."""
    start, end = month, _month_end(month)
    asked = {"dossier": dossier_id, "journal": journal.id}
    with access.read(act, dossier_id, "books.read"):
        accounts = run_sql("books/grid_accounts", into=_Account, year=year.id, **asked)
        thirds = run_sql("books/grid_thirds", into=_Third, year=year.id, **asked)
        entries = run_sql("books/grid_entries", into=_Entry, start=start, end=end, **asked)
        totals = run_sql(
            "books/grid_totals", into=_Totals, year=year.id, start=start, end=end, **asked
        )[0]
        locked = JournalLock.objects.filter(
            dossier_id=dossier_id, journal_id=journal.id, month=month
        ).exists()
    codes = [c for c in vat_codes(journal.type, end) if _has(accounts, c["account"])]
    sent = [_shown(entry) for entry in entries]
    usual = codes[0]["code"] if codes else ""
    return {
        "journal": {
            "code": journal.code, "label": journal.label, "type": journal.type,
            "contra": journal.contra_number or _treasury(accounts, journal.type),
        },
        "month": f"{month:%Y-%m}",
        "locked": _why_locked(year, locked),
        "year": {
            "label": year.label, "start": year.start.isoformat(), "end": year.end.isoformat(),
            "closed": year.state != "open",
        },
        "accounts": [[a.number, a.label, a.flags, a.vat, a.contra, a.uses] for a in accounts],
        "thirds": [
            [t.number, t.label, _collective(t, accounts, journal.type), t.account,
             usual if t.account else "", 0, t.uses, t.due]
            for t in thirds
        ],
        "vat": codes, "models": [], "shortcuts": {},
        "entries": sent, "earlier": _earlier(totals, sent),
    }  # fmt: skip


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


def _has(accounts: list[_Account], number: str) -> bool:
    return any(account.number == number for account in accounts)


def _treasury(accounts: list[_Account], journal_type: str) -> str:
    """The account of a bank or cash journal that names none: the first of its kind."""
    prefix = {"banque": "512", "caisse": "53"}.get(journal_type)
    found = [a.number for a in accounts if prefix and a.number.startswith(prefix)]
    return found[0] if found else ""


def _collective(third: _Third, accounts: list[_Account], journal_type: str) -> str:
    """The collective account of a third party: its own past, else that of the journal."""
    if third.collective:
        return third.collective
    prefix = "411" if journal_type == "ventes" or third.number.startswith(("9", "C")) else "401"
    found = [a.number for a in accounts if a.number.startswith(prefix)]
    return found[0] if found else ""


def _why_locked(year: FiscalYearRow, locked: bool) -> str | None:
    if year.state != "open":
        return f"L’exercice {year.label} est clôturé."
    return "Ce journal est clôturé pour ce mois." if locked else None


def _shown(entry: _Entry) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(entry.content)
    return content | {"state": entry.state, "number": entry.number}
