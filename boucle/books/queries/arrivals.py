"""What others did in a journal and month, for grids that are open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.models import JournalLock
from boucle.books.rules.period import month_end
from boucle.books.types_setup import JournalRow
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql

CLOSED = "Ce journal est clôturé pour ce mois."


def why_not_mine(rights: access.Rights, journal: str) -> str | None:
    """Why this person does not write in a journal; None where nothing forbids it."""
    if rights.journals is None or rights.writes_in(journal):
        return None
    mine = ", ".join(rights.journals)
    return f"Vos droits ne couvrent pas le journal {journal} : il se lit (vos journaux : {mine})."


@dataclass(frozen=True, slots=True)
class _Arrived:
    public_id: UUID
    state: str
    number: str | None
    content: str
    to_review: bool
    review_note: str
    author: str


def arrivals(
    act: Act, dossier_id: int, journal: JournalRow, month: date, ids: Sequence[UUID] | None
) -> dict[str, Any]:
    """Entries of the month as the grid lists them, the oldest first; which of `ids` are not there.

    Without `ids` the last 200. `author`: who saved the version, with his name. `locked`: why
    nothing is written there, or null.
    """
    with access.read(act, dossier_id, "books.read") as rights:
        found = run_sql(
            "books/grid_arrivals", into=_Arrived, dossier=dossier_id, journal=journal.id,
            start=month, end=month_end(month), ids=None if ids is None else list(ids),
        )  # fmt: skip
        locked = JournalLock.objects.filter(
            dossier_id=dossier_id, journal_id=journal.id, month=month
        ).exists()
    people = {one.user_id: one.name for one in access.people_of(act, dossier_id)}
    entries = [
        json.loads(one.content)
        | {"state": one.state, "number": one.number, "author": one.author}
        | {"by": people.get(one.author, "")}
        | ({"review": one.review_note} if one.to_review else {})
        for one in reversed(found)
    ]
    here = {one.public_id for one in found}
    gone = [str(key) for key in ids or () if key not in here]
    reason = CLOSED if locked else why_not_mine(rights, journal.code)
    return {"entries": entries, "gone": gone, "locked": reason, "whole": len(found) < 200}
