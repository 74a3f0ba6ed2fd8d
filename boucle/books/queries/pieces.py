"""Files joined to entries: their list, their bytes."""

from __future__ import annotations

from uuid import UUID

from boucle.access import public as access
from boucle.books.models_pieces import Attachment
from boucle.books.types_pieces import AttachmentRow, StoredFile
from boucle.kernel.act import Act
from boucle.kernel.errors import NotFound

_SHOWN = ("public_id", "name", "kind", "size", "author", "at")


def pieces_of(act: Act, dossier_id: int, entry: UUID | str) -> list[AttachmentRow]:
    """The files of an entry, the oldest first."""
    with access.read(act, dossier_id, "books.read"):
        rows = Attachment.objects.filter(dossier_id=dossier_id, entry=entry).order_by("id")
        return [AttachmentRow(*row) for row in rows.values_list(*_SHOWN)]


def stored_file(act: Act, dossier_id: int, public_id: UUID) -> StoredFile:
    """The bytes of one. Raises NotFound, Forbidden."""
    with access.read(act, dossier_id, "books.read"):
        row = Attachment.objects.filter(dossier_id=dossier_id, public_id=public_id).first()
    if row is None:
        raise NotFound("Cette pièce n’existe pas.")
    return StoredFile(row.name, row.kind, bytes(row.content))
