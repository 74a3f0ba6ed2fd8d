"""VAT due on receipts moved to its final account: one OD draft, lettered with what waited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.commands.drafts import checked, save_in_scope
from boucle.books.models import Account, Journal
from boucle.books.queries.lettrage import Years, years_looked_at
from boucle.books.queries.vat_receipts import of_lines_in_scope, to_move_in_scope
from boucle.books.types import FiscalYearRow
from boucle.books.types_lettrage import LineKey
from boucle.books.types_vat_receipts import Moved, Transfer, Transfers
from boucle.kernel import audit, events
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate
from boucle.kernel.errors import Finding, Refused

INVOICES_MOST = 500
"""Invoices of one draft; the rest takes another."""
LABEL_MOST = 200


def move_vat(act: Act, dossier_id: int, year: FiscalYearRow, years: Years, until: date) -> Moved:
    """Move what is due until a day, dated that day, at most `INVOICES_MOST` invoices.

    A line for each invoice on the waiting account, lettered with it; the final accounts by sums.
    Raises Refused (nothing to move, no OD journal, an account that cannot be told, what the gate
    finds), Forbidden without the right to write.
    """
    with access.write(act, dossier_id, "lettrage.write"):
        start = years_looked_at(dossier_id, year, years)[0].start_date
        return _move(act, dossier_id, to_move_in_scope(dossier_id, start, until))


def move_vat_of(
    act: Act, dossier_id: int, year: FiscalYearRow, years: Years, lines: Sequence[LineKey]
) -> Moved:
    """As `move_vat`, for the invoices among lettered lines, dated as the last of them."""
    with access.write(act, dossier_id, "lettrage.write"):
        start = years_looked_at(dossier_id, year, years)[0].start_date
        return _move(act, dossier_id, of_lines_in_scope(dossier_id, start, lines))


def _move(act: Act, dossier_id: int, due: Transfers) -> Moved:
    found = due.only(due.rows[:INVOICES_MOST])
    journal = _journal(dossier_id)
    _check(found, journal)
    saved = save_in_scope(dossier_id, _entry(found, journal))
    waiting = {row.line.account for row in found.rows}
    Account.objects.filter(dossier_id=dossier_id, number__in=waiting).update(lettrable=True)
    fresh: list[LineKey] = []
    for at, row in enumerate(found.rows, start=1):
        lines = [(saved.public_id, at)]
        if not row.line.code:
            lines.insert(0, (row.line.entry, row.line.position))
            fresh += lines
        _letter(dossier_id, row, lines)
    done = Moved(saved.public_id, saved.version, len(found.rows), found.collected, tuple(fresh))
    after = {"entry": str(done.entry), "until": found.until, "invoices": done.invoices}
    audit.record(act, "books.vat.moved", dossier_id=dossier_id, after=after)
    events.tell(dossier_id, "lettrage")
    return done


def _letter(dossier_id: int, row: Transfer, lines: Sequence[LineKey]) -> None:
    request = {
        "account": row.line.account, "third": row.line.third or None, "partial": True,
        "code": row.line.code or None,
        "lines": [{"entry": str(entry), "position": position} for entry, position in lines],
    }  # fmt: skip
    checked(call_gate("books_letter", dossier_id, request))


def _journal(dossier_id: int) -> str:
    journals = Journal.objects.filter(dossier_id=dossier_id, type="od", active=True)
    return journals.order_by("code").values_list("code", flat=True).first() or ""


def _check(found: Transfers, journal: str) -> None:
    """Raises Refused."""
    findings = []
    if not found.rows:
        text = f"Aucune TVA en attente n’est devenue exigible au {found.until:%d/%m/%Y}."
        findings.append(_wrong("nothing", text))
    if not journal:
        text = "Le dossier n’a pas de journal d’opérations diverses en service : ouvrez-en un."
        findings.append(_wrong("no_journal", text))
    for row in found.rows:
        if not row.final:
            text = (
                f"Le compte de TVA due de {row.line.piece_ref or row.who} ne se déduit pas de son"
                f" taux : donnez un compte d’attente à chaque code, ou passez l’OD à la main."
            )
            findings.append(_wrong("no_account", text))
    if findings:
        raise Refused(findings)


def _entry(found: Transfers, journal: str) -> dict[str, Any]:
    lines = [_waiting_line(row) for row in found.rows]
    lines += [
        {"account": final, "label": "TVA exigible sur encaissements", **_sides(-cents)}
        for final, cents in _by_final(found).items()
        if cents
    ]
    return {
        "journal": journal, "date": found.until.isoformat(), "origin": "tva", "lines": lines,
    }  # fmt: skip


def _waiting_line(row: Transfer) -> dict[str, Any]:
    words = ["TVA en attente" if row.is_back else "TVA exigible", row.line.piece_ref, row.who]
    label = " ".join(" ".join(words).split())[:LABEL_MOST]
    line = {"account": row.line.account, "label": label, **_sides(row.move)}
    if row.line.piece_ref:
        line["piece_ref"] = row.line.piece_ref
    return line | ({"third": row.line.third} if row.line.third else {})


def _by_final(found: Transfers) -> dict[str, int]:
    sums: dict[str, int] = {}
    for _, final, cents in found.totals:
        sums[final] = sums.get(final, 0) + cents
    return sums


def _sides(net: int) -> dict[str, int]:
    return {"debit": max(net, 0), "credit": max(-net, 0)}


def _wrong(code: str, text: str) -> Finding:
    return Finding(code=f"books.vat_receipts.{code}", message=text)
