"""Facts of webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Hook:
    """A subscription as lists show it; its secret is nowhere."""

    public_id: UUID
    label: str
    url: str
    types: tuple[str, ...]
    state: str
    failures: int
    organisation: str
    organisation_id: UUID
    created_at: datetime
    disabled_at: datetime | None
    former_until: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as lists show it, with its last attempt."""

    id: int
    public_id: UUID
    event: UUID
    type: str
    state: str
    attempts: int
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None
    status: int | None
    error: str


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One call of a delivery. `status` None: nothing was answered, `error` says why."""

    at: datetime
    milliseconds: int
    status: int | None
    error: str
    answer: str


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery to make now."""

    id: int
    subscription: int
    url: str
    secret: str
    former_secret: str
    event: UUID
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call."""

    status: int | None
    error: str
    answer: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """The receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300
