"""Validation (for good) and contrepassation (the only correction after it)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.commands.drafts import checked, save_in_scope
from boucle.books.models import Journal
from boucle.books.rules.reversal import first_open_day, opposite_lines
from boucle.books.texts import finding_of
from boucle.books.types import FiscalYearRow
from boucle.books.types_entries import OpenPeriod, SavedDraft, Validated
from boucle.kernel import audit, clock, events
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate, run_one, run_sql
from boucle.kernel.errors import NotFound, Refused


def validate_entries(
    act: Act,
    dossier_id: int,
    year: FiscalYearRow,
    *,
    journal: str | None = None,
    until: date | None = None,
    public_ids: Sequence[UUID] | None = None,
) -> Validated:
    """Validate drafts of a year for good: all of the selection, or none.

    The selection is every draft of the year, of `journal` (code), up to the day `until`, or the
    entries named by `public_ids`. Nothing left to validate answers 0 entries.

    Raises Refused with a finding for each entry that stands in the way (field `entry`, value its
    public id), Forbidden without the right to validate.
    """
    with access.write(act, dossier_id, "books.validate"):
        journal_id = None if journal is None else _journal_id(dossier_id, journal)
        ids = None if public_ids is None else [UUID(str(each)) for each in public_ids]
        answer = checked(call_gate("books_validate", dossier_id, year.id, journal_id, until, ids))
        done = _validated(answer)
        if done.entries:
            audit.record(act, "books.entries.validated", dossier_id=dossier_id, after=answer)
            events.tell(dossier_id, "batch", done.batch or "")
    return done


def _journal_id(dossier_id: int, code: str) -> int:
    """Raises Refused for a journal that is not there."""
    row = Journal.objects.filter(dossier_id=dossier_id, code=code).values_list("id", flat=True)
    if not row:
        raise Refused(
            [finding_of({"code": "books.entry.journal_unknown", "field": "journal", "value": code})]
        )
    return int(row[0])


def _validated(answer: dict[str, Any]) -> Validated:
    stamp = answer.get("stamp")
    return Validated(
        batch=answer["batch"],
        entries=int(answer["entries"]),
        first=answer["first"],
        last=answer["last"],
        hash=answer["hash"],
        stamp=datetime.fromisoformat(stamp) if stamp else None,
    )


@dataclass(frozen=True, slots=True)
class _Original:
    """An entry to reverse; `content` as the gate took it."""

    id: int
    public_id: UUID
    state: str
    number: str | None
    date: date
    journal_id: int
    journal: str
    content: Any


def reverse_entry(act: Act, dossier_id: int, public_id: UUID, on: date | None = None) -> SavedDraft:
    """Contrepasser: the opposite entry, as a draft of the same journal that names its original.

    Dated `on`, else today where its period is open, else the first open day after the original.

    Raises NotFound, Refused (a draft, reversed already, no open day, or what the gate finds),
    Forbidden without the right to write.
    """
    with access.write(act, dossier_id, "books.write"):
        return save_in_scope(dossier_id, _reversal(dossier_id, public_id, on))


def propose_reversal(act: Act, dossier_id: int, public_id: UUID) -> dict[str, Any]:
    """What `reverse_entry` would save, for the grid to show it first.

    Raises NotFound, Refused without an open day, Forbidden.
    """
    with access.write(act, dossier_id, "books.write"):
        return _reversal(dossier_id, public_id, None)


def _reversal(dossier_id: int, public_id: UUID, on: date | None) -> dict[str, Any]:
    original = run_one(
        "books/entry_to_reverse", into=_Original, dossier=dossier_id, entry=public_id
    )
    if original is None:
        raise NotFound
    day = on or _open_day(dossier_id, original)
    content = original.content
    found = json.loads(content) if isinstance(content, str) else content
    lines = opposite_lines(found["lines"] or (), number=original.number or "", day=original.date)
    return {
        "journal": original.journal,
        "date": day.isoformat(),
        "reverses": str(original.public_id),
        "lines": lines,
    }


def _open_day(dossier_id: int, original: _Original) -> date:
    """Raises Refused when no period is open to the journal."""
    periods = run_sql(
        "books/open_periods", into=OpenPeriod, dossier=dossier_id, journal=original.journal_id
    )
    day = first_open_day(periods, today=clock.today(), after=original.date)
    if day is None:
        raw = {"code": "books.entry.no_open_day", "field": "date", "value": original.journal}
        raise Refused([finding_of(raw)])
    return day
