"""Import of a FEC: read, checked and staged in one pass, then one call of the gate for each year.

All or nothing: the ingest role's transaction holds the staging and the books together, several
years alike. Safely rerun: the digest of the bytes is the natural key. Memory: a few chunks.
Source: design of the bulk paths; rule book of the FEC, column Import.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg

from boucle.access import public as access
from boucle.books.commands.fec_files import FecUnit, units_of
from boucle.books.queries.setup import journals_of
from boucle.books.queries.years import years_of
from boucle.books.rules.fec.types import KnownDossier, Limits, Regime, Report
from boucle.books.rules.fec_import import already_in, balance_of, imported, summary_of
from boucle.books.rules.fec_mapping import mapping_findings
from boucle.books.rules.fec_year import year_of_fec
from boucle.books.texts import finding_of
from boucle.books.types import FiscalYearRow
from boucle.books.types_import import Imported, ImportedYears, ImportOptions, YearPlan
from boucle.kernel import audit, clock, dsn
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, scope_statement, translate
from boucle.kernel.errors import Finding, Forbidden, Refused
from boucle.kernel.lazy import later
from boucle.tenancy.public import DossierRow

if TYPE_CHECKING:
    import polars as pl

    from boucle.books.commands.staging import StagingSink
    from boucle.books.rules.fec.check import check_fec
else:
    check_fec = later("boucle.books.rules.fec.check", "check_fec")
    StagingSink = later("boucle.books.commands.staging", "StagingSink")

Progress = Callable[[int, int, str], None]
Connection = psycopg.Connection[Any]
BLOCK_BYTES = 5 << 18
READING = "Lecture et contrôle"
WRITING = "Écriture dans les livres"


@dataclass(frozen=True, slots=True)
class SeenImport:
    """A file that came in before."""

    id: int
    file_name: str
    at: datetime
    year_label: str
    entries: int
    lines: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A file in the staging tables, judged, and the year it goes into."""

    unit: FecUnit
    digest: str
    sink: StagingSink
    report: Report
    plan: YearPlan


def import_fec(
    act: Act,
    dossier: DossierRow,
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    progress: Progress | None = None,
    hold: Callable[[Connection], None] | None = None,
) -> ImportedYears:
    """Bring the FEC of one or several years into the books: all of them or nothing.

    `progress(done, total, step)` may raise to stop; `hold` is given the connection of the ingest
    role, whose statement may be cancelled from elsewhere. Raises Refused with every finding when a
    file or the gate refuses, Forbidden without the rights to write and to validate.
    """
    began = time.monotonic()
    tell = progress or _silent
    with TemporaryDirectory(dir=dsn.temporary_folder()) as folder:
        units = units_of(paths, Path(folder))
        digests = {unit.name: unit.digest for unit in units}
        seen = _seen(act, dossier, digests)
        fresh = [unit for unit in units if unit.name not in seen]
        done = _transaction(act, dossier, fresh, digests, options, tell, hold) if fresh else []
    _record(act, dossier, done, digests)
    files = [
        already_in(s.file_name, digests[name], s.year_label, s.id, s.entries, s.lines)
        for name, s in seen.items()
    ]
    return ImportedYears(
        job="",
        created=False,
        files=(*files, *done),
        seconds=round(time.monotonic() - began, 3),
    )


def _silent(_done: int, _total: int, _step: str) -> None:
    """Nobody listens."""


def _seen(act: Act, dossier: DossierRow, digests: dict[str, str]) -> dict[str, SeenImport]:
    with access.write(act, dossier.id, "books.write") as rights:
        if not (rights.can_validate and rights.allows("exchange.write")):
            raise Forbidden("L’import valide des écritures : demandez ce droit à votre cabinet.")
        found = {
            name: run_one("books/import_seen", into=SeenImport, dossier=dossier.id, digest=digest)
            for name, digest in digests.items()
        }
    return {name: row for name, row in found.items() if row is not None}


def _transaction(
    act: Act,
    dossier: DossierRow,
    units: list[FecUnit],
    digests: dict[str, str],
    options: ImportOptions,
    tell: Progress,
    hold: Callable[[Connection], None] | None,
) -> list[Imported]:
    years = years_of(act, dossier.id)
    journals = codes_in_use(act, dossier.id)
    with psycopg.connect(dsn.url("ingest")) as connection:
        connection.execute(scope_statement(act, [dossier.id]).encode())
        if hold is not None:
            hold(connection)
        try:
            staged: list[Staged] = []
            for unit in units:
                known = (*years, *(_planned(each.plan) for each in staged if not each.plan.exists))
                digest = digests[unit.name]
                each = _stage(connection, dossier, unit, digest, known, options, tell)
                refuse_unlawful(options, each.report, each.sink.refs, journals)
                staged.append(each)
            tell(1, 1, WRITING)
            done = [_write(connection, each) for each in staged]
            connection.commit()
        except psycopg.Error as error:
            meant = translate(error)
            if meant is None:
                raise
            raise meant from error
    return done


