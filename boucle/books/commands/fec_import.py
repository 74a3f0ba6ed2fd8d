"""Import of a FEC: read, checked and staged in one pass, then one call of the gate.

All or nothing: the ingest role's transaction holds the staging and the books together. Safely
rerun: the digest of the bytes is the natural key. Memory is bounded by the chunk.
Source: design of the bulk paths; rule book of the FEC, column Import.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from boucle.access import public as access
from boucle.books.commands.staging import StagingSink
from boucle.books.queries.years import years_of
from boucle.books.rules.fec.check import check_fec
from boucle.books.rules.fec.types import KnownDossier, Regime, Report
from boucle.books.rules.fec_year import year_of_fec
from boucle.books.texts import finding_of
from boucle.books.types_import import Imported, ImportOptions, YearPlan
from boucle.kernel import audit, clock, dsn
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, scope_statement, translate
from boucle.kernel.errors import Finding, Forbidden, Refused
from boucle.kernel.jobs import JobCancelled
from boucle.tenancy.public import DossierRow

Progress = Callable[[int, int, str], None]
DIGEST_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class SeenImport:
    """A file that came in before."""

    id: int
    file_name: str
    at: datetime
    year_label: str
    entries: int
    lines: int


def digest_of(paths: list[Path]) -> str:
    """SHA-256 of the bytes of the file, or of the parts one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as source:
            while block := source.read(DIGEST_BLOCK_BYTES):
                digest.update(block)
    return digest.hexdigest()


