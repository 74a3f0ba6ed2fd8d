"""Facts of API keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as lists show it; the secret is nowhere."""

    public_id: UUID
    label: str
    prefix: str
    scopes: tuple[str, ...]
    owner: str
    organisation: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    per_minute: int


@dataclass(frozen=True, slots=True)
class UsedKey:
    """A key that just opened a call: who acts, what it may, how many calls this minute.

    `left` is what remains of the minute (negative = too many), `reset` the seconds until it ends.
    """

    id: int
    prefix: str
    actor: str
    scopes: tuple[str, ...]
    per_minute: int
    left: int
    reset: int

    def allows(self, scope: str) -> bool:
        """Whether the key was given that scope: none implies another."""
        return scope in self.scopes


@dataclass(frozen=True, slots=True)
class KnownCall:
    """A call that was made under an idempotency key. `status` None: it is under way."""

    status: int | None
    content_type: str
    body: str
    is_same: bool
