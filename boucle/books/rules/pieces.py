"""What may be joined to an entry: photos and PDF, told by their first bytes, never by their name.

Sources: JPEG (ITU T.81 B.1.1.3), PNG (RFC 2083 §3.1), WebP (RFC 9649), PDF (ISO 32000-1 7.5.2),
HEIF brands (ISO/IEC 23008-12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from boucle.books.types_pieces import SIZE_MOST, NewAttachment
from boucle.kernel.errors import Finding

NAME_MOST = 120
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf",
}  # fmt: skip


def kind_of(content: bytes) -> str:
    """The type of the bytes; "" for what is not kept."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    return ""


def problem(file: NewAttachment) -> str:
    """What is wrong with a file, in French; "" = nothing."""
    if not file.content:
        return f"« {file.name} » est vide."
    if len(file.content) > SIZE_MOST:
        return f"« {file.name} » dépasse 10 Mo : prenez la photo en plus petit, ou scannez en PDF."
    if file.content[4:8] == b"ftyp" and file.content[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return f"« {file.name} » est au format HEIC : envoyez-la en JPEG."
    if not kind_of(file.content):
        return f"« {file.name} » n’est ni une photo (JPEG, PNG, WebP) ni un PDF."
    return ""


def findings(files: list[NewAttachment]) -> Iterator[Finding]:
    """One for each file that cannot be kept."""
    for file in files:
        text = problem(file)
        if text:
            yield Finding(code="books.piece.refused", field="piece_file", message=text)


def safe_name(name: str, kind: str) -> str:
    """The name to keep and to give back: no path, no control, the ending of what it is."""
    plain = _UNSAFE.sub(" ", name).strip(" .") or "piece"
    ending = _ENDINGS[kind]
    stem = plain[: -len(ending)] if plain.lower().endswith(ending) else plain
    if kind == "image/jpeg" and stem.lower().endswith(".jpeg"):
        stem = stem[:-5]
    return stem[:NAME_MOST] + ending
