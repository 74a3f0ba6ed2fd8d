"""Facts about entries on their way through the gate. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as the gate keeps it now."""

    public_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Validated:
    """One act of validation; `batch` None where there was nothing to validate.

    `first` and `last` are the numbers given, `hash` the batch's, in hexadecimal.
    """

    batch: int | None
    entries: int
    first: str | None
    last: str | None
    hash: str | None
    stamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lettered:
    """A lettrage as it stands: its code, how many lines, what is left (debit minus credit)."""

    code: str
    lines: int
    partial: bool
    gap: int


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """A month of an open year that a journal may still write in (closed interval of days)."""

    start: date
    end: date
