"""Facts of a FEC check: what the caller gives, what it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from boucle.kernel.errors import Finding, Severity

if TYPE_CHECKING:
    import polars as pl


class Regime(StrEnum):
    """The four lists of fields of art. A. 47 A-1, VII and VIII."""

    BIC = "BIC"
    COM = "COM"
    BAT = "BAT"
    BNCT = "BNCT"


class Scheme(StrEnum):
    """How EcritureNum counts: one sequence for the year, per journal, per month, or not at all."""

    YEAR = "year"
    JOURNAL = "journal"
    JOURNAL_MONTH = "journal-month"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class KnownDossier:
    """What the caller knows of the company; all optional, amounts in cents, debit positive."""

    siren: str | None = None
    years: tuple[tuple[date, date], ...] = ()
    previous_closing: Mapping[str, int] | None = None
    first_year: bool | None = None
    declared_result: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of this machine, in bytes (and columns)."""

    block_bytes: int = 2 << 20
    line_bytes_max: int = 1 << 20
    header_bytes_max: int = 64 << 10
    unpacked_bytes_max: int = 64 << 30
    unpacked_ratio_max: int = 400
    archive_files_max: int = 200
    columns_max: int = 500
    findings_max: int = 1000


@dataclass(frozen=True, slots=True)
class FecIdentity:
    """What name and bytes say before any line is read."""

    name: str
    siren: str | None = None
    closing: date | None = None
    start: date | None = None
    encoding: str = ""
    separator: str = ""
    line_end: str = ""
    decimal: str = ","
    container: str = ""
    files: int = 1


@dataclass(frozen=True, slots=True)
class JournalTotal:
    """One journal of the file; cents."""

    code: str
    label: str
    entries: int
    lines: int
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """One class of accounts (its first digit, or `?`); cents."""

    number: str
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class FecSummary:
    """What a human judges before importing."""

    journals: tuple[JournalTotal, ...] = ()
    accounts: int = 0
    third_parties: int = 0
    first_date: date | None = None
    last_date: date | None = None
    first_valid: date | None = None
    last_valid: date | None = None
    scheme: Scheme = Scheme.TEXT
    drafts: int = 0
    has_opening: bool = False
    opening_journals: tuple[str, ...] = ()
    closing_entries: tuple[str, ...] = ()
    entry_key: str = "journal, numéro"
    result: int = 0
    by_class: tuple[ClassTotal, ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)


READABLE_REJECTS = frozenset({"FEC-010", "FEC-012"})
"""Rejected as a FEC, yet read without doubt: these do not stand in the way of an import."""


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict, and everything that led to it. `debit` and `credit` in cents."""

    verdict: Severity
    regime: Regime
    lines: int
    entries: int
    debit: int
    credit: int
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    severities: Mapping[str, Severity]
    identity: FecIdentity
    summary: FecSummary

    @property
    def import_blockers(self) -> tuple[str, ...]:
        """Rules with a *rejet* that an import cannot pass over."""
        return tuple(
            rule
            for rule, severity in self.severities.items()
            if severity is Severity.REJET and rule not in READABLE_REJECTS
        )


class Sink(Protocol):
    """Takes the typed rows in the same pass; see `sink.py` for the columns of each frame."""

    def segments(self, frame: pl.DataFrame) -> None:
        """Runs of lines of one entry: no, journal, number, day, valid, first_line."""

    def lines(self, frame: pl.DataFrame) -> None:
        """Lines of these segments, amounts in cents."""

    def close(self, refs: pl.DataFrame, merges: pl.DataFrame) -> None:
        """Journals, accounts, third parties by number; segments that belong to another one."""


class Cancelled(Exception):
    """The caller's `cancelled()` answered yes."""
