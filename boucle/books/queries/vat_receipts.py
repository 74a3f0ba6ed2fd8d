"""VAT that waits for a payment and is due by now: read from the lettrages of its invoices."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from boucle.access import public as access
from boucle.books.models import VatCode
from boucle.books.queries.grid_vat import terms_of
from boucle.books.queries.lettrage import Years, units_in_scope, years_looked_at
from boucle.books.queries.vat_codes import codes_in_scope
from boucle.books.rules.vat_habits import CodeTerms, PastLine
from boucle.books.rules.vat_receipts import due_of, final_account, settled_sizes
from boucle.books.types import FiscalYearRow
from boucle.books.types_lettrage import LineKey
from boucle.books.types_vat import VatCodeRow
from boucle.books.types_vat_receipts import Part, Transfer, Transfers, WaitingLine
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql

ROWS = 2_000


@dataclass(frozen=True, slots=True)
class _Line:
    entry_id: int
    position: int
    account: str
    vat: str
    net: int
    who: str | None
    lettrage: int | None


@dataclass(frozen=True, slots=True)
class _Lettered:
    lettrage: int
    entry_id: int
    position: int
    date: date
    net: int


def waits_for_payments(act: Act, dossier_id: int) -> bool:
    """Whether a code in use of the Dossier is due on receipts."""
    with access.read(act, dossier_id, "books.read"):
        return VatCode.objects.filter(
            dossier_id=dossier_id, due_on="receipts", active=True
        ).exists()


def vat_to_move(
    act: Act, dossier_id: int, year: FiscalYearRow, years: Years, until: date
) -> Transfers:
    """The VAT on receipts that the lettrages until a day make due and that still waits."""
    with access.read(act, dossier_id, "books.read"):
        start = years_looked_at(dossier_id, year, years)[0].start_date
        return to_move_in_scope(dossier_id, start, until)


def vat_of_lines(
    act: Act, dossier_id: int, year: FiscalYearRow, years: Years, lines: Sequence[LineKey]
) -> Transfers:
    """What the lettrage of these lines makes due, or due no more, on the day of the last one."""
    with access.read(act, dossier_id, "books.read"):
        start = years_looked_at(dossier_id, year, years)[0].start_date
        return of_lines_in_scope(dossier_id, start, lines)


def of_lines_in_scope(dossier_id: int, start: date, lines: Sequence[LineKey]) -> Transfers:
    """As `vat_of_lines`, in the open scope."""
    held = units_in_scope(dossier_id, lines)[1]
    until = max((one.date for one in held if one.date), default=start)
    return to_move_in_scope(dossier_id, start, until, sorted({entry for entry, _ in lines}))


def to_move_in_scope(
    dossier_id: int, start: date, until: date, entries: Sequence[UUID] | None = None
) -> Transfers:
    """As `vat_to_move`, in the open scope; of given entries, or all."""
    codes = codes_in_scope(dossier_id)
    accounts = sorted({code.waiting_account for code in codes if code.due_on == "receipts"})
    if not accounts:
        return Transfers(until, ())
    waiting = run_sql(
        "books/vat_waiting", into=WaitingLine, dossier=dossier_id, start=start, until=until,
        accounts=accounts, entries=None if entries is None else list(entries), limit=ROWS + 1,
    )  # fmt: skip
    shown = waiting[:ROWS]
    found = _Found(dossier_id, shown, codes, until)
    rows = [row for line in shown if (row := found.transfer(line)) is not None and row.move]
    return Transfers(until, tuple(rows), len(waiting) > ROWS, found.unknown)


class _Found:
    """Invoices of the waiting lines, and how much of each line is settled."""

    def __init__(
        self, dossier_id: int, waiting: Sequence[WaitingLine], codes: list[VatCodeRow], until: date
    ) -> None:
        self.dossier_id, self.codes = dossier_id, codes
        self.terms: dict[date, list[CodeTerms]] = {}
        self.unknown = 0
        moved = self._lettered({line.lettrage for line in waiting})
        entries = {line.entry_id for line in waiting} | {one.entry_id for one in moved}
        lines = run_sql(
            "books/vat_invoice_lines", into=_Line, dossier=dossier_id, entries=sorted(entries)
        )
        self.invoices = {key: list(own) for key, own in groupby(lines, attrgetter("entry_id"))}
        paid = self._lettered({line.lettrage for line in lines if line.who is not None})
        self.paid = _settled([one for one in paid if one.date <= until])
        self.moved = _settled(self._transfers_as_one(moved))

    def _lettered(self, lettrages: AbstractSet[int | None]) -> list[_Lettered]:
        return run_sql(
            "books/vat_lettered", into=_Lettered, dossier=self.dossier_id,
            lettrages=sorted(one for one in lettrages if one),
        )  # fmt: skip

    def _transfers_as_one(self, moved: Sequence[_Lettered]) -> list[_Lettered]:
        """In each lettrage of waiting lines: its invoices, and the net of all transfers."""
        found = []
        for group, own in groupby(moved, attrgetter("lettrage")):
            net = 0
            for one in own:
                if self._thirds(one.entry_id, one.position, one.net):
                    found.append(one)
                else:
                    net += one.net
            found.append(_Lettered(group, 0, 0, date.max, net))
        return found

    def _thirds(self, entry_id: int, position: int, net: int) -> list[_Line]:
        """The lines of the third party of the invoice that a waiting line belongs to."""
        return [
            one for one in self.invoices[entry_id]
            if one.who is not None and one.account[:1] == "4" and one.net * net < 0
            and one.position != position
        ]  # fmt: skip

    def transfer(self, line: WaitingLine) -> Transfer | None:
        """None for a line that no invoice of a third party stands behind."""
        thirds = self._thirds(*line.key, line.net)
        if not thirds:
            self.unknown += 0 if line.lettrage else line.net
            return None
        gross = sum(abs(one.net) for one in thirds)
        paid = sum(self.paid.get((one.entry_id, one.position), 0) for one in thirds)
        moved = self.moved.get(line.key, 0)
        sign = 1 if line.net > 0 else -1
        due = due_of(line.net, paid, gross)
        return Transfer(
            line=line, who=thirds[0].who or "", final=self._final(line), gross=gross,
            paid=paid, vat=abs(line.net), moved=moved, move=sign * moved - due,
        )  # fmt: skip

    def _final(self, line: WaitingLine) -> str:
        own = self.invoices[line.entry_id]
        past = {one.position: PastLine(one.account, one.net, one.vat) for one in own}
        if line.date not in self.terms:
            self.terms[line.date] = terms_of(self.codes, "", line.date)
        entry = [past[one.position] for one in own if one.who is None]
        return final_account(
            line.account, entry, past[line.position], self.codes, self.terms[line.date]
        )


def _settled(members: Sequence[_Lettered]) -> dict[tuple[int, int], int]:
    """How much of each line is settled; `members` by lettrage."""
    found: dict[tuple[int, int], int] = {}
    for _, own in groupby(members, attrgetter("lettrage")):
        found |= settled_sizes(Part((one.entry_id, one.position), one.date, one.net) for one in own)
    return found
