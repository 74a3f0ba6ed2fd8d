"""Works that only read, asked on a screen and done by the worker: what they found is kept.

One of a kind at a time in a Dossier: who asks again meanwhile gets the one that waits or runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from boucle.access import public as access
from boucle.books.commands.fec_job import Watch, new_job, perform
from boucle.books.queries.proof import verify_books
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import NotFound
from boucle.kernel.jobs import JobRow, Progress, row_of
from boucle.kernel.models import Job
from boucle.tenancy.public import DossierRow

QUEUE = "books"
QUEUED = "queued"
"""In the arguments of a work of the queue: a worker takes it up again by itself."""


def ask(act: Act, dossier_id: int, kind: str, arguments: Mapping[str, Any] | None = None) -> UUID:
    """Queue the work, or find the same one that has not ended; its number.

    Raises NotFound, Forbidden.
    """
    facts = {**(arguments or {}), QUEUED: True}
    with access.read(act, dossier_id, "books.read"):
        same = _works(dossier_id, kind).filter(ended_at=None, arguments__contains=facts).first()
        if same is not None:
            return UUID(str(same.id))
        job = new_job(act, dossier_id, kind, facts)
        lock = f"{kind}:{dossier_id}"
        app.configure_task(kind, queue=QUEUE, lock=lock, queueing_lock=str(job)).defer(
            dossier=dossier_id, job=str(job)
        )
    return job


def work_row(act: Act, dossier_id: int, job_id: UUID, kind: str) -> JobRow:
    """How far a work is. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        job = _works(dossier_id, kind).filter(id=job_id).first()
    if job is None:
        raise NotFound
    return row_of(job)


def latest_works(act: Act, dossier_id: int, kind: str, limit: int = 10) -> list[JobRow]:
    """The works of a kind, the newest first. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        rows = _works(dossier_id, kind).order_by("-created_at", "-id")[:limit]
        return [row_of(job) for job in rows]


def stop_work(act: Act, dossier_id: int, job_id: UUID, kind: str) -> None:
    """Ask the work to end; an ended one stays as it is. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        _works(dossier_id, kind).filter(id=job_id, ended_at=None).update(cancel_asked=True)


def _works(dossier_id: int, kind: str) -> Any:
    return Job.objects.filter(dossier_id=dossier_id, kind=kind)


def run_verify(act: Act, dossier: DossierRow, job: JobRow) -> None:
    """The verification of the books, with its verdict in the audit log."""

    def body(progress: Progress, _watch: Watch) -> dict[str, Any]:
        found = verify_books(act, dossier.id, progress)
        facts: dict[str, Any] = json.loads(json.dumps(found.as_dict(), default=str))
        verdict = {"ok": found.is_ok, "entries": found.entries, "head": found.head}
        with access.read(act, dossier.id, "books.read"):
            audit.record(act, "books.verified", dossier_id=dossier.id, after=verdict)
        return {**facts, "sentences": list(found.sentences)}

    perform(act, dossier.id, job.id, body)
