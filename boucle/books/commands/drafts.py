"""Drafts (brouillard): saved whole or not at all, changed and deleted under their version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.texts import finding_of
from boucle.books.types_entries import SavedDraft
from boucle.kernel import events
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate
from boucle.kernel.errors import NotFound, Refused

_OWN = ("public_id", "version", "journal", "date", "origin", "reverses", "lines")


def save_draft(act: Act, dossier_id: int, entry: Mapping[str, Any]) -> SavedDraft:
    """Save a new draft, or the next version of one, in one round trip.

    `entry`: {"public_id"?, "version" (0 or absent = new), "journal" (code), "date" (ISO),
    "lines": [{"account", "third"?, "label", "piece_ref"?, "piece_date"?, "debit", "credit" (cents),
    "due_date"?, "currency"?, "currency_amount"?}]}. Sent twice with its `public_id`: saved once.

    Raises Refused with every finding (line from 1, field), Conflict when another version came
    between, Forbidden without the right to write.
    """
    with access.write(act, dossier_id, "books.write"):
        return save_in_scope(dossier_id, entry)


def save_in_scope(dossier_id: int, entry: Mapping[str, Any], *, quiet: bool = False) -> SavedDraft:
    """As `save_draft`, inside a scope that is open already; `quiet`: no event for open screens."""
    known = {name: entry[name] for name in _OWN if entry.get(name) is not None}
    told = "" if quiet else "entry"
    answer = checked(call_gate("books_save_draft", dossier_id, known, tell=told))
    return SavedDraft(public_id=UUID(str(answer["entry"])), version=int(answer["version"]))


def delete_draft(act: Act, dossier_id: int, public_id: UUID, version: int) -> None:
    """Delete a draft at the version that was read; its versions are kept.

    Raises NotFound, Refused (validated, closed period), Conflict, Forbidden.
    """
    with access.write(act, dossier_id, "books.write"):
        delete_in_scope(dossier_id, public_id, version)


def delete_in_scope(dossier_id: int, public_id: UUID, version: int) -> None:
    """As `delete_draft`, inside a scope that is open already."""
    checked(call_gate("books_delete_draft", dossier_id, public_id, version))
    events.tell(dossier_id, "entry", public_id, version + 1)


def mark_review(act: Act, dossier_id: int, public_id: UUID, flag: bool, *, note: str = "") -> None:
    """Flag a draft « à revoir », with a note, or take the flag away: no new version.

    Raises NotFound, Refused (validated), Forbidden.
    """
    with access.write(act, dossier_id, "books.write"):
        checked(call_gate("books_mark_review", dossier_id, public_id, flag, note))
        events.tell(dossier_id, "entry", public_id)


def checked(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of the gate. Raises Refused with its findings in French, NotFound for none."""
    if answer.get("findings"):
        raise Refused([finding_of(raw) for raw in answer["findings"]])
    if answer.get("missing"):
        raise NotFound
    return answer
