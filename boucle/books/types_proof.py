"""What a verification of the books found. Amounts are cents; hashes are raw bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The chain as it stands: what the batches say they hold, and what the books hold."""

    public_id: UUID
    siren: str
    name: str
    last_batch: int | None
    head: bytes | None
    last_hash: bytes | None
    batches: int
    entries: int
    found: int


@dataclass(frozen=True, slots=True)
class BatchSize:
    """A batch and how many entries it says it holds."""

    id: int
    count: int


@dataclass(frozen=True, slots=True)
class CheckedBatch:
    """A batch as stored and as recomputed. `broken`: rank of its first wrong entry."""

    id: int
    version: int
    previous: bytes
    hash: bytes
    stamp: datetime
    count: int
    found: int
    computed: bytes | None
    first_rank: int | None
    broken: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class EntryName:
    """How a person finds an entry."""

    public_id: UUID
    rank: int
    number: str | None
    journal: str | None
    date: date


@dataclass(frozen=True, slots=True)
class Hole:
    """A rank without entry, and the number it must have had where that is known."""

    rank: int | None
    number: str | None


@dataclass(frozen=True, slots=True)
class SequenceGap:
    """The first number that is missing in a series; `series` counts the series with a gap."""

    year: str | None
    journal: str
    missing: int
    series: int


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows that point at nothing."""

    lines_without_entry: int
    lines_without_account: int
    lines_without_third: int
    entries_without_journal: int
    entries_without_year: int
    entries_without_batch: int
    lettrages_without_line: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(asdict(self).values())


@dataclass(frozen=True, slots=True)
class RollupDifference:
    """A row of a roll-up that is not the sum of its lines. Cents."""

    number: str
    month: date
    state: str
    kept_debit: int
    kept_credit: int
    debit: int
    credit: int
    differences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first thing that is not what was validated, and how to find it."""

    reason: str
    message: str
    batch: int | None = None
    rank: int | None = None
    entry: UUID | None = None
    journal: str | None = None
    number: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The whole verification of a Dossier."""

    siren: str
    name: str
    batches: int
    entries: int
    head: str
    first_broken: Broken | None
    gap: SequenceGap | None
    orphans: Orphans
    accounts: RollupDifference | None
    thirds: RollupDifference | None
    at: datetime
    sentences: tuple[str, ...] = field(default=())

    @property
    def is_ok(self) -> bool:
        """Nothing at all is wrong."""
        return (
            self.first_broken is None
            and self.gap is None
            and self.orphans.total == 0
            and self.rollups_ok
        )

    @property
    def rollups_ok(self) -> bool:
        """Both roll-ups are the sums of the lines."""
        return self.accounts is None and self.thirds is None

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "ok": self.is_ok,
            "dossier": self.siren,
            "batches": self.batches,
            "entries": self.entries,
            "head": self.head,
            "first_broken": asdict(self.first_broken) if self.first_broken else None,
            "sequences": {"ok": self.gap is None, "first": asdict(self.gap) if self.gap else None},
            "orphans": asdict(self.orphans),
            "rollups": {
                "ok": self.rollups_ok,
                "accounts": _rollup(self.accounts),
                "third_parties": _rollup(self.thirds),
            },
        }


def _rollup(found: RollupDifference | None) -> dict[str, object]:
    return {
        "differences": found.differences if found else 0,
        "first": asdict(found) if found else None,
    }
