"""Shapes of the API of the books. Amounts are integer cents; a balance is debit minus credit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from boucle.kernel.rest import Body, Version

Day = date
"""A name that the fields `date` do not hide."""


class Dossier(Schema):
    """A Dossier: one SIREN, one set of books."""

    key: str = Field(description="SIREN, ou SIREN~fin d’identifiant")
    siren: str
    name: str
    client_name: str


class Dossiers(Schema):
    """A page; `next` goes into `apres`."""

    items: list[Dossier]
    next: str | None


class Year(Schema):
    """An exercice, closed interval of days."""

    label: str
    start_date: Day
    end_date: Day
    state: str
    numbering: str


class Journal(Schema):
    """A journal."""

    code: str
    label: str
    type: str
    contra_number: str
    outside_fec: bool
    active: bool


class NewJournal(Body):
    """A journal to add."""

    code: str
    label: str
    type: str
    contra_number: str = ""


class Account(Schema):
    """An account of the chart."""

    number: str
    label: str
    is_control: bool
    lettrable: bool
    vat_code: str
    contra_number: str
    active: bool


class Accounts(Schema):
    """A page; `next` goes into `apres`."""

    items: list[Account]
    next: str | None


class NewAccount(Body):
    """An account to add; absent properties follow the number."""

    number: str
    label: str
    is_control: bool | None = None
    lettrable: bool | None = None
    vat_code: str = ""
    contra_number: str = ""


class Third(Schema):
    """A third party with its sums of the exercice."""

    number: str
    label: str
    siren: str
    active: bool
    debit: int
    credit: int


class Thirds(Schema):
    """A page; `next` goes into `apres`."""

    items: list[Third]
    next: str | None


class NewThird(Body):
    """A third party to add."""

    number: str
    label: str
    siren: str = ""
    contra_number: str = ""


class Code(Schema):
    """The code or number of what was made."""

    code: str


class BalanceLine(Schema):
    """A line of the balance générale."""

    number: str
    label: str
    opening: int
    debit: int
    credit: int
    balance: int
    previous: int | None


class Balance(Schema):
    """The balance of a period; `opening` and movements of it, `previous` = a year earlier."""

    start: Day
    end: Day
    lines: list[BalanceLine]
    debit: int
    credit: int


class LedgerLine(Schema):
    """A line of the grand livre with the balance after it."""

    account: str
    third: str
    date: Day
    journal: str
    number: str
    piece_ref: str
    label: str
    debit: int
    credit: int
    balance: int
    lettrage: str
    due_date: Day | None
    draft: bool
    entry: UUID


class Ledger(Schema):
    """A page; `next` goes into `apres`."""

    items: list[LedgerLine]
    next: str | None


class Line(Body):
    """A line to write: debit or credit, in cents or as a text in euros."""

    account: str
    third: str | None = None
    label: str = ""
    piece_ref: str | None = None
    piece_date: Day | None = None
    debit: int | str = 0
    credit: int | str = 0
    due_date: Day | None = None
    currency: str | None = None
    currency_amount: int | str | None = None


class NewEntry(Body):
    """An entry to write; `public_id` chosen by the caller makes a repeated call harmless."""

    public_id: UUID | None = None
    journal: str
    date: Day
    lines: list[Line]


class ChangedEntry(Body):
    """The next version of a draft: `version` is the one that was read."""

    version: Version
    journal: str
    date: Day
    lines: list[Line]


class Saved(Schema):
    """A draft as it stands now."""

    entry: UUID
    version: int


class EntryLine(Schema):
    """A line of an entry."""

    position: int
    account: str
    account_label: str
    third: str
    label: str
    piece_ref: str
    debit: int
    credit: int


class Entry(Schema):
    """An entry; `number` is null while it is a draft. 200 lines at most, `next_line` for more."""

    entry: UUID
    version: int
    state: str
    journal: str
    date: Day
    number: str | None
    lines: list[EntryLine]
    next_line: int | None


class Hit(Schema):
    """An entry that answers a search."""

    entry: UUID
    date: Day
    year: str
    journal: str
    number: str
    piece_ref: str
    label: str
    accounts: str
    amount: int
    draft: bool


class Hits(Schema):
    """A page; `next` goes into `apres`."""

    items: list[Hit]
    next: str | None


class ToValidate(Body):
    """What to validate: the whole exercice, a journal, up to a day, or these entries."""

    journal: str | None = None
    until: Day | None = None
    entries: list[UUID] | None = None


class Validated(Schema):
    """What a validation did, for good; `batch` null where nothing was left."""

    batch: int | None
    entries: int
    first: str | None
    last: str | None
    hash: str | None


class Reversal(Body):
    """The day of a contrepassation; absent: the first open one."""

    on: Day | None = None


class LineKey(Body):
    """A line: its entry and its place in it, from 1."""

    entry: UUID
    position: Annotated[int, Field(ge=1, lt=2**31)]


class NewLettrage(Body):
    """Lines of one account and third party that settle each other."""

    account: str
    third: str | None = None
    lines: list[LineKey]
    partial: bool = False


class Lettrage(Schema):
    """A lettrage as it stands; `gap` is what is left, debit minus credit."""

    code: str
    lines: int
    partial: bool
    gap: int


class LettrageToUndo(Body):
    """Which lettrage to take back."""

    account: str
    third: str | None = None
    code: str


class Undone(Schema):
    """How many lines were freed."""

    lines: int


class Job(Schema):
    """A long work: `state` queued, running, done, refused, failed, cancelled."""

    id: UUID
    kind: str
    state: str
    step: str
    percent: int
    created_at: datetime
    ended_at: datetime | None
    result: dict[str, object] | None
