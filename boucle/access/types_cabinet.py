"""Facts of the tie between a company and its cabinet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation of a cabinet; `company` sends it, `name` is that of the Dossier."""

    public_id: UUID
    siren: str
    name: str
    company: str
    cabinet: str
    message: str
    state: str
    sent_by: str
    sent_at: datetime
    expires_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Whether it may still be answered."""
        return self.state == "sent" and at < self.expires_at


@dataclass(frozen=True, slots=True)
class DepartureRow:
    """A departure from a cabinet: asked, cancelled, or done with how many persons left."""

    public_id: UUID
    siren: str
    name: str
    company: str
    cabinet: str
    reason: str
    asked_by: str
    asked_at: datetime
    effective_at: datetime
    done_at: datetime | None
    cancelled_at: datetime | None
    persons: int | None

    @property
    def is_open(self) -> bool:
        """Not done, not cancelled."""
        return self.done_at is None and self.cancelled_at is None
