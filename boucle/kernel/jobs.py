"""Long works: a row of progress that the interface and `boucle jobs` show.

Progress is written on a connection of its own, so that it is seen while the work's transaction is
still open, and a refusal to go on (`cancel_asked`) is heard.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now

from boucle.kernel import clock
from boucle.kernel.models import Job

SECONDS_BETWEEN_WRITES = 0.5
ENDED = ("done", "refused", "failed", "cancelled")
SECONDS_OF_SILENCE = 30
"""A running work that gives no sign of life for so long is dead; it gives one every few seconds."""


class JobCancelled(Exception):
    """The person who started it asked to stop; nothing is kept."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A long work as screens show it; `done` of `total` in the job's own unit."""

    id: UUID
    kind: str
    state: str
    step: str
    done: int
    total: int
    result: dict[str, Any] | None
    arguments: dict[str, Any]
    actor: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_ended(self) -> bool:
        """Nothing more will happen."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


def row_of(job: Job) -> JobRow:
    """The facts of a job."""
    return JobRow(
        id=job.id,
        kind=job.kind,
        state=job.state,
        step=job.step,
        done=job.done,
        total=job.total,
        result=job.result,
        arguments=job.arguments,
        actor=job.actor,
        created_at=job.created_at,
        ended_at=job.ended_at,
    )


@dataclass(slots=True)
class Progress:
    """Says how far a job is, at most twice a second. `write` opens its own scope each time."""

    write: Callable[[dict[str, object]], bool]
    last: float = 0.0

    def __call__(self, done: int, total: int, step: str = "") -> None:
        """Raises JobCancelled when somebody asked to stop."""
        now = time.monotonic()
        if now - self.last < SECONDS_BETWEEN_WRITES:
            return
        self.last = now
        if self.write({"done": done, "total": total, "step": step}):
            raise JobCancelled


def silent_jobs() -> QuerySet[Job]:
    """Works that say they run and whose process is gone: killed, or its machine stopped. Those of
    the queue (their arguments tell) are not among them: a worker takes them up again by itself."""
    since = Coalesce("seen_at", "started_at")
    return (
        Job.objects.filter(state="running", ended_at=None)
        .exclude(arguments__has_any_keys=["folder", "queued"])
        .annotate(last_sign=since)
        .filter(last_sign__lt=Now() - timedelta(seconds=SECONDS_OF_SILENCE))
    )


def end_silent_jobs(dossier_id: int) -> int:
    """Write the end of the Dossier's dead works; how many there were. Inside an open scope."""
    error = "Interrompu sans prévenir : relancez la même commande, elle reprend où il faut."
    mine = [job.id for job in silent_jobs().filter(dossier_id=dossier_id)]
    rows = Job.objects.filter(dossier_id=dossier_id, id__in=mine)
    return rows.update(**ended("failed", {"error": error, "findings": []}))


def ended(state: str, result: dict[str, Any] | None = None) -> dict[str, object]:
    """The last write of a job."""
    return {"state": state, "result": result, "ended_at": clock.now()}
