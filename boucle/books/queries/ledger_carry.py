"""What a page of the ledger asks for, and what the pages before it summed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from boucle.books.queries.balance import balance_rows, states, third_rows
from boucle.books.rules.ledger_key import LedgerKey
from boucle.books.rules.period import Period, month_start
from boucle.books.types_reading import BalanceRow, LedgerHead, ThirdRow
from boucle.kernel.db import run_sql


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What to read: accounts and third parties by the start of their number, drafts, lettrage.

    `lettered`: settled lines (True), open ones (False), both (None).
    """

    period: Period
    account: str = ""
    third: str = ""
    drafts: bool = False
    by_third: bool = False
    lettered: bool | None = None


@dataclass(frozen=True, slots=True)
class _Sums:
    debit: int
    credit: int


def sums_upto(
    dossier_id: int, wanted: LedgerFilter, head: LedgerHead, key: LedgerKey
) -> tuple[int, int]:
    """Debit and credit of an account from the start of the period to the line of a key, in cents.

    The months before come from the roll-up; with a filter on lettrage every line is read. In the
    open scope.
    """
    month = max(month_start(key.day), wanted.period.start)
    lettered = {} if wanted.lettered is None else {"lettered": wanted.lettered}
    found = run_sql(
        "books/ledger_upto_lettered" if lettered else "books/ledger_upto",
        into=_Sums,
        dossier=dossier_id,
        account=head.account_id,
        third=head.third_id,
        start=wanted.period.start if lettered else month,
        day=key.day,
        entry=key.entry_id,
        position=key.position,
        states=states(wanted.drafts),
        **lettered,
    )[0]
    if lettered or month == wanted.period.start:
        return found.debit, found.credit
    ahead = Period(wanted.period.year, wanted.period.start, month - timedelta(days=1))
    before = _months(dossier_id, wanted, head, ahead)
    if before is None:
        return found.debit, found.credit
    debit, credit = before.an_debit + before.debit, before.an_credit + before.credit
    return found.debit + debit, found.credit + credit


def _months(
    dossier_id: int, wanted: LedgerFilter, head: LedgerHead, months: Period
) -> BalanceRow | ThirdRow | None:
    """The sums of the whole months of a period."""
    if head.third is None:
        rows = balance_rows(dossier_id, months, drafts=wanted.drafts, prefix=head.account)
        return next((row for row in rows if row.id == head.account_id), None)
    thirds = third_rows(
        dossier_id,
        months,
        head.account,
        only=True,
        drafts=wanted.drafts,
        third=head.third,
        limit=1,
        openings=False,
    )
    return next((row for row in thirds if row.id == head.third_id), None)


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


def lettered_accounts(dossier_id: int) -> set[int]:
    """Accounts that have a lettrage, in the open scope."""
    return {row.id for row in run_sql("books/lettered_accounts", into=_Id, dossier=dossier_id)}


@dataclass(frozen=True, slots=True)
class Span:
    """Days of an account to read: after a key (day, entry, position), up to a day."""

    head: LedgerHead
    key: tuple[date, int, int]
    end: date


@dataclass(frozen=True, slots=True)
class _Range:
    account_id: int
    low: date
    high: date


def spans_of(
    dossier_id: int,
    wanted: LedgerFilter,
    heads: list[LedgerHead],
    keys: list[tuple[date, int, int]],
) -> list[Span]:
    """What is read of these accounts: the period, or the months that may hold an open line.

    In the open scope. `keys`: where each account goes on.
    """
    end = wanted.period.end
    if wanted.lettered is not False:
        return [Span(head, key, end) for head, key in zip(heads, keys)]
    accounts = list(dict.fromkeys(head.account_id for head in heads))
    ranges: dict[int, list[_Range]] = {}
    for one in run_sql(
        "books/open_ranges", into=_Range, dossier=dossier_id, accounts=accounts,
        start=wanted.period.start, end=end,
    ):  # fmt: skip
        ranges.setdefault(one.account_id, []).append(one)
    return [
        Span(head, max(key, (each.low, 0, 0)), each.high)
        for head, key in zip(heads, keys)
        for each in ranges.get(head.account_id, ())
        if each.high >= key[0]
    ]
