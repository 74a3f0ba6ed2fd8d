"""The audit log: one row for each act, in the transaction of the act."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from boucle.kernel.act import Act
from boucle.kernel.db import run_sql


def record(
    act: Act,
    verb: str,
    *,
    dossier_id: int = 0,
    organisation_id: int = 0,
    before: object = None,
    after: object = None,
) -> None:
    """Append one event (`books.entry.validated`…). `dossier_id` 0 = the service itself, in the log
    of `organisation_id` (0: that of the actor)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into boucle.kernel_audit"
            " (dossier_id, organisation_id, actor, address, origin, verb, before, after)"
            " values (%s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb)",
            [
                dossier_id, organisation_id, act.actor, act.address, act.origin, verb,
                _json(before), _json(after),
            ],
        )  # fmt: skip


def record_many(act: Act, verb: str, rows: Iterable[tuple[int, object, object]]) -> None:
    """Append one event for each (Dossier, before, after), in one statement."""
    facts = [{"d": dossier, "b": before, "a": after} for dossier, before, after in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into boucle.kernel_audit"
            " (dossier_id, actor, address, origin, verb, before, after)"
            " select x.d, %s, %s, %s, %s, nullif(x.b, 'null'), nullif(x.a, 'null')"
            " from jsonb_to_recordset(%s::jsonb) as x(d bigint, b jsonb, a jsonb) order by x.d",
            [act.actor, act.address, act.origin, verb, _json(facts)],
        )


def happened(verb: str, *, dossier_id: int) -> bool:
    """Whether the Dossier knows such an event; in an open scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from boucle.kernel_audit where dossier_id = %s and verb = %s)",
            [dossier_id, verb],
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log, as lists show it."""

    at: datetime
    actor: str
    verb: str
    after: object


def last_events(dossier_id: int, limit: int = 10) -> list[Event]:
    """The newest events of a Dossier, in the open scope."""
    return run_sql("kernel/last_events", into=Event, dossier=dossier_id, limit=limit)


def _json(facts: object) -> str | None:
    return None if facts is None else json.dumps(facts, default=str, ensure_ascii=False)
