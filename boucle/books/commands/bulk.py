"""Many drafts or lettrages in one transaction: a month of them, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.commands.drafts import checked, save_in_scope
from boucle.books.types_entries import SavedDraft
from boucle.books.types_lettrage import LineKey
from boucle.kernel import audit, events
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLettrage:
    """Lines of one account and third party that cancel out; `code` None = the next one."""

    account: str
    third: str | None
    lines: Sequence[LineKey]
    code: str | None = None
    on: date | None = None


def save_drafts(
    act: Act, dossier_id: int, entries: Iterable[Mapping[str, Any]]
) -> list[SavedDraft]:
    """Save new drafts, in order, all or none; each as `save_draft` takes it.

    Raises Refused with the findings of the first entry that the gate refuses, Forbidden without
    the right to write.
    """
    with access.write(act, dossier_id, "books.write"):
        saved = [save_in_scope(dossier_id, entry, quiet=True) for entry in entries]
        events.tell(dossier_id, "batch")
    return saved


def letter_many(act: Act, dossier_id: int, lettrages: Iterable[NewLettrage]) -> int:
    """Letter several groups of lines, all or none; how many groups.

    Raises Refused with the findings of the first one that the gate refuses, Forbidden.
    """
    done = 0
    with access.write(act, dossier_id, "books.write"):
        for each in lettrages:
            request = {
                "account": each.account, "third": each.third, "code": each.code, "on": each.on,
                "lines": [{"entry": str(entry), "position": at} for entry, at in each.lines],
            }  # fmt: skip
            checked(call_gate("books_letter", dossier_id, request))
            done += 1
        audit.record(act, "books.lettrage.made", dossier_id=dossier_id, after={"groups": done})
    return done
