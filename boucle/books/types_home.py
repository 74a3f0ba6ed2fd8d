"""Facts of the homes and of the portfolio. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Work:
    """Where a Dossier stands; `year` None when it has no exercice yet."""

    dossier_id: int
    year: str | None
    is_closed: bool | None
    months: int | None
    months_kept: int
    kept_until: date | None
    drafts: int
    to_review: int
    last_act: datetime | None


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """A line of the portfolio."""

    id: int
    key: str
    siren: str
    name: str
    client_name: str
    work: Work
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of an exercice: lines validated, lines in draft, journals locked."""

    month: date
    validated: int
    drafts: int
    locked: int

    def state(self, today: date, *, is_closed: bool, journals: int) -> str:
        """One word: closed, validated, mixed, draft, missing (past and empty), current, later."""
        if is_closed or (journals and self.locked >= journals):
            return "closed"
        if self.drafts:
            return "mixed" if self.validated else "draft"
        if self.validated:
            return "validated"
        first = today.replace(day=1)
        return "missing" if self.month < first else "current" if self.month == first else "later"


@dataclass(frozen=True, slots=True)
class DraftListed:
    """A draft in a short list."""

    public_id: UUID
    year: str
    date: date
    journal: str
    label: str | None
    piece: str | None
    amount: int | None
    to_review: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a Dossier holds."""

    accounts: int
    journals: int
    has_entries: bool
    has_import: bool
    drafts: int
    to_review: int
    oldest_draft: date | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Plain figures at the end of the last kept month; None there = no month is kept."""

    kept_until: date | None
    is_carried: bool
    cash: int
    customers: int
    suppliers: int
    vat: int
    result: int
    result_before: int | None
    month_result: int


@dataclass(frozen=True, slots=True)
class Found:
    """Something that the palette found."""

    kind: str
    code: str
    label: str
    year: str
    public_id: str
