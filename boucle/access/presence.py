"""Who is in a Dossier now, on which screen: each page says so and says it again; others hear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from boucle.access.models_presence import Presence
from boucle.access.queries import read
from boucle.kernel import events
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql

KIND = "presence"
PATIENCE = "90 seconds"
"""Without a sign for so long a page is gone; it gives one every thirty seconds."""


@dataclass(frozen=True, slots=True)
class Present:
    """A page of a person."""

    user_id: UUID
    name: str
    screen: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class _News:
    is_news: bool


def enter(act: Act, dossier_id: int, *, tab: str, screen: str) -> None:
    """A page is open on this screen, or still is. Raises NotFound without a right to read."""
    with read(act, dossier_id):
        found = run_one(
            "access/presence_enter", into=_News, dossier=dossier_id, user=act.actor,
            tab=tab[:40], screen=screen[:120], patience=PATIENCE,
        )  # fmt: skip
        if found is not None and found.is_news:
            events.tell(dossier_id, KIND)


def leave(act: Act, dossier_id: int, *, tab: str) -> None:
    """The page is gone; twice is once."""
    with read(act, dossier_id):
        gone = Presence.objects.filter(dossier_id=dossier_id, user_id=act.actor, tab=tab[:40])
        if gone.delete()[0]:
            events.tell(dossier_id, KIND)


def present(act: Act, dossier_id: int) -> list[Present]:
    """The others in the Dossier, one line a person: the screen of the latest sign."""
    with read(act, dossier_id):
        rows = run_sql("access/present", into=Present, dossier=dossier_id, patience=PATIENCE)
    kept: dict[UUID, Present] = {}
    for row in rows:
        if str(row.user_id) != act.actor:
            kept.setdefault(row.user_id, row)
    return list(kept.values())
