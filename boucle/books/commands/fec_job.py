"""An import as a long work: its row, its progress, how it is stopped, how it ends.

The command line runs it in its own process, the worker in a task; both leave the same row behind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection as own_connection
from django.db.models.functions import Now

from boucle.access import public as access
from boucle.kernel import clock, db
from boucle.kernel.act import Act
from boucle.kernel.errors import BoucleError, NotFound, Unavailable
from boucle.kernel.jobs import JobCancelled, JobRow, Progress, end_silent_jobs, ended, row_of
from boucle.kernel.models import Job

PLAN, IMPORT = "books.fec_plan", "books.fec_import"
VERIFY, REPORT = "books.verify", "books.report"
TAKEAWAY = "books.takeaway"
SECONDS_BETWEEN_LOOKS = 0.5
LOOKS_BETWEEN_SIGNS = 10
Body = Callable[[Progress, "Watch"], dict[str, Any]]


def new_job(act: Act, dossier_id: int, kind: str, arguments: Mapping[str, Any]) -> UUID:
    """A row that waits. Inside an open scope."""
    job = Job.objects.create(
        dossier_id=dossier_id, kind=kind, arguments=dict(arguments), actor=act.actor
    )
    job.refresh_from_db()
    return UUID(str(job.id))


def open_job(act: Act, dossier_id: int, kind: str, arguments: Mapping[str, Any]) -> UUID:
    """A row that waits, in a transaction of its own; dead ones of the Dossier end.

    Raises NotFound, Forbidden.
    """
    with access.write(act, dossier_id, "books.write"):
        end_silent_jobs(dossier_id)
        return new_job(act, dossier_id, kind, arguments)


def job_row(act: Act, dossier_id: int, job_id: UUID) -> JobRow:
    """How far a long work is. Raises NotFound, Forbidden."""
    with access.read(act, dossier_id, "books.write"):
        job = Job.objects.filter(dossier_id=dossier_id, id=job_id, kind__in=[PLAN, IMPORT]).first()
    if job is None:
        raise NotFound
    return row_of(job)


def ask_to_stop(act: Act, dossier_id: int, job_id: UUID) -> None:
    """Set the mark that the work looks at. An ended one stays as it is."""
    with access.write(act, dossier_id, "books.write"):
        mine = Job.objects.filter(dossier_id=dossier_id, id=job_id, ended_at=None)
        mine.update(cancel_asked=True)


@dataclass(slots=True)
class Watch:
    """Looks twice a second whether somebody asked to stop, and cancels the statement that runs;
    every few seconds it writes that the work lives."""

    act: Act
    dossier_id: int
    job_id: UUID
    held: psycopg.Connection[Any] | None = None
    asked: bool = False
    looks: int = 0
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def hold(self, connection: psycopg.Connection[Any]) -> None:
        """The connection whose statement is cancelled."""
        self.held = connection

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._end.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        try:
            while not self._end.wait(SECONDS_BETWEEN_LOOKS):
                if self._is_asked():
                    self.asked = True
                    if self.held is not None:
                        self.held.cancel_safe()
                    return
        except (BoucleError, psycopg.Error):
            return  # the work itself meets what is wrong with the database
        finally:
            own_connection.close()

    def _is_asked(self) -> bool:
        with db.scope(self.act, [self.dossier_id]):
            mine = Job.objects.filter(dossier_id=self.dossier_id, id=self.job_id)
            if self.looks % LOOKS_BETWEEN_SIGNS == 0:
                mine.update(seen_at=Now())
            self.looks += 1
            return bool(mine.values_list("cancel_asked", flat=True).first())


def perform(act: Act, dossier_id: int, job_id: UUID, body: Body) -> dict[str, Any]:
    """Run the work and write how it ended; its result.

    Raises what the body raised, JobCancelled when somebody asked to stop. After Unavailable the row
    stays as running: the queue takes the work up again from the start.
    """

    def write(facts: dict[str, object]) -> bool:  # no book: what the work may is asked elsewhere
        with access.read(act, dossier_id, "books.read"):
            mine = Job.objects.filter(dossier_id=dossier_id, id=job_id)
            mine.update(**facts)
            return bool(mine.values_list("cancel_asked", flat=True).first())

    if write({"state": "running", "started_at": clock.now(), "step": "", "done": 0}):
        write(ended("cancelled"))
        raise JobCancelled
    watch = Watch(act, dossier_id, job_id)
    try:
        with watch:
            result = body(Progress(write), watch)
    except Unavailable:
        raise
    except JobCancelled:
        write(ended("cancelled"))
        raise
    except Exception as error:
        if watch.asked:
            write(ended("cancelled"))
            raise JobCancelled from error
        write(_ended_badly(error))
        raise
    except BaseException:  # Ctrl+C, or the end of the process
        write(ended("cancelled"))
        raise
    write(ended("done", result) | {"done": 1, "total": 1, "step": ""})
    return result


def _ended_badly(error: Exception) -> dict[str, object]:
    if isinstance(error, BoucleError):
        findings = [finding.as_dict() for finding in error.findings[:200]]
        return ended("refused", {"error": str(error), "findings": findings})
    return ended("failed", {"error": "Erreur imprévue : rien n’a été écrit.", "findings": []})