def _planned(plan: YearPlan) -> FiscalYearRow:
    """A year that this import opens, as the next file must see it."""
    return FiscalYearRow(0, plan.label, plan.start, plan.end, "open", "year")


def _stage(
    connection: Connection,
    dossier: DossierRow,
    unit: FecUnit,
    digest: str,
    years: tuple[FiscalYearRow, ...],
    options: ImportOptions,
    tell: Progress,
) -> Staged:
    number = int(uuid4().int & (2**62 - 1))
    sink = StagingSink(connection, dossier.id, number, options.mapping)
    try:
        report = judged(unit, dossier.siren, years, options, tell, sink)
        _refuse_rejected(report)
        plan = planned_year(report, years, options)
    except BaseException:
        sink.abandon()
        raise
    return Staged(unit, digest, sink, report, plan)


def judged(
    unit: FecUnit,
    siren: str,
    years: tuple[FiscalYearRow, ...],
    options: ImportOptions,
    tell: Progress,
    sink: Any,
) -> Report:
    """The report of a file, its rows handed to the sink on the way."""
    return check_fec(
        list(unit.parts) if len(unit.parts) > 1 else unit.parts[0],
        regime=Regime(options.regime) if options.regime else None,
        known=KnownDossier(
            siren=siren,
            years=tuple((year.start_date, year.end_date) for year in years),
            first_year=not years,
        ),
        today=clock.today(),
        limits=Limits(block_bytes=BLOCK_BYTES),
        progress=lambda done, total: tell(done, total, f"{READING} : {unit.name}"),
        sink=sink,
    )


def _refuse_rejected(report: Report) -> None:
    """Only *rejet* blocks an import, and not where the file can be read without doubt."""
    blocked = set(report.import_blockers)
    if blocked:
        raise Refused([f for f in report.findings if f.code in blocked] or report.findings)


def codes_in_use(act: Act, dossier_id: int) -> tuple[str, ...]:
    """Codes of the journals that a mapping may name."""
    return tuple(row.code for row in journals_of(act, dossier_id) if row.active)


def refuse_unlawful(
    options: ImportOptions,
    report: Report,
    refs: pl.DataFrame | None,
    journals: Sequence[str],
) -> None:
    """Raises Refused for choices that would alter what this file said."""
    names = () if refs is None else refs.select("kind", "number").iter_rows()
    codes = [number for kind, number in names if kind == "journal"]
    findings = mapping_findings(
        options.mapping, codes=codes, journals=journals, drafts=report.summary.drafts
    )
    if findings:
        raise Refused(findings)


def planned_year(
    report: Report, years: tuple[FiscalYearRow, ...], options: ImportOptions
) -> YearPlan:
    """The year that the file goes into. Raises Refused when none can be told."""
    try:
        return year_of_fec(
            closing=report.identity.closing,
            first=report.summary.first_date,
            last=report.summary.last_date,
            years=years,
            options=options,
        )
    except ValueError as error:
        text = str(error)
        raise Refused(
            [Finding(code="books.import.no_year", message=text, help="Précisez --debut et --fin.")]
        ) from error


def _write(connection: Connection, staged: Staged) -> Imported:
    """Open the year if need be, then the one gate call. The caller commits."""
    report, plan, sink = staged.report, staged.plan, staged.sink
    numbering = "journal" if report.summary.scheme in {"journal", "journal-month"} else "year"
    opened = _gate(
        connection, "select boucle.books_open_year(%s, %s, %s, %s, %s)",
        (sink.dossier_id, plan.label, plan.start, plan.end, numbering),
    )  # fmt: skip
    options = {
        "fiscal_year_id": opened["year"],
        "year_label": plan.label,
        "digest": staged.digest,
        "file_name": staged.unit.name,
        "numbering": numbering,
        "summary": summary_of(report, plan) | {"balance": balance_of(sink.sums, sink.refs)},
    }
    answer = _gate(
        connection, "select boucle.books_import_staged(%s, %s, %s)",
        (sink.dossier_id, sink.job_id, json.dumps(options, default=str)),
    )  # fmt: skip
    label = opened.get("label", plan.label)
    return imported(staged.unit.name, staged.digest, answer, label, plan, report)


def _gate(connection: Connection, statement: str, arguments: tuple[object, ...]) -> dict[str, Any]:
    row = connection.execute(statement.encode(), arguments).fetchone()
    assert row is not None
    answer: dict[str, Any] = row[0]
    if answer.get("findings"):
        raise Refused([finding_of(raw) for raw in answer["findings"]])
    return answer


def _record(act: Act, dossier: DossierRow, done: list[Imported], digests: dict[str, str]) -> None:
    if not done:
        return
    with access.write(act, dossier.id, "books.write"):
        for each in done:
            audit.record(
                act, "books.fec.imported", dossier_id=dossier.id,
                after={"file": each.file, "digest": digests[each.file], "entries": each.entries},
            )  # fmt: skip
