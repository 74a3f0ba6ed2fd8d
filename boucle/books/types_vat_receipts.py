"""Facts about VAT that waits for a payment. Amounts are cents, nets debit minus credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as day
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a lettrage, or of what is read as one."""

    key: tuple[int, int]
    date: day
    net: int


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line of VAT in a waiting account; `lettrage`, `code`: the one it is in there."""

    entry_id: int
    position: int
    entry: UUID
    date: day
    piece_ref: str
    account: str
    third: str
    net: int
    lettrage: int | None
    code: str

    @property
    def key(self) -> tuple[int, int]:
        """What it is known by."""
        return self.entry_id, self.position


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is to move for a waiting line: `vat` × `paid` ÷ `gross`, less what `moved` already.

    All but `move` are sizes; `move` is what the transfer puts on the waiting account.
    """

    line: WaitingLine
    who: str
    final: str
    gross: int
    paid: int
    vat: int
    moved: int
    move: int

    @property
    def is_back(self) -> bool:
        """A payment was taken back: the VAT goes back to wait."""
        return self.move * self.line.net > 0


@dataclass(frozen=True, slots=True)
class Transfers:
    """What is to move until a day; `unknown`: waiting lines without an invoice (cents, a net)."""

    until: day
    rows: tuple[Transfer, ...]
    has_more: bool = False
    unknown: int = 0

    @property
    def totals(self) -> tuple[tuple[str, str, int], ...]:
        """(waiting account, final account, cents put on the waiting one), by account."""
        found: dict[tuple[str, str], int] = {}
        for row in self.rows:
            key = row.line.account, row.final
            found[key] = found.get(key, 0) + row.move
        return tuple((waiting, final, cents) for (waiting, final), cents in sorted(found.items()))

    @property
    def collected(self) -> int:
        """VAT of sales that becomes due, in cents."""
        return sum(row.move for row in self.rows)

    def only(self, rows: Sequence[Transfer]) -> Transfers:
        """The same, of these rows."""
        return Transfers(self.until, tuple(rows), self.has_more, self.unknown)


@dataclass(frozen=True, slots=True)
class Moved:
    """The draft that moved the VAT of so many invoices, and the lines that it lettered first."""

    entry: UUID
    version: int
    invoices: int
    cents: int
    fresh: tuple[tuple[UUID, int], ...]
