"""Files joined to entries: kept as they came, once; taken away while the entry is a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from boucle.access import public as access
from boucle.books.models import Entry
from boucle.books.models_pieces import Attachment
from boucle.books.rules import pieces as rule
from boucle.books.types_pieces import PER_ENTRY, NewAttachment
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused


def attach(act: Act, dossier_id: int, entry: UUID, files: Sequence[NewAttachment]) -> int:
    """Join files to an entry, validated or not, or to one not saved yet; how many are new.

    All or none. Raises Refused (type, size, number), Forbidden without the right to write.
    """
    wrong = list(rule.findings(list(files)))
    if wrong:
        raise Refused(wrong)
    with access.write(act, dossier_id, "books.write"):
        mine = Attachment.objects.filter(dossier_id=dossier_id, entry=entry)
        known = set(mine.values_list("sha256", flat=True))
        fresh = {hashlib.sha256(file.content).hexdigest(): file for file in files}
        fresh = {digest: file for digest, file in fresh.items() if digest not in known}
        if len(known) + len(fresh) > PER_ENTRY:
            text = f"Une écriture a {PER_ENTRY} pièces au plus."
            raise Refused([Finding(code="books.piece.many", field="piece_file", message=text)])
        for digest, file in fresh.items():
            kind = rule.kind_of(file.content)
            Attachment.objects.create(
                dossier_id=dossier_id, entry=entry, sha256=digest, kind=kind,
                name=rule.safe_name(file.name, kind), size=len(file.content),
                content=file.content, author=act.actor,
            )  # fmt: skip
            after = {"entry": str(entry), "sha256": digest, "name": file.name[:200]}
            audit.record(act, "books.piece.added", dossier_id=dossier_id, after=after)
    return len(fresh)


def detach(act: Act, dossier_id: int, public_id: UUID) -> UUID:
    """Take a file off a draft; the entry it was joined to.

    Raises NotFound, Refused where the entry is validated, Forbidden without the right to write.
    """
    with access.write(act, dossier_id, "books.write"):
        mine = Attachment.objects.filter(dossier_id=dossier_id, public_id=public_id)
        row = mine.defer("content").first()
        if row is None:
            raise NotFound("Cette pièce n’existe pas.")
        entry = row.entry
        if Entry.objects.filter(dossier_id=dossier_id, public_id=entry, state="v").exists():
            text = "L’écriture est validée : sa pièce reste avec elle."
            raise Refused([Finding(code="books.piece.kept", message=text)])
        before = {"entry": str(entry), "sha256": row.sha256, "name": row.name}
        mine.delete()
        audit.record(act, "books.piece.removed", dossier_id=dossier_id, before=before)
    return entry
