"""Lists of accounts and of third parties: a page by number, and the sums of the whole selection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from boucle.books.types_pages import AccountLine, Sums, ThirdLine
from boucle.kernel.db import run_sql
from boucle.kernel.pagination import Page

Line = TypeVar("Line", AccountLine, ThirdLine)

TEXT_MAX = 200


def plain_text(text: str) -> str:
    """What was typed, without what a database text cannot hold, and no longer than a line."""
    return text.replace("\x00", "")[:TEXT_MAX].strip()


def listed(
    name: str,
    into: type[Line],
    *,
    text: str,
    prefix: str,
    drafts: bool,
    after: str,
    limit: int,
    **asked: Any,
) -> tuple[Page[Line], Sums]:
    """A page of a named query, in the open scope; its rows tell the sums of the selection too."""
    assert 1 <= limit <= 5_000
    rows = run_sql(
        name,
        into=into,
        text=plain_text(text),
        prefix=plain_text(prefix),
        states=["v", "d"] if drafts else ["v"],
        after=after.replace("\x00", ""),
        limit=limit + 1,
        **asked,
    )
    first = rows[0]
    kept = [row for row in rows if row.number]
    return Page.of(kept, limit=limit), Sums(first.all_count, first.all_debit, first.all_credit)


def every(
    page_of: Callable[..., tuple[Page[Line], Sums]], *place: Any, **asked: Any
) -> Iterator[Line]:
    """The whole selection of a list, page after page: for files."""
    after = ""
    while True:
        page, _ = page_of(*place, **asked, after=after, limit=5_000)
        yield from page.rows
        if not page.has_next:
            return
        after = page.rows[-1].number
