"""Facts about the import of a FEC. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from boucle.books.rules.fec.types import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user decided; None = deduced, and said in the summary."""

    name: str | None = None
    start: date | None = None
    end: date | None = None
    siren: str | None = None
    regime: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """The financial year that the file goes into."""

    label: str
    start: date
    end: date
    exists: bool
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do: for a human to judge, nothing written."""

    file: str
    digest: str
    report: Report
    year: YearPlan
    already: bool
    journals_new: tuple[tuple[str, str, str], ...]
    accounts_new: tuple[tuple[str, str], ...]
    accounts_new_count: int
    third_parties_new_count: int
    entries_existing: int
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    job: str
    created: bool
    years: tuple[str, ...]
    journals: int
    accounts: int
    third_parties: int
    entries: int
    lines: int
    skipped: int
    drafts: int
    seconds: float
    already: bool = False
    batch: int | None = None
    hash: str | None = None
    decisions: tuple[str, ...] = ()
    import_id: int | None = None
    report: dict[str, Any] = field(default_factory=dict)


Parts = list[Path]
