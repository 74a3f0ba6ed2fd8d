"""Facts about the export of a FEC. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

ExportKind = Literal["officiel", "provisoire"]


@dataclass(frozen=True, slots=True)
class FecTotals:
    """What the file must hold; `drafts` are left in the year; its first and last day."""

    lines: int
    entries: int
    debit: int
    credit: int
    drafts: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class FecJournal:
    """A journal of the year as the description lists it."""

    code: str
    label: str
    type: str
    outside_fec: bool
    entries: int
    lines: int
    debit: int
    credit: int
    first_rank: int | None
    last_rank: int | None


@dataclass(frozen=True, slots=True)
class FecGap:
    """Numbers missing in a series, both ends included; `journal` empty for the year's series."""

    journal: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FecFacts:
    """What is said once for the year."""

    control_accounts: str
    numbering_note: str
    kept_lines: int
    regimes: str


@dataclass(frozen=True, slots=True)
class FecContent:
    """What the description says beyond the file itself."""

    totals: FecTotals
    journals: tuple[FecJournal, ...]
    gaps: tuple[FecGap, ...]
    facts: FecFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class FecFile:
    """The file that was written; `verdict` of our own check, empty where it was not made."""

    company: str
    siren: str
    kind: ExportKind
    name: str
    size: int
    sha256: str
    regime: str
    with_drafts: bool
    verdict: str
    program_version: str
    made_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export did; the two files stand in the folder asked for."""

    file: Path
    description: Path
    kind: ExportKind
    lines: int
    entries: int
    debit: int
    credit: int
    drafts_left: int
    sha256: str
    verdict: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export of the past."""

    id: int
    kind: str
    file_name: str
    sha256: str
    lines: int
    entries: int
    debit: int
    credit: int
    program_version: str
    actor: str
    at: datetime
