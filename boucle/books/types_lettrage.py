"""Facts about lines that wait for their settlement. Amounts are cents, nets debit minus credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as day
from uuid import UUID

from boucle.kernel.pagination import encode_key

LineKey = tuple[UUID, int]
"""Public id of the entry, position of the line in it (from 1)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An account and a third party (None = lines without one), with all their lines of a span."""

    account_id: int
    account: str
    third_id: int | None
    third: str | None
    label: str
    count: int
    net: int

    @property
    def key(self) -> tuple[str, str]:
        """Its place in the list."""
        return self.account, self.third or ""


@dataclass(frozen=True, slots=True)
class OpenParty:
    """What waits in an account for a third party: how many lines, and their net."""

    account: str
    third: str | None
    label: str
    count: int
    balance: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line to letter; `code` of its lettrage, `rest` = net of the whole where it is partial."""

    entry_id: int
    position: int
    date: day
    journal: str
    entry: UUID
    state: str
    number: str | None
    piece_ref: str
    label: str
    debit: int
    credit: int
    due_date: day | None
    code: str | None
    is_partial: bool
    rest: int | None

    @property
    def net(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit

    @property
    def key(self) -> str:
        """Place in the list, for the address of the next page."""
        return encode_key(self.date, self.entry_id, self.position)

    @property
    def name(self) -> str:
        """The line as a form names it."""
        return f"{self.entry}:{self.position}"

    @property
    def shown_code(self) -> str:
        """Upper case, or lower case where something is left."""
        code = self.code or ""
        return code.lower() if self.is_partial else code


@dataclass(frozen=True, slots=True)
class Parties:
    """A page of what is open, and the neighbours of the pair that is looked at."""

    rows: tuple[OpenParty, ...]
    previous: OpenParty | None
    next: OpenParty | None
    has_more: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """An account and third party that are looked at, with a page of their lines."""

    account_id: int
    account: str
    third_id: int | None
    third: str | None
    label: str
    lines: tuple[OpenLine, ...]
    has_more: bool
    last_on: day | None


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line that is named, and the lettrage it is in; no date = the line does not exist."""

    lettrage: int | None
    code: str
    is_partial: bool
    net: int
    date: day | None


@dataclass(frozen=True, slots=True)
class Member:
    """A line of a lettrage."""

    lettrage: int
    entry: UUID
    position: int
    net: int


@dataclass(frozen=True, slots=True)
class OldLettrage:
    """A lettrage as it stood: its code and its lines."""

    code: str
    lines: tuple[LineKey, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes an act back: lines to free, lettrages to make again, the draft that was made."""

    free: tuple[LineKey, ...]
    old: tuple[OldLettrage, ...] = ()
    draft: tuple[UUID, int] | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What an act did: code, what is left, how many lines, and how to take it back."""

    code: str
    partial: bool
    gap: int
    lines: int
    undo: Undo


@dataclass(frozen=True, slots=True)
class Payment:
    """A line of an entry (position from 1) and the open lines that it pays."""

    position: int
    lines: tuple[LineKey, ...]