def import_fec(
    act: Act,
    dossier: DossierRow,
    paths: list[Path],
    options: ImportOptions,
    *,
    name: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring a FEC into the books.

    Raises Refused with every finding when the file or the gate refuses, Forbidden without the
    rights to write and to validate, JobCancelled when `progress` says so; nothing is kept then.
    """
    began = time.monotonic()
    digest = digest_of(paths)
    with access.write(act, dossier.id, "books.write") as rights:
        if not rights.can_validate:
            raise Forbidden("L’import valide des écritures : demandez ce droit à votre cabinet.")
        seen = run_one("books/import_seen", into=SeenImport, dossier=dossier.id, digest=digest)
    if seen is not None:
        return _already(seen, began)
    done = _stage_and_commit(
        act, dossier, paths, options, name=name, digest=digest, progress=progress
    )
    with access.write(act, dossier.id, "books.write"):
        audit.record(
            act, "books.fec.imported", dossier_id=dossier.id,
            after={"file": name or paths[0].name, "digest": digest, "entries": done.entries},
        )  # fmt: skip
    return replace(done, seconds=round(time.monotonic() - began, 3))


def _already(seen: SeenImport, began: float) -> Imported:
    return Imported(
        job="", created=False, years=(seen.year_label,), journals=0, accounts=0, third_parties=0,
        entries=0, lines=0, skipped=seen.lines, drafts=0, already=True, import_id=seen.id,
        seconds=round(time.monotonic() - began, 3),
        decisions=(f"Ce fichier est déjà importé ({seen.entries} écritures) : rien n’a changé.",),
    )  # fmt: skip


def _stage_and_commit(
    act: Act,
    dossier: DossierRow,
    paths: list[Path],
    options: ImportOptions,
    *,
    name: str | None,
    digest: str,
    progress: Progress | None,
) -> Imported:
    years = years_of(act, dossier.id)
    with psycopg.connect(dsn.url("ingest")) as connection:
        connection.execute(scope_statement(act, [dossier.id]))
        sink = StagingSink(connection, dossier.id, int(uuid4().int & (2**62 - 1)))
        try:
            report = check_fec(
                paths if len(paths) > 1 else paths[0],
                name=name,
                regime=Regime(options.regime) if options.regime else None,
                known=KnownDossier(
                    siren=options.siren or dossier.siren,
                    years=tuple((y.start_date, y.end_date) for y in years),
                    first_year=not years,
                ),
                today=clock.today(),
                progress=_reading(progress),
                sink=sink,
            )
            _refuse_rejected(report)
            plan = _plan_year(report, years, options)
            answer = _commit(connection, sink, plan, report, digest, name or paths[0].name)
        except psycopg.Error as error:
            sink.abandon()
            known = translate(error)
            raise known or error from error
        except BaseException:
            sink.abandon()
            connection.rollback()
            raise
    return _imported(answer, plan, report)


def _reading(progress: Progress | None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(done, total, "Lecture et contrôle du fichier")


def _refuse_rejected(report: Report) -> None:
    """Only *rejet* blocks an import, and not where the file can be read without doubt."""
    blocked = set(report.import_blockers)
    if blocked:
        raise Refused([f for f in report.findings if f.code in blocked] or report.findings)


def _plan_year(report: Report, years: Any, options: ImportOptions) -> YearPlan:
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


def _commit(
    connection: psycopg.Connection[Any],
    sink: StagingSink,
    plan: YearPlan,
    report: Report,
    digest: str,
    file_name: str,
) -> dict[str, Any]:
    """Open the year if need be, then the one gate call; commits."""
    numbering = "journal" if report.summary.scheme in {"journal", "journal-month"} else "year"
    opened = _gate(
        connection, "select boucle.books_open_year(%s, %s, %s, %s, %s)",
        (sink.dossier_id, plan.label, plan.start, plan.end, numbering),
    )  # fmt: skip
    options = {
        "fiscal_year_id": opened["year"],
        "year_label": plan.label,
        "digest": digest,
        "file_name": file_name,
        "numbering": numbering,
        "summary": summary_of(report, plan),
    }
    answer = _gate(
        connection, "select boucle.books_import_staged(%s, %s, %s)",
        (sink.dossier_id, sink.job_id, json.dumps(options, default=str)),
    )  # fmt: skip
    connection.commit()
    return answer | {"year_label": opened.get("label", plan.label)}


def _gate(
    connection: psycopg.Connection[Any], statement: str, arguments: tuple[object, ...]
) -> dict[str, Any]:
    row = connection.execute(statement.encode(), arguments).fetchone()
    assert row is not None
    answer: dict[str, Any] = row[0]
    if answer.get("findings"):
        raise Refused([finding_of(raw) for raw in answer["findings"]])
    return answer


def summary_of(report: Report, plan: YearPlan) -> dict[str, Any]:
    """What is kept of the report beside the import."""
    return {
        "verdict": report.verdict,
        "regime": report.regime,
        "lines": report.lines,
        "entries": report.entries,
        "debit": report.debit,
        "credit": report.credit,
        "counts": dict(report.counts),
        "encoding": report.identity.encoding,
        "separator": report.identity.separator,
        "scheme": report.summary.scheme,
        "repairs": dict(report.summary.repairs),
        "year_basis": plan.basis,
        "has_opening": report.summary.has_opening,
    }


def _imported(answer: dict[str, Any], plan: YearPlan, report: Report) -> Imported:
    already = bool(answer.get("already"))
    return Imported(
        job="",
        created=False,
        years=(str(answer["year_label"]),),
        journals=int(answer.get("journals", 0)),
        accounts=int(answer.get("accounts", 0)),
        third_parties=int(answer.get("third_parties", 0)),
        entries=int(answer.get("entries", 0)),
        lines=int(answer.get("lines", 0)),
        skipped=int(answer.get("skipped", 0)),
        drafts=int(answer.get("drafts") or 0),
        batch=answer.get("batch"),
        hash=answer.get("hash"),
        seconds=0.0,
        already=already,
        import_id=answer.get("import"),
        decisions=(f"Exercice {plan.label} ({plan.basis})", *_repairs(report)),
        report=summary_of(report, plan),
    )


def _repairs(report: Report) -> tuple[str, ...]:
    return tuple(f"{count} × {repair}" for repair, count in report.summary.repairs.items())


__all__ = ["Imported", "JobCancelled", "digest_of", "import_fec", "summary_of"]
