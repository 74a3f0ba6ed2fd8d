"""The log of a whole organisation: every Dossier, and what is outside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from boucle.access.audit_log import NEWEST, _like, _state
from boucle.access.queries import read_all
from boucle.access.types_audit import AuditFilter, AuditRow, AuditState
from boucle.kernel import audit, db
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate
from boucle.kernel.pagination import Page
from boucle.tenancy.public import dossiers_in_scope


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """An event, and the Dossier it is of (0: none)."""

    dossier: int
    row: AuditRow


def events_of_organisation(
    act: Act,
    organisation_id: int,
    kept: AuditFilter,
    *,
    dossier: int | None = None,
    before_id: int = NEWEST,
    limit: int = 100,
) -> Page[PlacedRow]:
    """A page of events, the newest first; of one Dossier, or (0) of none, where asked for.

    Raises NotFound for who does not administer the organisation.
    """
    with db.scope(act, []):
        found = call_gate(
            "audit_events_of", organisation_id, before_id, kept.since, kept.until,
            _like(kept.words), dossier, limit + 1,
        )  # fmt: skip
    return Page.of([_placed(row) for row in found["rows"]], limit=limit)


def _placed(row: dict[str, Any]) -> PlacedRow:
    dossier, at = row.pop("dossier"), datetime.fromisoformat(row.pop("at"))
    return PlacedRow(dossier, AuditRow(at=at, **row))


def all_events_of_organisation(
    act: Act, organisation_id: int, kept: AuditFilter, *, dossier: int | None = None
) -> Iterator[PlacedRow]:
    """Every event that the filter keeps, page after page: for a file."""
    before_id = NEWEST
    while True:
        page = events_of_organisation(
            act, organisation_id, kept, dossier=dossier, before_id=before_id, limit=1_000
        )
        yield from page.rows
        if not page.has_next:
            return
        before_id = page.rows[-1].row.id


def chain_of_organisation(act: Act, organisation_id: int, *, recompute: bool = False) -> AuditState:
    """Its chain of seals. Raises NotFound for a stranger."""
    with db.scope(act, []):
        return _state(call_gate("audit_check", organisation_id, recompute))


def record_organisation_export(act: Act, organisation_id: int, what: dict[str, str]) -> None:
    """The log left the product as a file."""
    with db.scope(act, []):
        audit.record(act, "access.audit.exported", organisation_id=organisation_id, after=what)


def dossier_names(act: Act) -> dict[int, str]:
    """What the actor calls the Dossiers that he sees."""
    with read_all(act, everywhere=True):
        every = [*dossiers_in_scope(), *dossiers_in_scope(archived=True)]
    return {row.id: f"{row.name} · {row.siren}" for row in every}
