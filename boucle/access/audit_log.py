"""Reading the audit log, and its chain: what screen and export of the piste d'audit show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from boucle.access.queries import read
from boucle.access.types_audit import AuditActor, AuditFilter, AuditRow, AuditState
from boucle.kernel import audit, db
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate, run_sql
from boucle.kernel.pagination import Page
from boucle.tenancy.public import client_of

READ_RIGHT = "audit.read"
NEWEST = 2**62
SEALED_AT_ONCE = 10_000


def seal_waiting_events(act: Act) -> int:
    """Put every waiting event in the chain of its organisation; how many. For the job."""
    total = 0
    while True:
        with db.scope(act, []):
            done = _seal()
        total += done
        if done < SEALED_AT_ONCE:
            return total


def _seal() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select boucle.audit_seal(%s)", [SEALED_AT_ONCE])
        return int(cursor.fetchone()[0])


def record_export(act: Act, dossier_id: int, what: dict[str, str]) -> None:
    """A list left the product as a file: title, format and choices. Raises NotFound."""
    with read(act, dossier_id):
        audit.record(act, "books.list.exported", dossier_id=dossier_id, after=what)


def events_of_dossier(
    act: Act, dossier_id: int, kept: AuditFilter, *, before_id: int = NEWEST, limit: int = 100
) -> Page[AuditRow]:
    """A page of events, the newest first. Raises NotFound, Forbidden."""
    with read(act, dossier_id, READ_RIGHT):
        rows = run_sql(
            "access/audit_events",
            into=AuditRow,
            dossier=dossier_id,
            before_id=before_id,
            since=kept.since,
            until=kept.until,
            actor=kept.actor,
            words=_like(kept.words),
            limit=limit + 1,
        )
    return Page.of([_parsed(row) for row in rows], limit=limit)


def _parsed(row: AuditRow) -> AuditRow:
    """Both states as plain data: the driver hands JSON over as text."""
    return replace(row, before=_plain(row.before), after=_plain(row.after))


def _plain(facts: Any) -> Any:
    return json.loads(facts) if isinstance(facts, str) else facts


def all_events(act: Act, dossier_id: int, kept: AuditFilter) -> Iterator[AuditRow]:
    """Every event that the filter keeps, page after page: for a file."""
    before_id = NEWEST
    while True:
        page = events_of_dossier(act, dossier_id, kept, before_id=before_id, limit=1_000)
        yield from page.rows
        if not page.has_next:
            return
        before_id = page.rows[-1].id


def actors_of_dossier(act: Act, dossier_id: int) -> list[AuditActor]:
    """Who acted in it, by name."""
    with read(act, dossier_id, READ_RIGHT):
        return run_sql("access/audit_actors", into=AuditActor, dossier=dossier_id)


def chain_state(act: Act, dossier_id: int, *, recompute: bool = False) -> AuditState:
    """The chain of the client of this Dossier; `recompute`: whether each link still holds."""
    with read(act, dossier_id, READ_RIGHT):
        return _state(call_gate("audit_check", client_of(dossier_id), recompute))


def _state(found: dict[str, Any]) -> AuditState:
    days = {key: _moment(found[key]) for key in ("last", "oldest")}
    return AuditState(**{**found, **days})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _like(words: str) -> str:
    """Typed words as a LIKE pattern: its signs mean themselves."""
    return (
        words.replace("\x00", "")
        .strip()
        .replace("\\", "\\\\")
        .replace("%", "\\%")
        .replace("_", "\\_")
    )
