"""Shapes of the API of what spares typing: VAT codes, models, recurring entries, VAT to move."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from boucle.books.types_models import LINES_MAX
from boucle.kernel.rest import Body

Day = date
Number = Annotated[int, Field(ge=1, lt=2**63)]
Cents = Annotated[int, Field(ge=0, lt=10**15)]
Share = Annotated[int, Field(ge=0, le=10_000, description="points de base déductibles")]


class VatCode(Schema):
    """A VAT code; its rate is that of the law on the day of the entry (`rate_key`)."""

    code: str
    label: str
    kind: str
    due_on: str
    rate_key: str
    account: str
    waiting_account: str
    pair_account: str
    share: int
    box: str
    base_box: str
    active: bool


class NewVatCode(Body):
    """A VAT code to write. `waiting_account`: on receipts; `pair_account`: reverse charge."""

    code: str
    label: str
    kind: Literal["deductible", "collected"]
    due_on: Literal["debits", "receipts"] = "debits"
    rate_key: str = "normal"
    account: str
    waiting_account: str = ""
    pair_account: str = ""
    share: Share = 10_000
    box: str = ""
    base_box: str = ""


class ChangedVatCode(NewVatCode):
    """A VAT code as it becomes."""

    active: bool = True


class ModelLine(Body):
    """A line of a model; `third` "?" is asked for, `formula` as docs of the models say."""

    account: str = ""
    third: str = ""
    side: Literal["D", "C"]
    label: str = ""
    formula: str = ""
    vat_code: str = ""


class Model(Schema):
    """A model of entry; `journals`: natures where it applies, none = all."""

    code: str
    label: str
    journals: list[str]
    lines: list[ModelLine]


class NewModel(Body):
    """A model to write, whole."""

    code: str
    label: str
    journals: list[str] = []
    lines: Annotated[list[ModelLine], Field(max_length=LINES_MAX)]


class RecurringLine(Body):
    """A line: its cents, or the `formula` that counts them at each due day on its `side`."""

    account: str
    third: str | None = None
    label: str = ""
    debit: Cents = 0
    credit: Cents = 0
    formula: str = ""
    side: Literal["D", "C", ""] = ""
    vat_code: str = ""


class NewSubscription(Body):
    """A recurring entry to write; `day` 31 = the end of the month."""

    label: str
    journal: str
    every: Literal["month", "quarter", "year"]
    day: Annotated[int, Field(ge=1, le=31)]
    start: Day
    until: Day | None = None
    lines: Annotated[list[RecurringLine], Field(max_length=LINES_MAX)]


class ChangedSubscription(NewSubscription):
    """A recurring entry as it becomes, running or paused."""

    active: bool = True


class Subscription(Schema):
    """A recurring entry; `next` null = none to come, `waiting`: months that were refused."""

    id: int
    label: str
    journal: str
    every: str
    day: int
    start: Day
    until: Day | None
    next: Day | None
    active: bool
    made: int
    waiting: int
    lines: list[RecurringLine]


class Made(Schema):
    """The number of what was made."""

    id: int


class Waits(Schema):
    """A due day that could not be made, and why."""

    label: str
    due: Day
    reason: str


class Generated(Schema):
    """How many drafts were made, and what waits."""

    made: int
    waiting: list[Waits]


class VatMove(Schema):
    """VAT that a payment makes due: `move` is what goes on the waiting account, debit − credit."""

    entry: UUID
    position: int
    date: Day
    piece_ref: str
    who: str
    account: str
    final: str
    gross: int
    paid: int
    vat: int
    moved: int
    move: int


class VatMoves(Schema):
    """What is to move until a day; `unknown`: what waits without an invoice (a net)."""

    until: Day
    items: list[VatMove]
    has_more: bool
    unknown: int


class Until(Body):
    """The day up to which payments count, and the day of the draft."""

    until: Day


class Moved(Schema):
    """The OD draft that was made."""

    entry: UUID
    version: int
    invoices: int
    cents: int
