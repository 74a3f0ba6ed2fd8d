"""Identifiers shown outside: UUID version 7 (RFC 9562), in the order of their making."""

from __future__ import annotations

import secrets
from uuid import UUID

from boucle.kernel import clock


def new_id() -> UUID:
    """A fresh one, made by the program (the database makes its own by `uuidv7()`)."""
    milliseconds = int(clock.now().timestamp() * 1000)
    random = secrets.randbits(74)
    high, low = random >> 62, random & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
