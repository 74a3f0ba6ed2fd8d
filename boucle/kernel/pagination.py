"""Pages by key: a list is cut after a key, never by offset."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from boucle.kernel.errors import WrongUse

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page; `has_next` is known because one row more was asked for."""

    rows: tuple[Row, ...]
    has_next: bool

    @classmethod
    def of(cls, rows: Sequence[Row], *, limit: int) -> Page[Row]:
        """From `limit + 1` rows asked."""
        return cls(rows=tuple(rows[:limit]), has_next=len(rows) > limit)


def encode_key(*parts: object) -> str:
    """A key as one URL-safe word."""
    text = json.dumps(parts, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_key(word: str, *, parts: int) -> list[str | int | None]:
    """Back from `encode_key`. Raises WrongUse when the word was tampered with."""
    try:
        padded = word + "=" * (-len(word) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, UnicodeDecodeError) as error:
        raise WrongUse("La page demandée est illisible ; revenez au début de la liste.") from error
    if not isinstance(found, list) or len(found) != parts:
        raise WrongUse("La page demandée est illisible ; revenez au début de la liste.")
    if not all(value is None or isinstance(value, str | int) for value in found):
        raise WrongUse("La page demandée est illisible ; revenez au début de la liste.")
    return found
