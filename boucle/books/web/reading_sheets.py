"""The balance, the ledger and the journals as files: XLSX, CSV, PDF on the same address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.http import HttpResponseBase

from boucle.books.queries.balance import TrialBalance, third_balance_lines
from boucle.books.queries.balance_months import MonthsBalance, MonthsLine
from boucle.books.queries.journals import CentralMonth, JournalTotal, journal_lines
from boucle.books.queries.ledger import LedgerFilter, ledger_stream
from boucle.books.rules.period import MONTHS
from boucle.books.types_reading import BalanceLine, LedgerHead, LedgerLine
from boucle.books.web.reading_filters import Asked
from boucle.books.web.request import BooksRequest
from boucle.books.web.sheet import sheet_answer
from boucle.kernel.clock import PARIS
from boucle.kernel.sheets import Cell, Column, Row, Sheet

_BALANCE = (
    Column("Compte", width=10),
    Column("Libellé", width=32),
    Column("À-nouveaux", "balance", width=16),
    Column("Débit", "cents", width=15),
    Column("Crédit", "cents", width=15),
    Column("Solde débiteur", "cents", width=15),
    Column("Solde créditeur", "cents", width=15),
)
_PAST = (Column("N-1", "balance", width=16), Column("Variation", "balance", width=16))
_LEDGER = (
    Column("Compte", width=10, only="data"),
    Column("Tiers", width=12, only="data"),
    Column("Date", "day", width=10),
    Column("Jnl", width=5),
    Column("N°", width=8),
    Column("Pièce", width=12),
    Column("Libellé", width=40),
    Column("Let.", width=5),
    Column("Échéance", "day", width=10, only="data"),
    Column("Débit", "cents", width=15, carry="sum"),
    Column("Crédit", "cents", width=15, carry="sum"),
    Column("Solde", "balance", width=17, carry="last"),
)


def _sheet(
    request: BooksRequest,
    asked: Asked,
    title: str,
    columns: tuple[Column, ...],
    rows: Iterator[Row],
    totals: tuple[Cell, ...] | None = None,
    *,
    drafts: bool | None = None,
) -> HttpResponseBase:
    with_drafts = asked.drafts if drafts is None else drafts
    at = request.act.at.astimezone(PARIS)
    words = [asked.period.label, f"comptes {asked.account}…" if asked.account else ""]
    words.append("brouillard inclus" if with_drafts else "brouillard exclu")
    sheet = Sheet(
        title=title,
        columns=columns,
        rows=rows,
        owner=f"{request.dossier.name} · SIREN {request.dossier.siren}",
        subtitle=" · ".join(word for word in words if word),
        banner="BROUILLARD INCLUS" if with_drafts else "",
        foot=f"Édité le {at:%d/%m/%Y} à {at.hour} h {at:%M}",
        totals=totals,
        landscape=len(columns) > 7,
    )
    name = f"{title} {request.dossier.siren} {asked.period.label}"
    return sheet_answer(request, sheet, asked.format, name)


def balance(request: BooksRequest, asked: Asked, found: TrialBalance) -> HttpResponseBase:
    """Balance générale, with sub-totals by class."""
    columns = _BALANCE + _PAST if found.previous else _BALANCE
    return _sheet(
        request,
        asked,
        "Balance générale",
        columns,
        _balance_rows(found),
        ("", "Total", *_sums(found.total), found.total.previous, found.total.variation),
    )


def _balance_rows(found: TrialBalance) -> Iterator[Row]:
    for group in found.classes:
        yield Row((f"{group.digit} {group.label}",), "heading")
        for line in group.lines:
            yield Row(_balance_cells(line))
        past = (group.total.previous, group.total.variation)
        yield Row(("", f"Total classe {group.digit}", *_sums(group.total), *past), "subtotal")


def _sums(total: object) -> tuple[int, ...]:
    names = ("opening", "debit", "credit", "balance_debit", "balance_credit")
    return tuple(getattr(total, name) for name in names)


def _balance_cells(line: BalanceLine) -> tuple[Cell, ...]:
    return (
        line.number,
        line.label,
        line.opening or None,
        line.debit or None,
        line.credit or None,
        line.balance_debit or None,
        line.balance_credit or None,
        line.previous or None,
        line.variation or None,
    )


def months(request: BooksRequest, asked: Asked, found: MonthsBalance) -> HttpResponseBase:
    """Net movement of each account by month."""
    named = (f"{MONTHS[month.month - 1][:4]} {month:%y}" for month in found.months)
    columns = (
        Column("Compte", width=10),
        Column("Libellé", width=24),
        Column("À-nouveaux", "balance", width=14),
        *(Column(name, "balance", width=14) for name in named),
        Column("Solde", "balance", width=14),
    )
    return _sheet(request, asked, "Balance mois par mois", columns, _months_rows(found))


def _months_rows(found: MonthsBalance) -> Iterator[Row]:
    for group in found.classes:
        yield Row((f"{group.digit} {group.label}",), "heading")
        for line in group.lines:
            yield Row((line.number, line.label, *_months_cells(line)))
        yield Row(("", f"Total classe {group.digit}", *_months_cells(group.total)), "subtotal")


def _months_cells(line: MonthsLine) -> tuple[int | None, ...]:
    amounts = (line.opening, *line.amounts, line.balance)
    return tuple(amount or None for amount in amounts)


def third_balance(request: BooksRequest, asked: Asked) -> HttpResponseBase:
    """Balance auxiliaire of the accounts asked for, all third parties."""
    lines = third_balance_lines(
        request.act,
        request.dossier.id,
        asked.period,
        drafts=asked.drafts,
        prefix=asked.account,
        third=asked.third,
    )
    columns = (Column("Collectif", width=10), Column("Tiers", width=12), *_BALANCE[1:])
    rows = (Row((line.account, *_balance_cells(line)[:7])) for line in lines)
    return _sheet(request, asked, "Balance auxiliaire", columns, rows)


def ledger(request: BooksRequest, asked: Asked, wanted: LedgerFilter) -> HttpResponseBase:
    """Grand livre, streamed from the database."""
    lines = ledger_stream(request.act, request.dossier.id, wanted)
    title = "Grand livre auxiliaire" if wanted.by_third else "Grand livre"
    return _sheet(request, asked, title, _ledger_columns(wanted), _ledger_rows(lines, wanted))


def _ledger_columns(wanted: LedgerFilter) -> tuple[Column, ...]:
    """On paper the third party stands in the heading, or else in a column."""
    if wanted.by_third:
        return _LEDGER
    return (_LEDGER[0], replace(_LEDGER[1], only=""), *_LEDGER[2:])


def _ledger_rows(
    lines: Iterator[tuple[LedgerHead, LedgerLine | None]], wanted: LedgerFilter
) -> Iterator[Row]:
    last: LedgerHead | None = None
    sums = [0, 0, 0]
    openings = wanted.lettered is None
    for head, line in lines:
        if head is not last:
            if last is not None:
                yield _ledger_total(last, sums)
            sums = [0, 0, head.opening if openings else 0]
            yield from _ledger_head(head, with_opening=openings)
            last = head
        if line is None:
            continue
        row = line.row
        sums = [sums[0] + row.debit, sums[1] + row.credit, line.balance]
        number = row.number or "brouillard"
        cells = (head.account, row.third, row.date, row.journal, number, row.piece_ref, row.label)
        amounts = (row.debit or None, row.credit or None, line.balance)
        yield Row((*cells, row.lettrage, row.due_date, *amounts))
    if last is not None:
        yield _ledger_total(last, sums)


def _name(head: LedgerHead) -> str:
    third = f" · {head.third} {head.third_label}" if head.third else ""
    return f"{head.account} {head.account_label}{third}"


def _ledger_head(head: LedgerHead, *, with_opening: bool) -> Iterator[Row]:
    yield Row((_name(head),), "heading")
    if with_opening and head.opening:
        blank = (None,) * 4
        cells = (head.account, head.third, *blank, "Report", None, None, None, None, head.opening)
        yield Row(cells, "opening")


def _ledger_total(head: LedgerHead, sums: Sequence[int]) -> Row:
    blank = (None,) * 4
    label = f"Total {head.third or head.account}"
    return Row((head.account, head.third, *blank, label, None, None, *sums), "subtotal")


def journals(
    request: BooksRequest, asked: Asked, found: Sequence[JournalTotal]
) -> HttpResponseBase:
    """Journals with their counts and totals."""
    columns = (
        Column("Journal", width=8),
        Column("Libellé", width=30),
        Column("Écritures", "int", width=10),
        Column("dont brouillard", "int", width=10),
        Column("Débit", "cents", width=16),
        Column("Crédit", "cents", width=16),
    )
    rows = (Row((j.code, j.label, j.entries, j.drafts, j.debit, j.credit)) for j in found)
    totals = (
        "",
        "Total",
        sum(j.entries for j in found),
        sum(j.drafts for j in found),
        sum(j.debit for j in found),
        sum(j.credit for j in found),
    )
    return _sheet(request, asked, "Journaux", columns, rows, totals, drafts=True)


def centralisateur(
    request: BooksRequest, asked: Asked, found: Sequence[CentralMonth]
) -> HttpResponseBase:
    """Totals of each journal by month, with the sum since the start."""
    columns = (
        Column("Mois", width=16),
        Column("Journal", width=8),
        Column("Libellé", width=30),
        Column("Lignes", "int", width=8),
        Column("Débit", "cents", width=16),
        Column("Crédit", "cents", width=16),
    )
    return _sheet(request, asked, "Journal centralisateur", columns, _central_rows(found))


def _central_rows(found: Sequence[CentralMonth]) -> Iterator[Row]:
    for month in found:
        name = f"{MONTHS[month.month.month - 1]} {month.month.year}"
        for row in month.journals:
            yield Row((name, row.code, row.label, row.lines, row.debit, row.credit))
        cells = (name, None, "Total du mois", month.lines, month.debit, month.credit)
        yield Row(cells, "subtotal")
        since = (name, None, "Cumul", None, month.since_debit, month.since_credit)
        yield Row(since, "subtotal")


def journal(request: BooksRequest, asked: Asked, code: str) -> HttpResponseBase:
    """Every line of a journal."""
    columns = (
        Column("Date", "day", width=10),
        Column("N°", width=8),
        Column("Compte", width=10),
        Column("Tiers", width=10),
        Column("Pièce", width=12),
        Column("Libellé", width=40),
        Column("Débit", "cents", width=15, carry="sum"),
        Column("Crédit", "cents", width=15, carry="sum"),
    )
    lines = journal_lines(request.act, request.dossier.id, code, asked.period)
    rows = (
        Row(
            (
                entry.date,
                entry.number or "brouillard",
                line.account,
                line.third,
                line.piece_ref,
                line.label,
                line.debit or None,
                line.credit or None,
            )
        )
        for entry, line in lines
    )
    return _sheet(request, asked, f"Journal {code}", columns, rows, drafts=True)
