"""Facts of the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to keep: from and until (exclusive), one actor, words in the act or its states."""

    since: datetime
    until: datetime
    actor: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event. `seal` is the rank of the seal that holds it, None while it waits (a minute)."""

    id: int
    at: datetime
    actor: str
    name: str
    login: str
    address: str
    origin: str
    verb: str
    before: Any
    after: Any
    seal: int | None

    @property
    def who(self) -> str:
        """Name, else login, else the actor as recorded."""
        return self.name or self.login or self.actor


@dataclass(frozen=True, slots=True)
class AuditActor:
    """Somebody who acted."""

    actor: str
    name: str


@dataclass(frozen=True, slots=True)
class AuditState:
    """State of the chain of an organisation.

    `broken`, known once recomputed, names the first link that does not hold: `reason` is `rank`,
    `previous`, `missing`, `altered` or `unknown` (events outside the chain).
    """

    seals: int
    events: int
    last: datetime | None
    head: str | None
    waiting: int
    oldest: datetime | None
    broken: dict[str, Any] | None

    @property
    def is_whole(self) -> bool:
        """Every seal holds."""
        return self.broken is None
