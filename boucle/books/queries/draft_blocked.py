"""Drafts of a selection that a validation would refuse, or that are marked: the first ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from boucle.access import public as access
from boucle.books.queries.drafts import Selection, journal_id_of
from boucle.books.types import FiscalYearRow
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql

SHOWN = 20


@dataclass(frozen=True, slots=True)
class BlockedDraft:
    """`reason`: future, locked, unbalanced (by `gap` cents), or review, which only warns."""

    reason: str
    public_id: UUID
    date: date
    journal: str
    label: str
    gap: int


def blocked_drafts(
    act: Act, dossier_id: int, year: FiscalYearRow, selection: Selection
) -> list[BlockedDraft]:
    """What stands in the way comes first; 20 at most."""
    with access.read(act, dossier_id, "books.read"):
        return run_sql(
            "books/draft_blocked", into=BlockedDraft, dossier=dossier_id, year=year.id,
            ids=None if selection.ids is None else list(selection.ids), until=selection.until,
            journal=journal_id_of(dossier_id, selection.journal), today=clock.today(), limit=SHOWN,
        )  # fmt: skip
