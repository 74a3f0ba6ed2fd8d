"""An entry that pays open lines: saved, and lettered with them in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boucle.access import public as access
from boucle.books.commands.drafts import save_in_scope
from boucle.books.commands.settling import Wanted, settle_in_scope
from boucle.books.queries.lettrage import units_in_scope
from boucle.books.types_entries import SavedDraft
from boucle.books.types_lettrage import Payment, Settled
from boucle.kernel import audit, events
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Refused


def save_and_letter(
    act: Act, dossier_id: int, entry: Mapping[str, Any], payments: Sequence[Payment]
) -> tuple[SavedDraft, list[Settled], list[Finding]]:
    """Save a draft as `save_draft` does, then letter its lines with what they pay.

    A lettrage that cannot be made (somebody lettered the line meanwhile) leaves the entry saved and
    says why: what was typed is never lost for it. Sent twice: saved and lettered once.

    Raises what `save_draft` raises.
    """
    with access.write(act, dossier_id, "books.write"):
        saved = save_in_scope(dossier_id, entry)
        done: list[Settled] = []
        reasons: list[Finding] = []
        for payment in payments:
            try:
                done += _pay(dossier_id, saved, entry["lines"], payment)
            except Refused as refusal:
                reasons += refusal.findings
        if done:
            log = {"entry": str(saved.public_id), "codes": [one.code for one in done]}
            audit.record(act, "books.lettrage.made", dossier_id=dossier_id, after=log)
            events.tell(dossier_id, "lettrage")
    return saved, done, reasons


def _pay(
    dossier_id: int, saved: SavedDraft, lines: Sequence[Mapping[str, Any]], payment: Payment
) -> list[Settled]:
    """Nothing where it is done already. Raises Refused."""
    if payment.position > len(lines):
        return []
    paid = lines[payment.position - 1]
    named = [(saved.public_id, payment.position), *payment.lines]
    held = units_in_scope(dossier_id, named)[1]
    if len({one.lettrage for one in held}) == 1 and held[0].lettrage is not None:
        return []
    wanted = Wanted(str(paid["account"]), paid.get("third"), named)
    return [settle_in_scope(dossier_id, wanted, partial=True)]
