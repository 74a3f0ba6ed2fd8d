"""Writing by the API: drafts, validation, contrepassation, lettrage, by the gate as screens do."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from ninja import Status

from boucle.books.commands.drafts import delete_draft, save_draft
from boucle.books.commands.lettrage import letter, unletter
from boucle.books.commands.validation import reverse_entry, validate_entries
from boucle.books.rest import schemas as shapes
from boucle.books.rest.router import router
from boucle.books.rules.entry_input import read_entry
from boucle.kernel.errors import Refused
from boucle.kernel.rest import Rest, Version, operation


@router.post(
    "/dossiers/{dossier}/ecritures",
    **operation(
        "entries", "ecritures.create", "Enregistrer une écriture", shapes.Saved, status=201
    ),
)
def create(request: Rest, dossier: str, body: shapes.NewEntry) -> Any:
    """Save a draft. Sent again with its `public_id` or its Idempotency-Key: saved once."""
    content = body.model_dump(mode="json", exclude_none=True)
    word = getattr(request, "idempotency_key", None)
    if body.public_id is None and word:
        content["public_id"] = str(uuid5(NAMESPACE_URL, f"boucle:{request.dossier.id}:{word}"))
    saved = _save(request, content)
    return Status(201, {"entry": saved.public_id, "version": saved.version})


@router.put(
    "/dossiers/{dossier}/ecritures/{entry}",
    **operation("entry", "ecritures.change", "Modifier un brouillard", shapes.Saved),
)
def change(request: Rest, dossier: str, entry: UUID, body: shapes.ChangedEntry) -> Any:
    """The next version of a draft, whole. 409 when another version came between."""
    content = body.model_dump(mode="json", exclude_none=True) | {"public_id": str(entry)}
    saved = _save(request, content)
    return {"entry": saved.public_id, "version": saved.version}


def _save(request: Rest, content: dict[str, Any]) -> Any:
    read, findings = read_entry(content)
    if findings:
        raise Refused(findings)
    return save_draft(request.act, request.dossier.id, read)


@router.delete(
    "/dossiers/{dossier}/ecritures/{entry}",
    **operation("entry", "ecritures.delete", "Supprimer un brouillard", None, status=204),
)
def delete(request: Rest, dossier: str, entry: UUID, version: Version) -> Any:
    """Delete a draft at the version that was read; its versions are kept."""
    delete_draft(request.act, request.dossier.id, entry, version)
    return Status(204, None)


@router.post(
    "/dossiers/{dossier}/ecritures/{entry}/contrepassation",
    **operation("reversal", "ecritures.reverse", "Contrepasser", shapes.Saved, status=201),
)
def reverse(request: Rest, dossier: str, entry: UUID, body: shapes.Reversal) -> Any:
    """The opposite of a validated entry, as a draft linked both ways."""
    saved = reverse_entry(request.act, request.dossier.id, entry, body.on)
    return Status(201, {"entry": saved.public_id, "version": saved.version})


@router.post(
    "/dossiers/{dossier}/exercices/{exercice}/validation",
    **operation("validation", "exercices.validate", "Valider", shapes.Validated),
)
def validate(request: Rest, dossier: str, exercice: str, body: shapes.ToValidate) -> Any:
    """Validate for good the whole selection, or nothing."""
    return validate_entries(
        request.act, request.dossier.id, request.year, journal=body.journal, until=body.until,
        public_ids=body.entries,
    )  # fmt: skip


@router.post(
    "/dossiers/{dossier}/lettrages",
    **operation("lettrages", "lettrages.create", "Lettrer", shapes.Lettrage, status=201),
)
def make_lettrage(request: Rest, dossier: str, body: shapes.NewLettrage) -> Any:
    """Letter lines of one account; `partial` when they do not balance."""
    keys = [(line.entry, line.position) for line in body.lines]
    done = letter(
        request.act, request.dossier.id, body.account, body.third, keys, partial=body.partial
    )
    return Status(201, done)


@router.post(
    "/dossiers/{dossier}/lettrages/annulation",
    **operation("lettrage-undo", "lettrages.undo", "Délettrer", shapes.Undone),
)
def undo_lettrage(request: Rest, dossier: str, body: shapes.LettrageToUndo) -> Any:
    """Take a whole lettrage back."""
    lines = unletter(
        request.act, request.dossier.id, account=body.account, third=body.third, code=body.code
    )
    return {"lines": lines}
