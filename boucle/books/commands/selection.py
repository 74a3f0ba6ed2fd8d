"""Drafts chosen together: moved or deleted, all or none, the one that refuses named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.commands.drafts import delete_in_scope, save_in_scope
from boucle.books.queries.drafts import EntryToEdit, content_of
from boucle.books.types_entries import SavedDraft
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.db import run_one
from boucle.kernel.errors import Conflict, Finding, NotFound, Refused, WrongUse

SELECTED_MAX = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draft as it was read, and where it goes (None = its own journal or day)."""

    public_id: UUID
    version: int
    journal: str | None = None
    day: date | None = None


def move_drafts(act: Act, dossier_id: int, chosen: Sequence[Chosen]) -> list[SavedDraft]:
    """Put drafts in another journal or on another day, all or none.

    Raises Refused (each finding names its entry), Conflict, NotFound, Forbidden, WrongUse above
    500 drafts.
    """
    _bounded(chosen)
    with access.write(act, dossier_id, "books.write"):
        moved = [_moved(dossier_id, each) for each in chosen]
        _record(act, dossier_id, "books.drafts.moved", chosen)
    return moved


def delete_drafts(act: Act, dossier_id: int, chosen: Sequence[Chosen]) -> None:
    """Delete drafts at the versions that were read, all or none; their versions are kept.

    Raises as `move_drafts`.
    """
    _bounded(chosen)
    with access.write(act, dossier_id, "books.write"):
        for each in chosen:
            with _naming(_kept(dossier_id, each.public_id)):
                delete_in_scope(dossier_id, each.public_id, each.version)
        _record(act, dossier_id, "books.drafts.deleted", chosen)


def _bounded(chosen: Sequence[Chosen]) -> None:
    if not 0 < len(chosen) <= SELECTED_MAX:
        raise WrongUse(f"Choisissez de 1 à {SELECTED_MAX} écritures.")


def _record(act: Act, dossier_id: int, verb: str, chosen: Sequence[Chosen]) -> None:
    after = {"entries": len(chosen), "first": [str(each.public_id) for each in chosen[:50]]}
    audit.record(act, verb, dossier_id=dossier_id, after=after)


def _kept(dossier_id: int, public_id: UUID) -> EntryToEdit:
    kept = run_one("books/entry_to_edit", into=EntryToEdit, dossier=dossier_id, entry=public_id)
    if kept is None:
        raise NotFound("Une des écritures n’existe plus.")
    return kept


def _moved(dossier_id: int, each: Chosen) -> SavedDraft:
    kept = _kept(dossier_id, each.public_id)
    entry = content_of(kept) | {"public_id": str(each.public_id), "version": each.version}
    if each.journal:
        entry["journal"] = each.journal
    if each.day:
        _follow(entry, each.day)
    with _naming(kept):
        return save_in_scope(dossier_id, entry)


def _follow(entry: dict[str, Any], day: date) -> None:
    """The new day, which the day of its pieces follows where they were the same."""
    for line in entry["lines"]:
        if line.get("piece_date") == entry["date"]:
            line["piece_date"] = day.isoformat()
    entry["date"] = day.isoformat()


@contextmanager
def _naming(kept: EntryToEdit) -> Iterator[None]:
    """A refusal inside says which entry it is about."""
    lines = content_of(kept).get("lines") or [{}]
    piece = lines[0].get("piece_ref") or lines[0].get("label") or "sans pièce"
    name = f"Écriture du {kept.date:%d/%m/%Y}, {piece}"
    try:
        yield
    except Refused as refusal:
        raise Refused([_about(name, finding) for finding in refusal.findings]) from None
    except Conflict:
        raise Conflict(f"{name} : modifiée entre-temps par quelqu’un d’autre.") from None


def _about(name: str, finding: Finding) -> Finding:
    return replace(finding, message=f"{name} : {finding.message}")
