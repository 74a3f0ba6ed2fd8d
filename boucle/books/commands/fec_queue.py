"""Imports from the web: files kept until the end, a dry run, then the import, both by the worker.

A work is queued in the transaction that writes its row, so that neither is there without the
other. A worker that dies leaves both behind: the work is taken up again from the start, and
nothing shows before its commit.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid4

from procrastinate.contrib.django import app

from boucle.access import public as access
from boucle.books.commands.fec_intake import drop_with_jobs, made_dossier, run_import
from boucle.books.commands.fec_job import (
    IMPORT,
    PLAN,
    REPORT,
    TAKEAWAY,
    VERIFY,
    Watch,
    new_job,
    perform,
)
from boucle.books.commands.reports import run_report
from boucle.books.commands.takeaway import run_takeaway
from boucle.books.commands.works import run_verify
from boucle.books.rules.fec.filename import read_name
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.view import view_of
from boucle.books.types_import import ImportOptions, ImportPlan
from boucle.kernel import clock, db, dsn
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Conflict, Finding, NotFound, Refused
from boucle.kernel.jobs import ENDED, JobCancelled, JobRow, Progress, ended, row_of
from boucle.kernel.lazy import later
from boucle.kernel.models import Job
from boucle.tenancy.public import DossierRow, NewDossier

if TYPE_CHECKING:
    from boucle.books.commands.fec_plan import plan_import
else:
    plan_import = later("boucle.books.commands.fec_plan", "plan_import")

QUEUE = "books"
FILES_MAX = 50
FINDINGS_KEPT = 200
HOURS_KEPT = 48


class Upload(Protocol):
    """A file as the web server received it, on disk."""

    name: str | None
    size: int | None

    def temporary_file_path(self) -> str:
        """Where it lies."""


def import_folder() -> Path:
    """Where files wait for their import: private, inside the data folder."""
    folder = dsn.data_folder() / "files" / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep_files(uploads: Sequence[Upload]) -> dict[str, Any]:
    """Take the uploaded files over; the arguments of the works to come. Raises Refused."""
    if not uploads or len(uploads) > FILES_MAX:
        message = f"Choisissez de 1 à {FILES_MAX} fichiers."
        raise Refused([Finding(code="books.import.files", message=message, field="fichier")])
    forget_old_files()
    folder = import_folder() / uuid4().hex
    names = []
    for at, upload in enumerate(uploads):
        name = Path(upload.name or "fichier").name
        target = folder / str(at) / name
        target.parent.mkdir(parents=True, mode=0o700)
        shutil.move(upload.temporary_file_path(), target)
        names.append(f"{at}/{name}")
    return {"folder": folder.name, "files": names}


def forget_old_files() -> None:
    """Folders that nobody came back for."""
    limit = time.time() - HOURS_KEPT * 3600
    for folder in import_folder().iterdir():
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)


def _paths(arguments: dict[str, Any]) -> list[Path]:
    folder = import_folder() / Path(str(arguments["folder"])).name
    paths = [folder / name for name in arguments["files"]]
    if not all(path.is_file() for path in paths):
        message = "Le fichier déposé n’est plus là : déposez-le à nouveau."
        raise Refused([Finding(code="books.import.files", message=message, field="fichier")])
    return paths


def queue_plan(
    act: Act,
    dossier_id: int,
    kept: dict[str, Any],
    options: ImportOptions,
    *,
    created: bool = False,
) -> UUID:
    """Queue the dry run of these files; the number of the work. Raises NotFound, Forbidden."""
    arguments = {**kept, "options": options.as_dict(), "created": created}
    with access.write(act, dossier_id, "books.write"):
        return _queued(act, dossier_id, PLAN, arguments)


def queue_new_dossier(
    act: Act, *, name: str, siren: str, kept: dict[str, Any], options: ImportOptions
) -> tuple[DossierRow, UUID]:
    """Make the Dossier of these files, empty, and queue their dry run in it.

    Without a SIREN the names of the files give it. Raises Refused (SIREN, name, one exists).
    """
    found = siren.strip() or _siren_in(kept)
    if not found:
        message = "Le nom du fichier ne donne pas le SIREN : indiquez-le."
        raise Refused([Finding(code="tenancy.dossier.siren", message=message, field="siren")])
    new = NewDossier(siren=found, name=name, fec_regime=options.regime or "BIC")
    dossier = made_dossier(act, new)
    try:
        return dossier, queue_plan(act, dossier.id, kept, options, created=True)
    except BaseException:
        drop_with_jobs(act, dossier.id)
        raise


def _siren_in(kept: dict[str, Any]) -> str:
    facts = (read_name(Path(name).name, Tally()) for name in kept["files"])
    return next((fact.siren for fact in facts if fact.siren), "")


def queue_import(act: Act, dossier_id: int, plan: JobRow) -> UUID:
    """Queue the import that a dry run announced. Raises Conflict when there is nothing to do."""
    result = plan.result or {}
    if plan.kind != PLAN or plan.state != "done" or result.get("blocked"):
        raise Conflict
    with access.write(act, dossier_id, "exchange.write"):
        return _queued(act, dossier_id, IMPORT, plan.arguments)


def _queued(act: Act, dossier_id: int, kind: str, arguments: dict[str, Any]) -> UUID:
    job = new_job(act, dossier_id, kind, arguments)
    app.configure_task(kind, queue=QUEUE, lock=f"books:{dossier_id}", queueing_lock=str(job)).defer(
        dossier=dossier_id, job=str(job)
    )
    return job


def abandon(act: Act, dossier_id: int, job: JobRow) -> bool:
    """Forget the files; whether the Dossier, made for them and still empty, went too."""
    if not job.is_ended:
        raise Conflict("Le travail est en cours : arrêtez-le d’abord.")
    _forget(job.arguments)
    if not job.arguments.get("created"):
        return False
    drop_with_jobs(act, dossier_id)
    return not any(row.id == dossier_id for row in access.portfolio(act))


def _forget(arguments: dict[str, Any]) -> None:
    shutil.rmtree(import_folder() / Path(str(arguments["folder"])).name, ignore_errors=True)


def run_queued(dossier_id: int, job_id: str) -> None:
    """What the worker does: the work of this row, as the person who asked for it.

    A refusal is an end like another (the row says why). Raises Unavailable, to be tried again.
    """
    job = _waiting(dossier_id, UUID(job_id))
    if job is None:
        return
    act = Act(actor=job.actor, at=clock.now(), origin="job")
    found = [row for row in access.portfolio(act, archived=True) if row.id == dossier_id]
    held = access.rights_of(act, dossier_id) if found else None
    if held is None or not held.allows(access.job_rights()[job.kind]):
        _end_without_right(dossier_id, job)
        return
    try:
        if job.kind == PLAN:
            _run_plan(act, found[0], job)
        elif job.kind == VERIFY:
            run_verify(act, found[0], job)
        elif job.kind == REPORT:
            run_report(act, found[0], job)
        elif job.kind == TAKEAWAY:
            run_takeaway(act, found[0], job)
        else:
            options = ImportOptions.of(job.arguments["options"])
            run_import(act, found[0], job.id, _paths(job.arguments), options)
            _forget(job.arguments)
    except (Refused, NotFound, Conflict, JobCancelled):
        return


def _end_without_right(dossier_id: int, job: JobRow) -> None:
    """Who asked lost the right meanwhile: the row says so."""
    error = "Le droit de faire ce travail a été retiré entre-temps à la personne qui l’a demandé."
    with db.scope(system_act("job"), [dossier_id]):
        rows = Job.objects.filter(dossier_id=dossier_id, id=job.id)
        rows.update(**ended("refused", {"error": error, "findings": []}))


def _waiting(dossier_id: int, job_id: UUID) -> JobRow | None:
    with db.scope(system_act("job"), [dossier_id]):
        job = Job.objects.filter(dossier_id=dossier_id, id=job_id).first()
    return None if job is None or job.state in ENDED else row_of(job)


def _run_plan(act: Act, dossier: DossierRow, job: JobRow) -> None:
    def body(progress: Progress, _watch: Watch) -> dict[str, Any]:
        plans = plan_import(
            act, dossier, dossier.siren, _paths(job.arguments),
            ImportOptions.of(job.arguments["options"]), progress=progress,
        )  # fmt: skip
        return {
            "blocked": any(plan.blocked for plan in plans),
            "already": all(plan.already for plan in plans),
            "files": [plan_facts(plan) for plan in plans],
        }

    perform(act, dossier.id, job.id, body)


def plan_facts(plan: ImportPlan) -> dict[str, Any]:
    """A plan as plain data: what the screen shows."""
    facts = asdict(plan)
    report = facts["report"]
    report["findings"] = report["findings"][:FINDINGS_KEPT]
    report["import_blockers"] = list(plan.report.import_blockers)
    more = {
        "blocked": plan.blocked,
        "control": asdict(view_of(plan.report)),
        "balance": [astuple(each) for each in plan.balance],
    }
    plain: dict[str, Any] = _plain(facts | more)
    return plain


def _plain(facts: Any) -> Any:
    """Days and paths as text, so that it can be kept as JSON."""
    if isinstance(facts, dict):
        return {str(key): _plain(value) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [_plain(value) for value in facts]
    if facts is None or isinstance(facts, bool | int | float):
        return facts
    return str(facts)
