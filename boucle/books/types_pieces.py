"""Facts about the files joined to entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

KINDS = {
    "image/jpeg": "Photo JPEG",
    "image/png": "Image PNG",
    "image/webp": "Image WebP",
    "application/pdf": "PDF",
}
"""Types that are kept, and no other: none of them runs when it is opened."""
SIZE_MOST = 10 * 1024 * 1024
PER_ENTRY = 20


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file that came: its name as given, its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that is joined to an entry."""

    public_id: UUID
    name: str
    kind: str
    size: int
    author: str
    at: datetime

    @property
    def is_image(self) -> bool:
        """Whether a page can show it."""
        return self.kind.startswith("image/")

    @property
    def kind_label(self) -> str:
        """Its type and size, in words."""
        size = f"{self.size / 1_048_576:.1f}".replace(".", ",") + "\u00a0Mo"
        if self.size < 1_048_576:
            size = f"{max(1, self.size // 1024)}\u00a0ko"
        return f"{KINDS.get(self.kind, self.kind)}, {size}"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The bytes of a file, and what they are."""

    name: str
    kind: str
    content: bytes
