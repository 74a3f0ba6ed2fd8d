"""Facts of the demo: what a company is made of, and the books that come out. Cents everywhere.

Rates are in basis points (`_bp`: 2000 = 20 %), noise and seasons in per cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from enum import StrEnum
from typing import Literal

ALL_MONTHS = tuple(range(1, 13))
FLAT = (100,) * 12


class Scope(StrEnum):
    """Where the other party stands for VAT."""

    FRANCE = "france"
    EUROPE = "europe"
    EXPORT = "export"
    REVERSE = "autoliquidation"


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One debit or credit; `piece_ref` overrides the entry's (opening items), `letter` is AAA…"""

    account: str
    account_label: str
    third: str
    third_label: str
    label: str
    debit: int
    credit: int
    letter: str = ""
    letter_date: Day | None = None
    currency: str = ""
    currency_amount: int | None = None
    due_date: Day | None = None
    piece_ref: str = ""


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """A balanced entry; drafts have neither number nor validation day."""

    journal: str
    date: Day
    piece_ref: str
    piece_date: Day
    valid_date: Day | None
    label: str
    lines: tuple[DemoLine, ...]
    validated: bool
    number: int | None


@dataclass(frozen=True, slots=True)
class DemoJournal:
    """A journal and its nature, in the words of the books."""

    code: str
    label: str
    type: Literal["achats", "ventes", "banque", "caisse", "od", "an"]


@dataclass(frozen=True, slots=True)
class DemoYear:
    """A financial year; `entries` come in the order of their numbers, drafts last."""

    siren: str
    start: Day
    end: Day
    label: str
    closed: bool
    journals: tuple[DemoJournal, ...]
    entries: Iterable[DemoEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overhead:
    """A supplier that comes back: rent, telephone, fees… `cents` before tax per invoice."""

    supplier: str
    account: str
    label: str
    cents: int = 0
    of_sales_bp: int = 0
    vat_bp: int = 2000
    months: tuple[int, ...] = ALL_MONTHS
    day: int = 5
    terms: int = 0
    how: str = "PRLV SEPA"
    noise: int = 0
    season: tuple[int, ...] = FLAT
    growth_bp: int = 250
    times: int = 1
    scope: Scope = Scope.FRANCE
    accrued: bool = False
    prepaid_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A family of goods bought and held: stock follows cost of sales."""

    stock: str
    purchase: str
    variation: str
    suppliers: tuple[str, ...]
    opening: int
    target_days: int
    orders: int = 4
    vat_bp: int = 2000
    terms: int = 30
    label: str = "FACT"
    scopes: tuple[Scope, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A line of turnover: its account, VAT, weight in the mix and what it consumes."""

    account: str
    vat_bp: int
    share: int
    cost_bp: int = 0
    goods: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """Counter sales: one Z ticket a day. `daily` is the gross takings of an average day."""

    daily: int
    products: tuple[Product, ...]
    weekdays: tuple[int, ...]
    season: tuple[int, ...] = FLAT
    growth_bp: int = 300
    leave: tuple[tuple[int, int, int], ...] = ()
    cash_bp: int = 2500
    voucher_bp: int = 0
    holidays: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """Invoiced sales to a pool of customers. `cents` is the usual invoice before tax.

    `mixed_every`: one customer in so many has the first two products on each invoice.
    """

    products: tuple[Product, ...]
    customers: int
    invoices: int
    cents: int
    label: str = "FACT"
    season: tuple[int, ...] = FLAT
    growth_bp: int = 300
    terms: int = 30
    late: int = 20
    private: bool = False
    names: tuple[str, ...] = ()
    europe_bp: int = 0
    export_bp: int = 0
    reverse_bp: int = 0
    currency: str = ""
    credit_bp: int = 100
    doubtful_bp: int = 0
    months: tuple[int, ...] = ALL_MONTHS
    prepaid_months: int = 0
    mixed_every: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rent:
    """A tenant: rent and charges called each month."""

    tenant: str
    cents: int
    charges: int
    vat_bp: int
    start: Day
    end: Day | None = None
    late: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An employee: gross pay a month in the first visible year, income tax rate withheld."""

    name: str
    gross: int
    start: Day
    end: Day | None = None
    pas_bp: int = 300
    bonus_bp: int = 0
    apprentice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A bank loan with constant instalments on a day of the month, first one a month after."""

    bank: str
    label: str
    principal: int
    rate_bp: int
    months: int
    start: Day
    insurance: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A fixed asset, straight line over `years` (0: not depreciated), perhaps sold."""

    account: str
    label: str
    cost: int
    start: Day
    years: int
    supplier: str = ""
    vat_bp: int = 2000
    sold: Day | None = None
    price: int = 0
    buyer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyProfile:
    """An invented company: identity, regimes, and all that moves in its books."""

    key: str
    siren: str
    name: str
    legal_form: str
    trade: str
    naf: str
    city: str
    tax_regime: str
    vat_regime: str
    capital: int
    first_year: int
    closing_month: int = 12
    founded: Day | None = None
    opening_cash: int = 0
    owner: str = ""
    owner_pay: int = 0
    owner_social_bp: int = 4300
    vat_months: int = 1
    vat_on_receipts: bool = False
    bank: str = "Crédit Agricole"
    bank_code: str = "BQ"
    cash_floor: int = 1_000_000
    cash_ceiling: int = 100_000_000
    dividend_bp: int = 0
    large: bool = False
    pay_day: int = 0
    property_tax: int = 0
    local_tax: int = 0
    goods: tuple[Goods, ...] = ()
    tills: tuple[Till, ...] = ()
    billings: tuple[Billing, ...] = ()
    rents: tuple[Rent, ...] = ()
    overheads: tuple[Overhead, ...] = ()
    jobs: tuple[Job, ...] = ()
    loans: tuple[Loan, ...] = ()
    assets: tuple[Asset, ...] = ()
    work_in_progress: tuple[int, ...] = ()
    deposit: int = 0
    owner_loan: int = 0
    to_invoice_bp: int = 0
    backer: str = "455100"
