"""What a browser sends about lettrage, read with suspicion. Raises ValueError for anything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from boucle.books.types_lettrage import OldLettrage, Payment, Undo

LINES_MOST = 1000
POSITION_MOST = 100_000


def read_lines(source: object) -> tuple[tuple[UUID, int], ...]:
    """`["<uuid>:<position>", …]`, each once."""
    if not isinstance(source, list) or len(source) > LINES_MOST:
        raise ValueError(f"Cochez au plus {LINES_MOST} lignes.")
    return tuple(dict.fromkeys(_line(word) for word in source))


def _line(word: object) -> tuple[UUID, int]:
    key, _, position = str(word).partition(":")
    found = int(position) if position.isascii() and position.isdecimal() else 0
    if not 0 < found < POSITION_MOST:
        raise ValueError("La ligne est illisible ; rechargez la page.")
    return UUID(key), found


def read_payments(source: object) -> list[Payment]:
    """`[{"position": 1, "lines": ["<uuid>:1"]}]`."""
    if not isinstance(source, list) or len(source) > 50:
        raise ValueError("Les lettrages de l’écriture sont illisibles.")
    found = []
    for one in source:
        if not isinstance(one, Mapping) or not isinstance(one.get("position"), int):
            raise ValueError("Un lettrage de l’écriture est illisible.")
        if not 0 < one["position"] < POSITION_MOST:
            raise ValueError("Un lettrage de l’écriture est illisible.")
        found.append(Payment(one["position"], read_lines(one.get("lines"))))
    return [one for one in found if one.lines]


def read_undo(source: Any) -> Undo:
    """`{"free": [lines], "old": [{"code", "lines"}], "draft": ["<uuid>", version] | null}`."""
    if not isinstance(source, Mapping):
        raise ValueError("Rien à annuler.")
    draft = source.get("draft")
    old = source.get("old") or []
    return Undo(
        free=read_lines(source.get("free") or []),
        old=tuple(OldLettrage(str(one["code"])[:20], read_lines(one["lines"])) for one in old),
        draft=(UUID(str(draft[0])), int(draft[1])) if draft else None,
    )
