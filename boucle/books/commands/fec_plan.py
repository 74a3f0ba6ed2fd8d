"""The dry run of an import: everything that a human can judge before, and nothing written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from boucle.access import public as access
from boucle.books.commands.fec_files import FecUnit, units_of
from boucle.books.commands.fec_import import SeenImport, judged, planned_year
from boucle.books.queries.years import years_of
from boucle.books.rules.fec.types import Report
from boucle.books.rules.fec_import import decisions_of
from boucle.books.rules.journal_nature import journal_nature
from boucle.books.types import FiscalYearRow
from boucle.books.types_import import ImportOptions, ImportPlan, YearPlan
from boucle.kernel import dsn
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.errors import Refused
from boucle.tenancy.public import DossierRow

SHOWN_ACCOUNTS = 300
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

    def segments(self, frame: pl.DataFrame) -> None:
        """Journal and number of the validated entries."""
        validated = frame.filter(pl.col("valid").is_not_null())
        self._segments.append(validated.select("journal", "number"))

    def lines(self, frame: pl.DataFrame) -> None:
        """Not kept."""

    def close(self, refs: pl.DataFrame, merges: pl.DataFrame) -> None:
        """Names of the file."""
        self.refs = refs

    def named(self, kind: str) -> list[tuple[str, str]]:
        """Numbers and labels of one kind, in the order of the file."""
        if self.refs is None:
            return []
        found = self.refs.filter(pl.col("kind") == kind).select("number", "last_label")
        return [(number, label) for number, label in found.iter_rows()]

    def numbers(self) -> pl.DataFrame:
        """`code`, `number` of each entry, once."""
        if self.refs is None or not self._segments:
            return pl.DataFrame(schema={"code": pl.String, "number": pl.String})
        journals = self.refs.filter(pl.col("kind") == "journal").select(
            pl.col("ix").alias("journal"), pl.col("number").alias("code")
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
    plans: list[ImportPlan] = []
    with TemporaryDirectory(dir=dsn.temporary_folder()) as folder:
        for unit in units_of(paths, Path(folder)):
            sink = PlanSink()
            report = judged(unit, siren, years, options, tell, sink)
            try:
                year = planned_year(report, years, options)
            except Refused as refusal:
                plans.append(_plan(act, dossier, unit, sink, report, None, str(refusal)))
                continue
            plans.append(_plan(act, dossier, unit, sink, report, year))
            if not year.exists:
                years = (*years, FiscalYearRow(0, year.label, year.start, year.end, "open", "year"))
    return plans


def _plan(
    act: Act,
    dossier: DossierRow | None,
    unit: FecUnit,
    sink: PlanSink,
    report: Report,
    year: YearPlan | None,
    problem: str = "",
) -> ImportPlan:
    digest = unit.digest
    known, already, existing = _compared(act, dossier, sink, digest, year)
    accounts = [pair for pair in sink.named("account") if ("account", pair[0]) not in known]
    thirds = [pair for pair in sink.named("third") if ("third", pair[0]) not in known]
    journals = [pair for pair in sink.named("journal") if ("journal", pair[0]) not in known]
    return ImportPlan(
        file=unit.name,
        digest=digest,
        report=report,
        year=year,
        problem=problem,
        already=already,
        journals_new=tuple((code, label, journal_nature(code, label)) for code, label in journals),
        accounts_new=tuple(accounts[:SHOWN_ACCOUNTS]),
        accounts_new_count=len(accounts),
        third_parties_new_count=len(thirds),
        entries_existing=existing,
        decisions=decisions_of(report, year) if year else (),
    )


def _compared(
    act: Act,
    dossier: DossierRow | None,
    sink: PlanSink,
    digest: str,
    year: YearPlan | None,
) -> tuple[set[tuple[str, str]], bool, int]:
    """Names of the Dossier, whether these bytes came in before, and entries that are there."""
    if dossier is None:
        return set(), False, 0
    with access.read(act, dossier.id, "books.write"):
        names = run_sql("books/import_names", into=_Name, dossier=dossier.id)
        seen = run_one("books/import_seen", into=SeenImport, dossier=dossier.id, digest=digest)
        known = _year_id(dossier.id, year)
        existing = _existing(dossier.id, known, sink.numbers()) if known else 0
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
