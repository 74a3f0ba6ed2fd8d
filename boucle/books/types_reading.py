"""What the balance, the ledger and the journals show. Amounts are cents; debit is positive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

Day = date
"""A name that the fields `date` do not hide."""


class Moved:
    """What follows from the sums of an account: before the period, à-nouveaux, other movements."""

    __slots__ = ()
    before_debit: int
    before_credit: int
    an_debit: int
    an_credit: int
    debit: int
    credit: int

    @property
    def opening(self) -> int:
        """À-nouveaux and what stands before the period."""
        return self.before + self.an_debit - self.an_credit

    @property
    def before(self) -> int:
        """What stands before the period: where the ledger of the period opens."""
        return self.before_debit - self.before_credit

    @property
    def balance(self) -> int:
        """Solde at the end of the period."""
        return self.opening + self.debit - self.credit

    @property
    def all_debit(self) -> int:
        """Every debit of the year up to the end of the period."""
        return self.before_debit + self.an_debit + self.debit

    @property
    def all_credit(self) -> int:
        """Every credit of the year up to the end of the period."""
        return self.before_credit + self.an_credit + self.credit


@dataclass(frozen=True, slots=True)
class BalanceRow(Moved):
    """Sums of an account: before the period, à-nouveaux inside it, its other movements."""

    id: int
    number: str
    label: str
    before_debit: int
    before_credit: int
    an_debit: int
    an_credit: int
    debit: int
    credit: int
    count: int


@dataclass(frozen=True, slots=True)
class ThirdRow(Moved):
    """The same for one third party in one collective account."""

    account_id: int
    account: str
    account_label: str
    id: int
    number: str
    label: str
    before_debit: int
    before_credit: int
    an_debit: int
    an_credit: int
    debit: int
    credit: int
    count: int


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """A line of the balance; `previous` is the solde of the same period a year earlier."""

    number: str
    label: str
    opening: int
    debit: int
    credit: int
    balance: int
    previous: int | None
    all_debit: int = 0
    all_credit: int = 0
    account: str = ""

    @property
    def balance_debit(self) -> int:
        """The solde when it is a debit, else 0."""
        return max(self.balance, 0)

    @property
    def balance_credit(self) -> int:
        """The solde when it is a credit, else 0; positive."""
        return max(-self.balance, 0)

    @property
    def variation(self) -> int | None:
        """Solde less that of the year before."""
        return None if self.previous is None else self.balance - self.previous

    @property
    def percent(self) -> int | None:
        """Growth of the solde in its own sense (a larger credit grows), in tenths of a percent.

        None without a year before, without a change, and where the solde changed sides.
        """
        if not self.previous or self.variation in (None, 0) or self.balance * self.previous < 0:
            return None
        old = abs(self.previous)
        grown = abs(self.balance) - old
        tenths = (abs(grown) * 2000 + old) // (2 * old)
        return tenths if grown >= 0 else -tenths

    @property
    def percent_text(self) -> str:
        """`+12,5 %`, `−3,0 %`; empty where it means nothing or more than a thousandfold."""
        tenths = self.percent
        if tenths is None or abs(tenths) >= 100_000:
            return ""
        sign = "+" if tenths >= 0 else "−"
        return f"{sign}{abs(tenths) // 10},{abs(tenths) % 10}\u00a0%"


@dataclass(frozen=True, slots=True)
class BalanceTotal:
    """Sums of lines: opening and soldes by side."""

    opening: int
    debit: int
    credit: int
    balance_debit: int
    balance_credit: int
    all_debit: int
    all_credit: int
    previous: int | None = None

    @property
    def balance(self) -> int:
        """Net solde."""
        return self.balance_debit - self.balance_credit

    @property
    def variation(self) -> int | None:
        """Net solde less that of the year before."""
        return None if self.previous is None else self.balance - self.previous


@dataclass(frozen=True, slots=True)
class BalanceClass:
    """A class of the chart (first digit): its lines and their sums."""

    digit: str
    label: str
    lines: tuple[BalanceLine, ...]
    total: BalanceTotal


@dataclass(frozen=True, slots=True)
class Control:
    """An account that has movements by third party."""

    id: int
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry to point at: unbalanced, for the banner of the balance. `gap` in cents."""

    public_id: UUID
    date: date
    journal: str
    number: str | None
    gap: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the ledger as the database gives it."""

    account_id: int
    third_id: int | None
    entry_id: int
    position: int
    date: date
    journal: str
    number: str | None
    entry: UUID
    state: str
    third: str | None
    third_label: str | None
    piece_ref: str
    label: str
    debit: int
    credit: int
    due_date: Day | None
    lettrage: str | None
    is_partial: bool

    @property
    def is_draft(self) -> bool:
        """Not validated yet."""
        return self.state == "d"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line with the balance of its account after it."""

    row: LedgerRow
    balance: int


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """An account (or a third party in it) with what the roll-ups know of the period."""

    account_id: int
    account: str
    account_label: str
    third_id: int | None
    third: str | None
    third_label: str | None
    opening: int
    debit: int
    credit: int
    count: int

    @property
    def closing(self) -> int:
        """Solde at the end of the period."""
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class LedgerSection:
    """Lines of one account on a page; `starts` and `ends` tell whether the page holds its edges.

    With a filter on lettrage the totals are those of the filtered lines, known at the end only.
    """

    head: LedgerHead
    lines: tuple[LedgerLine, ...]
    starts: bool
    ends: bool
    carried: int
    debit: int
    credit: int
    closing: int


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Whether à-nouveaux are there; lines in draft; lines at all."""

    has_openings: bool
    draft_lines: int
    lines: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of the ledger and the word that asks for the next one."""

    sections: tuple[LedgerSection, ...]
    next_key: str | None
    facts: YearFacts

    @property
    def line_count(self) -> int:
        """Lines on the page."""
        return sum(len(section.lines) for section in self.sections)


@dataclass(frozen=True, slots=True)
class JournalMonth:
    """A journal in a month: lines and totals from the roll-up, validated and draft apart."""

    journal_id: int
    code: str
    label: str
    type: str
    month: date
    debit: int
    credit: int
    lines: int
    draft_lines: int
    is_locked: bool


@dataclass(frozen=True, slots=True)
class EntryCount:
    """Entries of a journal in a month; drafts are counted among them."""

    journal_id: int
    month: date
    entries: int
    drafts: int


@dataclass(frozen=True, slots=True)
class NumberGap:
    """Numbers that are missing in a series: `first` to `last`; journal is empty for the year's."""

    journal: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An entry in its journal with its totals in cents."""

    id: int
    public_id: UUID
    date: date
    state: str
    number: str | None
    count: int
    debit: int
    credit: int

    @property
    def is_draft(self) -> bool:
        """Not validated yet."""
        return self.state == "d"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of an entry in its journal."""

    entry_id: int
    position: int
    account: str
    account_label: str
    third: str | None
    piece_ref: str
    label: str
    debit: int
    credit: int
