"""What the pages of an account, a third party and an entry show. Cents; debit is positive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AccountHit:
    """An account found while typing."""

    number: str
    label: str
    is_control: bool
    lettrable: bool
    active: bool


@dataclass(frozen=True, slots=True)
class ThirdHit:
    """A third party found while typing; `account` is the one it is usually booked on, or empty."""

    number: str
    label: str
    account: str
    active: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account of the list with its sums over the year, and those of the whole selection.

    The number is empty on the one row of an empty page.
    """

    number: str
    label: str
    is_control: bool
    lettrable: bool
    active: bool
    debit: int
    credit: int
    all_count: int
    all_debit: int
    all_credit: int

    @property
    def balance(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class ThirdLine:
    """A third party of the list with its sums over the year, and those of the whole selection.

    The number is empty on the one row of an empty page.
    """

    number: str
    label: str
    siren: str
    active: bool
    debit: int
    credit: int
    all_count: int
    all_debit: int
    all_credit: int

    @property
    def balance(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Sums:
    """How many rows a selection holds, and their sums."""

    count: int
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as its page shows it."""

    id: int
    number: str
    label: str
    is_control: bool
    lettrable: bool
    vat_code: str
    contra_number: str
    active: bool


@dataclass(frozen=True, slots=True)
class ThirdFacts:
    """A third party as its page shows it."""

    id: int
    number: str
    label: str
    siren: str
    contra_number: str
    active: bool


@dataclass(frozen=True, slots=True)
class MonthSums:
    """Sums of a month, à-nouveaux and drafts among them; `draft` is what drafts weigh, net."""

    month: Day
    debit: int
    credit: int
    draft: int
    count: int

    @property
    def net(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year beside the same one of the year before (None without that year).

    `closing` is the balance at its end, à-nouveaux in.
    """

    month: Day
    debit: int
    credit: int
    closing: int
    before: int | None
    closing_before: int | None

    @property
    def net(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class AccountMove:
    """A line of an account or a third party with the entry it stands in."""

    entry_id: int
    position: int
    date: Day
    journal: str
    entry: UUID
    state: str
    number: str | None
    account: str
    third: str | None
    piece_ref: str
    label: str
    debit: int
    credit: int
    due_date: Day | None
    lettrage: str | None
    is_partial: bool

    @property
    def net(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit

    @property
    def is_draft(self) -> bool:
        """Not validated yet."""
        return self.state == "d"


@dataclass(frozen=True, slots=True)
class MoveWithBalance:
    """A line with the balance after it."""

    move: AccountMove
    balance: int


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything the page of an account shows of a year."""

    account: AccountFacts
    months: tuple[Month, ...]
    has_previous: bool
    debit: int
    credit: int
    draft: int
    count: int
    moves: tuple[MoveWithBalance, ...]
    has_more: bool

    @property
    def balance(self) -> int:
        """At the end of the year, drafts in."""
        return self.debit - self.credit

    @property
    def validated(self) -> int:
        """At the end of the year, drafts out."""
        return self.balance - self.draft


@dataclass(frozen=True, slots=True)
class ThirdSums:
    """A third party in one collective account, over the year."""

    account: str
    label: str
    debit: int
    credit: int
    draft: int

    @property
    def balance(self) -> int:
        """Debit minus credit, drafts in."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Ages:
    """What is open by age in days after the due day (or the day of the line), net, in cents."""

    not_due: int
    to_30: int
    to_60: int
    to_90: int
    beyond: int
    count: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.not_due + self.to_30 + self.to_60 + self.to_90 + self.beyond


@dataclass(frozen=True, slots=True)
class ThirdPage:
    """Everything the page of a third party shows of a year."""

    third: ThirdFacts
    accounts: tuple[ThirdSums, ...]
    months: tuple[Month, ...]
    has_previous: bool
    ages: Ages
    moves: tuple[MoveWithBalance, ...]
    has_more: bool

    @property
    def balance(self) -> int:
        """In all its accounts, drafts in."""
        return sum(account.balance for account in self.accounts)


@dataclass(frozen=True, slots=True)
class EntryHit:
    """An entry that answers a search; `amount` is the sum of its debits."""

    entry_id: int
    date: Day
    year: str
    journal: str
    entry: UUID
    state: str
    number: str | None
    label: str
    piece_ref: str
    accounts: str
    amount: int

    @property
    def is_draft(self) -> bool:
        """Not validated yet."""
        return self.state == "d"


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry and what is known of it; hashes in hexadecimal."""

    id: int
    public_id: UUID
    date: Day
    year: str
    year_state: str
    journal: str
    journal_label: str
    state: str
    number: str | None
    rank: int | None
    valid_date: Day | None
    hash: str | None
    origin: str
    to_review: bool
    version: int
    created_by: str
    created_at: datetime
    batch: int | None
    batch_kind: str | None
    batch_hash: str | None
    batch_stamp: datetime | None
    batch_author: str | None
    batch_entries: int | None
    file_name: str | None
    imported_at: datetime | None
    reverses: UUID | None
    reverses_number: str | None
    reversed_by: UUID | None
    reversed_by_number: str | None
    reversed_by_state: str | None

    @property
    def is_draft(self) -> bool:
        """Not validated yet."""
        return self.state == "d"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of an entry with its lettrage."""

    position: int
    account: str
    account_label: str
    third: str | None
    third_label: str | None
    piece_ref: str
    piece_date: Day | None
    label: str
    debit: int
    credit: int
    due_date: Day | None
    currency: str | None
    currency_amount: int | None
    lettrage: str | None
    is_partial: bool
    lettered_on: Day | None

    @property
    def net(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class EntryVersionRow:
    """What an entry was at one save."""

    version: int
    act: str
    content: dict[str, Any]
    author: str
    at: datetime
