"""Drafts moved from the brouillard: to another journal, to another month, the same day of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from boucle.access import public as access
from boucle.books.commands.selection import Chosen, move_drafts
from boucle.books.models import Entry
from boucle.books.rules.period import month_end
from boucle.kernel.act import Act


def move_to(
    act: Act,
    dossier_id: int,
    ticked: Sequence[tuple[UUID, int]],
    *,
    journal: str | None,
    month: date | None,
) -> int:
    """Move drafts (at their versions), all or none; how many. The 31st becomes the last day.

    Raises as `move_drafts`.
    """
    with access.read(act, dossier_id, "books.write"):
        rows = Entry.objects.filter(dossier_id=dossier_id, public_id__in=[k for k, _ in ticked])
        days = dict(rows.values_list("public_id", "date"))
    chosen = [Chosen(key, version, journal, _day(days.get(key), month)) for key, version in ticked]
    return len(move_drafts(act, dossier_id, chosen))


def _day(day: date | None, month: date | None) -> date | None:
    if day is None or month is None:
        return None
    return month.replace(day=min(day.day, month_end(month).day))
