"""Accounts: found while typing, listed with their balance, shown month by month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from boucle.access import public as access
from boucle.books.queries.listing import listed, plain_text
from boucle.books.rules.months import months_beside
from boucle.books.types import FiscalYearRow
from boucle.books.types_pages import (
    AccountFacts,
    AccountHit,
    AccountLine,
    AccountMove,
    AccountPage,
    MonthSums,
    MoveWithBalance,
    Sums,
)
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.errors import NotFound
from boucle.kernel.pagination import Page

MOVES = 100


def search_accounts(
    act: Act, dossier_id: int, text: str, limit: int = 12
) -> tuple[AccountHit, ...]:
    """Accounts by the start of their number, or by words of number and label; accents are nothing.

    The best ones first; the first accounts of the chart for an empty text. Raises NotFound.
    """
    assert 1 <= limit <= 100
    with access.read(act, dossier_id, "books.read"):
        return tuple(
            run_sql(
                "books/account_search",
                into=AccountHit,
                dossier=dossier_id,
                text=plain_text(text),
                limit=limit,
            )
        )


def account_list(
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
) -> tuple[Page[AccountLine], Sums]:
    """A page of the chart by number, with the sums of the year, and those of the whole selection.

    `prefix`: numbers that start so. `moved`: only accounts with lines. `after`: last number shown.
    """
    with access.read(act, dossier_id, "books.read"):
        return listed(
            "books/account_list",
            AccountLine,
            dossier=dossier_id,
            year=year.id,
            text=text,
            prefix=prefix,
            moved=moved,
            drafts=drafts,
            after=after,
            limit=limit,
        )


def account_page(
    act: Act,
    dossier_id: int,
    number: str,
    year: FiscalYearRow,
    previous: FiscalYearRow | None = None,
    *,
    limit: int = MOVES,
) -> AccountPage:
    """The account with its months, beside those of `previous`, and its newest lines.

    Drafts are in, and said apart. Raises NotFound.
    """
    with access.read(act, dossier_id, "books.read"):
        facts = run_one(
            "books/account_facts",
            into=AccountFacts,
            dossier=dossier_id,
            number=number.replace("\x00", ""),
        )
        if facts is None:
            raise NotFound(f"Le dossier n’a pas de compte « {number[:40]} ».")
        now = _months(dossier_id, facts.id, year)
        before = _months(dossier_id, facts.id, previous) if previous else None
        moves = run_sql(
            "books/account_moves",
            into=AccountMove,
            dossier=dossier_id,
            account=facts.id,
            start=year.start_date,
            end=year.end_date,
            limit=limit + 1,
        )
    balance = sum(month.net for month in now)
    return AccountPage(
        account=facts,
        months=months_beside(year, now, previous, before),
        has_previous=previous is not None,
        debit=sum(month.debit for month in now),
        credit=sum(month.credit for month in now),
        draft=sum(month.draft for month in now),
        count=sum(month.count for month in now),
        moves=with_balances(moves[:limit], balance),
        has_more=len(moves) > limit,
    )


def _months(dossier_id: int, account_id: int, year: FiscalYearRow) -> list[MonthSums]:
    return run_sql(
        "books/account_months",
        into=MonthSums,
        dossier=dossier_id,
        year=year.id,
        account=account_id,
    )


def with_balances(moves: Iterable[AccountMove], balance: int) -> tuple[MoveWithBalance, ...]:
    """Lines newest first with the balance after each, going back from the last balance."""
    found = []
    for move in moves:
        found.append(MoveWithBalance(move, balance))
        balance -= move.net
    return tuple(found)


def year_ahead(year: FiscalYearRow, years: Iterable[FiscalYearRow]) -> FiscalYearRow | None:
    """The year that ends the day before this one begins."""
    return next((y for y in years if (year.start_date - y.end_date).days == 1), None)


def day_of_reading(year: FiscalYearRow, today: date) -> date:
    """The day on which ages are counted: today, or the end of a year that is over."""
    return min(max(today, year.start_date), year.end_date)
