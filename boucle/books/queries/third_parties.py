"""Third parties: found while typing, listed with their balance, shown with what is open."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.queries.accounts import MOVES, with_balances
from boucle.books.queries.listing import listed, plain_text
from boucle.books.rules.months import months_beside
from boucle.books.rules.period import whole_year
from boucle.books.types import FiscalYearRow
from boucle.books.types_pages import (
    AccountMove,
    Ages,
    MonthSums,
    Sums,
    ThirdFacts,
    ThirdHit,
    ThirdLine,
    ThirdPage,
    ThirdSums,
)
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.errors import NotFound
from boucle.kernel.pagination import Page


def search_third_parties(
    act: Act, dossier_id: int, text: str, limit: int = 12
) -> tuple[ThirdHit, ...]:
    """Third parties by the start of their number, or by words of number and name. Best first."""
    assert 1 <= limit <= 100
    with access.read(act, dossier_id, "books.read"):
        return tuple(
            run_sql(
                "books/third_search",
                into=ThirdHit,
                dossier=dossier_id,
                text=plain_text(text),
                limit=limit,
            )
        )


def _spans(year: FiscalYearRow) -> dict[str, Any]:
    """Months of the roll-up by third party that are the year's alone, and days to read in lines."""
    spans = whole_year(year).third_spans()
    return {**asdict(spans), "lows": list(spans.lows), "highs": list(spans.highs)}


def third_party_list(
    act: Act,
    dossier_id: int,
    year: FiscalYearRow,
    *,
    text: str = "",
    prefix: str = "",
    moved: bool = False,
    drafts: bool = False,
    after: str = "",
    limit: int = 200,
) -> tuple[Page[ThirdLine], Sums]:
    """A page of third parties by number, with the sums of the year, and those of the selection.

    `prefix`: sums in collective accounts that start so (40, 41…); with `moved`, only their parties.
    """
    with access.read(act, dossier_id, "books.read"):
        return listed(
            "books/third_list",
            ThirdLine,
            dossier=dossier_id,
            text=text,
            prefix=prefix,
            moved=moved,
            drafts=drafts,
            after=after,
            limit=limit,
            **_spans(year),
        )


def third_party_page(
    act: Act,
    dossier_id: int,
    number: str,
    year: FiscalYearRow,
    previous: FiscalYearRow | None = None,
    *,
    day: date,
    open_only: bool = False,
    limit: int = MOVES,
) -> ThirdPage:
    """The third party with its accounts, months, ages on `day` and newest lines, drafts in.

    `open_only`: only lines that are not wholly lettered. Raises NotFound.
    """
    with access.read(act, dossier_id, "books.read"):
        facts = run_one(
            "books/third_facts",
            into=ThirdFacts,
            dossier=dossier_id,
            number=number.replace("\x00", ""),
        )
        if facts is None:
            raise NotFound(f"Le dossier n’a pas de tiers « {number[:40]} ».")
        of_third = {"dossier": dossier_id, "third": facts.id}
        inside = {**of_third, "start": year.start_date, "end": year.end_date}
        accounts = run_sql("books/third_sums", into=ThirdSums, **of_third, **_spans(year))
        now = run_sql("books/third_months", into=MonthSums, **of_third, **_spans(year))
        before = (
            run_sql("books/third_months", into=MonthSums, **of_third, **_spans(previous))
            if previous
            else None
        )
        ages = run_one("books/third_ages", into=Ages, day=day, **inside)
        moves = run_sql(
            "books/third_moves", into=AccountMove, open=open_only, limit=limit + 1, **inside
        )
    assert ages is not None
    return ThirdPage(
        third=facts,
        accounts=tuple(accounts),
        months=months_beside(year, now, previous, before),
        has_previous=previous is not None,
        ages=ages,
        moves=with_balances(moves[:limit], sum(month.net for month in now)),
        has_more=len(moves) > limit,
    )
