"""Facts about the import of a FEC. Amounts are cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from boucle.books.rules.fec.types import Report
from boucle.books.rules.fec_mapping import read_mapping
from boucle.books.types_mapping import AccountGroup, AccountSum, ImportMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user decided; None = deduced, and said in the summary."""

    start: date | None = None
    end: date | None = None
    regime: str | None = None
    mapping: ImportMapping = field(default_factory=ImportMapping)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the arguments of a job."""
        days = {"start": self.start, "end": self.end}
        return {name: str(day) if day else None for name, day in days.items()} | {
            "regime": self.regime,
            "mapping": self.mapping.as_dict(),
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> ImportOptions:
        """Back from `as_dict`."""
        start, end = facts.get("start"), facts.get("end")
        return cls(
            start=date.fromisoformat(start) if start else None,
            end=date.fromisoformat(end) if end else None,
            regime=facts.get("regime"),
            mapping=read_mapping(facts.get("mapping")),
        )


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
    year: YearPlan | None
    problem: str
    already: bool
    journals_new: tuple[tuple[str, str, str], ...]
    journals: tuple[str, ...]
    """Codes in use in the Dossier, those of the file apart."""
    accounts_new: tuple[tuple[str, str], ...]
    accounts_new_count: int
    account_groups: tuple[AccountGroup, ...]
    third_parties_new: tuple[tuple[str, str], ...]
    third_parties_new_count: int
    entries_existing: int
    balance: tuple[AccountSum, ...]
    decisions: tuple[str, ...]

    @property
    def blocked(self) -> bool:
        """An import would be refused."""
        return bool(self.problem or self.report.import_blockers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What the import of one file did."""

    file: str
    digest: str
    years: tuple[str, ...]
    journals: int
    accounts: int
    third_parties: int
    entries: int
    lines: int
    skipped: int
    drafts: int
    already: bool = False
    batch: int | None = None
    hash: str | None = None
    decisions: tuple[str, ...] = ()
    import_id: int | None = None
    report: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedYears:
    """What an import of one or several years did, added up. `job` names the long work, if any."""

    job: str
    created: bool
    files: tuple[Imported, ...]
    seconds: float

    def total(self, name: str) -> int:
        """The sum of a count over the files."""
        return sum(int(getattr(file, name)) for file in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The document of the command line and of the job's result."""
        counts = ("journals", "accounts", "third_parties", "entries", "lines", "skipped", "drafts")
        return {
            "job": self.job,
            "created": self.created,
            "years": sorted({year for file in self.files for year in file.years}),
            **{name: self.total(name) for name in counts},
            "already": all(file.already for file in self.files),
            "seconds": self.seconds,
            "decisions": [text for file in self.files for text in file.decisions],
            "files": [_file(file) for file in self.files],
        }


def _file(file: Imported) -> dict[str, Any]:
    return {
        "file": file.file,
        "sha256": file.digest,
        "year": file.years[0],
        "entries": file.entries,
        "lines": file.lines,
        "skipped": file.skipped,
        "drafts": file.drafts,
        "already": file.already,
        "import": file.import_id,
        "batch": file.batch,
        "hash": file.hash,
        "report": file.report,
    }


@dataclass(frozen=True, slots=True)
class ProofGap:
    """An account whose sums differ between the file and the books."""

    number: str
    label: str
    file_debit: int
    file_credit: int
    books_debit: int
    books_credit: int

    @property
    def gap(self) -> int:
        """What the books have more, debit less credit."""
        return self.books_debit - self.books_credit - self.file_debit + self.file_credit


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProof:
    """A file and its year in the books. `lines_beside`: lines of the year from elsewhere."""

    import_id: int
    file: str
    digest: str
    year: str
    batch: int | None
    hash: str | None
    known: bool
    accounts: int
    file_debit: int
    file_credit: int
    books_debit: int
    books_credit: int
    lines_beside: int
    sums: tuple[AccountSum, ...]
    gaps: tuple[ProofGap, ...]

    @property
    def holds(self) -> bool:
        """Every account agrees."""
        return self.known and not self.gaps
