"""The proof file: the facts of every validated entry and the chain over them, one JSON a line.

Format: docs/preuve.md. Streamed slice by slice; the whole file is never in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from boucle.access import public as access
from boucle.books.queries.proof import chain_head, slices
from boucle.books.types_proof import ChainHead
from boucle.kernel.act import Act
from boucle.kernel.db import execute, query_text, run_sql
from boucle.kernel.pagination import Page

FORMAT = "boucle-preuve-1"
ROWS_FETCHED = 2_000
CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Link:
    """A batch as the proof file writes it; `stamp_us` in microseconds since 1970 (UTC)."""

    id: int
    version: int
    kind: str
    previous: str
    hash: str
    stamp: datetime
    stamp_us: int
    author: str
    count: int


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as the screen lists it."""

    id: int
    kind: str
    stamp: datetime
    author: str
    author_name: str
    count: int
    first: str | None
    last: str | None
    hash: str


def proof_lines(act: Act, dossier_id: int) -> Iterator[str]:
    """The lines of the proof file, without line ends: header, batches with entries, end."""
    head = chain_head(act, dossier_id)
    yield _json(_header(head))
    batches = entries = 0
    for first, last in slices(act, dossier_id, head.last_batch or 0):
        with access.read(act, dossier_id, "books.read"):
            execute("books/proof_planning")
            links = run_sql(
                "books/proof_links", into=Link, dossier=dossier_id, first=first, last=last
            )
            facts = _facts(dossier_id, first, last)
            row = next(facts, None)
            for link in links:
                yield _json(_batch(link))
                batches += 1
                while row is not None and row[0] <= link.id:
                    yield row[1]
                    entries += 1
                    row = next(facts, None)
    yield _json({"end": True, "batches": batches, "entries": entries, "head": _hex(head.head)})


def proof_chunks(act: Act, dossier_id: int) -> Iterator[bytes]:
    """The proof file in pieces of some 64 kB."""
    waiting: list[bytes] = []
    size = 0
    for line in proof_lines(act, dossier_id):
        waiting.append(line.encode() + b"\n")
        size += len(waiting[-1])
        if size >= CHUNK_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def batch_page(
    act: Act, dossier_id: int, *, before: int | None = None, limit: int = 50
) -> Page[BatchRow]:
    """The batches of a Dossier, the latest first, older than `before`. Raises NotFound."""
    assert 1 <= limit <= 500
    with access.read(act, dossier_id, "books.read"):
        rows = run_sql(
            "books/proof_list", into=BatchRow,
            dossier=dossier_id, before=before or 2**62, limit=limit + 1,
        )  # fmt: skip
    return Page.of(rows, limit=limit)


def _facts(dossier_id: int, first: int, last: int) -> Iterator[tuple[int, str]]:
    with connection.chunked_cursor() as cursor:
        cursor.cursor.itersize = ROWS_FETCHED
        cursor.execute(
            query_text("books/proof_facts"), {"dossier": dossier_id, "first": first, "last": last}
        )
        yield from cursor


def _header(head: ChainHead) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "dossier": str(head.public_id),
        "siren": head.siren,
        "name": head.name,
        "batches": head.batches,
        "entries": head.entries,
        "head": _hex(head.head),
    }


def _batch(link: Link) -> dict[str, Any]:
    return {
        "batch": link.id,
        "version": link.version,
        "kind": link.kind,
        "previous": link.previous,
        "stamp": link.stamp_us,
        "stamped": link.stamp.isoformat(),
        "author": link.author,
        "count": link.count,
        "hash": link.hash,
    }


def _hex(value: bytes | None) -> str:
    return bytes(value or b"").hex()


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False)
