"""Search across the entries of a Dossier: one field, every exercice, newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.queries.listing import plain_text
from boucle.books.rules.search_words import Search, amount_term, amounts_near, parse_search
from boucle.books.types import FiscalYearRow
from boucle.books.types_pages import EntryHit
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.models import Job
from boucle.kernel.pagination import decode_key, encode_key


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; `near` are entries of a near amount where there is none of this one.

    `importing`: an import is under way, what it brings is found once its words are indexed.
    """

    search: Search
    hits: tuple[EntryHit, ...]
    next_key: str | None
    near: tuple[EntryHit, ...] = ()
    importing: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    key: str


@dataclass(frozen=True, slots=True)
class _Ends:
    start: date | None
    end: date | None


def search_entries(
    act: Act,
    dossier_id: int,
    text: str,
    *,
    year: FiscalYearRow | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Found:
    """Entries that answer `text` (syntax: `books/rules/search_words.py`), newest first.

    `year` keeps to one exercice. `after` is the `next_key` of the page before. Raises NotFound,
    WrongUse for a key that was tampered with.
    """
    assert 1 <= limit <= 1_000
    before = _before(after)
    with access.read(act, dossier_id, "books.read"):
        key = run_one("books/search_key", into=_Key, text=plain_text(text))
        search = parse_search(key.key if key else "")
        ends = _ends(dossier_id, search, year)
        if search.is_empty or ends.start is None or ends.end is None:
            return Found(search, (), None)
        rows = _hits(dossier_id, search.terms, ends, before, limit + 1)
        near: list[EntryHit] = []
        if not rows and before is None and search.amount and len(search.terms) == 1:
            terms = [amount_term(amounts_near(search.amount))]
            near = _hits(dossier_id, terms, ends, None, 10)
        importing = _importing(dossier_id)
    hits = tuple(rows[:limit])
    more = encode_key(hits[-1].date, hits[-1].entry_id) if len(rows) > limit else None
    return Found(search, hits, more, tuple(near), importing)


def _importing(dossier_id: int) -> bool:
    under_way = Job.objects.filter(dossier_id=dossier_id, state__in=("queued", "running"))
    return under_way.filter(kind="books.fec_import").exists()


def _hits(
    dossier_id: int,
    terms: list[dict[str, Any]],
    ends: _Ends,
    before: tuple[date, int] | None,
    limit: int,
) -> list[EntryHit]:
    return run_sql(
        "books/search_hits",
        into=EntryHit,
        dossier=dossier_id,
        terms=json.dumps([{"ranges": [], **term} for term in terms]),
        start=ends.start,
        end=ends.end,
        before_day=before[0] if before else None,
        before_id=before[1] if before else None,
        limit=limit,
    )


def _ends(dossier_id: int, search: Search, year: FiscalYearRow | None) -> _Ends:
    """The days to search: those asked for, inside those of the Dossier (or of the year)."""
    if year is not None:
        whole = _Ends(year.start_date, year.end_date)
    else:
        whole = run_one("books/search_ends", into=_Ends, dossier=dossier_id) or _Ends(None, None)
    if whole.start is None or whole.end is None:
        return whole
    return _Ends(
        max(whole.start, search.start or whole.start), min(whole.end, search.end or whole.end)
    )


def _before(after: str | None) -> tuple[date, int] | None:
    if not after:
        return None
    day, number = decode_key(after, parts=2)
    if not isinstance(day, str) or not isinstance(number, int):
        return None
    try:
        return date.fromisoformat(day), number
    except ValueError:
        return None
