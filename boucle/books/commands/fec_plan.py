"""The dry run of an import: everything that a human can judge before, and nothing written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from boucle.access import public as access
from boucle.books.commands.fec_files import FecUnit, units_of
from boucle.books.commands.fec_import import SeenImport, codes_in_use, judged, planned_year
from boucle.books.queries.years import years_of
from boucle.books.rules.fec.types import Report
from boucle.books.rules.fec_import import decisions_of
from boucle.books.rules.fec_mapping import (
    LABELS_MAX,
    account_groups,
    idle_choices,
    mapping_findings,
    nature_of,
)
from boucle.books.rules.fec_sums import AccountSums
from boucle.books.types import FiscalYearRow
from boucle.books.types_import import ImportOptions, ImportPlan, YearPlan
from boucle.books.types_mapping import AccountSum
from boucle.kernel import dsn
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.errors import Refused
from boucle.tenancy.public import DossierRow

NUMBERS_AT_ONCE = 20_000
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class _Count:
    entries: int


@dataclass(slots=True)
class PlanSink:
    """Takes the rows of the checker; keeps journals and numbers of entries, and the names."""

    _segments: list[pl.DataFrame] = field(default_factory=list)
    refs: pl.DataFrame | None = None
    sums: AccountSums = field(default_factory=AccountSums)

    def segments(self, frame: pl.DataFrame) -> None:
        """Journal and number of the validated entries."""
        validated = frame.filter(pl.col("valid").is_not_null())
        self._segments.append(validated.select("journal", "number"))

    def lines(self, frame: pl.DataFrame) -> None:
        """Added up by account."""
        self.sums.add(frame)

    def close(self, refs: pl.DataFrame, merges: pl.DataFrame) -> None:
        """Names of the file."""
        self.refs = refs

    def named(self, kind: str) -> list[tuple[str, str]]:
        """Numbers and labels of one kind, in the order of the file."""
        if self.refs is None:
            return []
        found = self.refs.filter(pl.col("kind") == kind).select("number", "last_label")
        return [(number, label) for number, label in found.iter_rows()]

    def balance(self) -> tuple[AccountSum, ...]:
        """Sums of the file by account."""
        return () if self.refs is None else self.sums.of(self.refs)

    def numbers(self, matches: Mapping[str, str]) -> pl.DataFrame:
        """`code` (of the journal that receives it), `number` of each entry, once."""
        if self.refs is None or not self._segments:
            return pl.DataFrame(schema={"code": pl.String, "number": pl.String})
        journals = self.refs.filter(pl.col("kind") == "journal").select(
            pl.col("ix").alias("journal"), pl.col("number").replace(matches).alias("code")
        )
        found = pl.concat(self._segments).join(journals, on="journal")
        return found.select("code", "number").unique()


def plan_import(
    act: Act,
    dossier: DossierRow | None,
    siren: str,
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    progress: Progress | None = None,
) -> list[ImportPlan]:
    """What an import would do, file by file; `dossier` None for one that does not exist yet.

    A file that cannot be imported has a report with blockers, and is no refusal here. Raises
    Refused for an archive that cannot be read, Forbidden without the right to write.
    """
    tell = progress or (lambda _done, _total, _step: None)
    years = years_of(act, dossier.id) if dossier else ()
    journals = codes_in_use(act, dossier.id) if dossier else ()
    drawn = _Drawing(act, dossier, options, journals)
    plans: list[ImportPlan] = []
    with TemporaryDirectory(dir=dsn.temporary_folder()) as folder:
        for unit in units_of(paths, Path(folder)):
            sink = PlanSink()
            report = judged(unit, siren, years, options, tell, sink)
            try:
                year = planned_year(report, years, options)
            except Refused as refusal:
                plans.append(drawn.plan(unit, sink, report, None, str(refusal)))
                continue
            plans.append(drawn.plan(unit, sink, report, year))
            if not year.exists:
                years = (*years, FiscalYearRow(0, year.label, year.start, year.end, "open", "year"))
    return plans


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What each file is set against."""

    act: Act
    dossier: DossierRow | None
    options: ImportOptions
    journals: tuple[str, ...]

    def plan(
        self,
        unit: FecUnit,
        sink: PlanSink,
        report: Report,
        year: YearPlan | None,
        problem: str = "",
    ) -> ImportPlan:
        """The plan of one file."""
        mapping, digest = self.options.mapping, unit.digest
        known, already, existing = self._compared(sink, digest, year)
        new = {
            kind: sorted(pair for pair in sink.named(kind) if (kind, pair[0]) not in known)
            for kind in ("account", "third", "journal")
        }
        codes = [code for code, _ in sink.named("journal")]
        unlawful = mapping_findings(
            mapping, codes=codes, journals=self.journals, drafts=report.summary.drafts
        )
        balance = sink.balance()
        idle = idle_choices(mapping, {kind: sink.named(kind) for kind in new})
        return ImportPlan(
            file=unit.name,
            digest=digest,
            report=report,
            year=year,
            problem=problem or " ".join(finding.message for finding in unlawful),
            already=already,
            journals_new=tuple(
                (code, label, nature_of(mapping, code, label)) for code, label in new["journal"]
            ),
            journals=tuple(code for code in self.journals if code not in codes),
            accounts_new=tuple(new["account"][:LABELS_MAX]),
            accounts_new_count=len(new["account"]),
            account_groups=account_groups(mapping, new["account"], balance),
            third_parties_new=tuple(new["third"][:LABELS_MAX]),
            third_parties_new_count=len(new["third"]),
            entries_existing=existing,
            balance=balance,
            decisions=(*(decisions_of(report, year) if year else ()), *idle),
        )

    def _compared(
        self, sink: PlanSink, digest: str, year: YearPlan | None
    ) -> tuple[set[tuple[str, str]], bool, int]:
        """Names of the Dossier, whether these bytes came in before, entries that are there."""
        if self.dossier is None:
            return set(), False, 0
        number, matches = self.dossier.id, self.options.mapping.matches
        with access.read(self.act, number, "books.write"):
            names = run_sql("books/import_names", into=_Name, dossier=number)
            seen = run_one("books/import_seen", into=SeenImport, dossier=number, digest=digest)
            known = _year_id(number, year)
            existing = _existing(number, known, sink.numbers(matches)) if known else 0
        return {(name.kind, name.number) for name in names}, seen is not None, existing


def _year_id(dossier_id: int, year: YearPlan | None) -> int | None:
    rows = run_sql("books/years", into=FiscalYearRow, dossier=dossier_id)
    days = (year.start, year.end) if year else None
    found = [row.id for row in rows if (row.start_date, row.end_date) == days]
    return found[0] if found else None


def _existing(dossier_id: int, year_id: int, numbers: pl.DataFrame) -> int:
    total = 0
    for part in numbers.iter_slices(NUMBERS_AT_ONCE):
        found = run_one(
            "books/import_existing", into=_Count, dossier=dossier_id, year=year_id,
            codes=part["code"].to_list(), numbers=part["number"].to_list(),
        )  # fmt: skip
        total += found.entries if found else 0
    return total
