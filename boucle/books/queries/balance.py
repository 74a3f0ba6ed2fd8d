"""The trial balance, general and by third party. Reads the roll-ups, not the lines.

Only the month that an accounting date cuts is read in its lines. Opening balances are the entries
of à-nouveaux journals and nothing else: without them the report says so and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from boucle.access import public as access
from boucle.books.rules.period import Period, year_before
from boucle.books.types import FiscalYearRow
from boucle.books.types_reading import (
    BalanceClass,
    BalanceLine,
    BalanceRow,
    BalanceTotal,
    Control,
    EntryRef,
    ThirdRow,
    YearFacts,
)
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.pagination import Page

CLASSES = {
    "1": "Capitaux",
    "2": "Immobilisations",
    "3": "Stocks et en-cours",
    "4": "Tiers",
    "5": "Comptes financiers",
    "6": "Charges",
    "7": "Produits",
    "8": "Comptes spéciaux",
}


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """A balance with its sums. `unbalanced` is asked for only when the foot does not check."""

    period: Period
    previous: Period | None
    lines: tuple[BalanceLine, ...]
    total: BalanceTotal
    facts: YearFacts
    prefix: str = ""
    unbalanced: tuple[EntryRef, ...] = ()

    @property
    def is_balanced(self) -> bool:
        """Debit equals credit; a selection of accounts has no reason to."""
        return bool(self.prefix) or self.total.all_debit == self.total.all_credit

    @property
    def gap(self) -> int:
        """Debit less credit, in cents."""
        return self.total.all_debit - self.total.all_credit

    @property
    def classes(self) -> tuple[BalanceClass, ...]:
        """The lines by first digit, with sub-totals."""
        found: dict[str, list[BalanceLine]] = {}
        for line in self.lines:
            found.setdefault(line.number[:1], []).append(line)
        return tuple(
            BalanceClass(digit, CLASSES.get(digit, ""), tuple(lines), total_of(lines))
            for digit, lines in found.items()
        )


@dataclass(frozen=True, slots=True)
class ThirdBalance:
    """A page of the subsidiary balance, and the whole collective account at its foot."""

    period: Period
    previous: Period | None
    controls: tuple[Control, ...]
    control: Control | None
    lines: tuple[BalanceLine, ...]
    has_next: bool
    total: BalanceLine | None
    facts: YearFacts


def states(drafts: bool) -> list[str]:
    """States of entries to read."""
    return ["v", "d"] if drafts else ["v"]


def trial_balance(
    act: Act,
    dossier_id: int,
    period: Period,
    *,
    years: tuple[FiscalYearRow, ...] = (),
    drafts: bool = False,
    prefix: str = "",
    unmoved: bool = False,
) -> TrialBalance:
    """Balance générale of the period, with that of a year earlier when `years` holds it.

    `prefix`: accounts that start so. `unmoved`: active accounts without movement too. Cents.
    Raises NotFound, Forbidden.
    """
    previous = year_before(period, years)
    with access.read(act, dossier_id, "books.read"):
        rows = balance_rows(dossier_id, period, drafts=drafts, prefix=prefix, unmoved=unmoved)
        past = (
            balance_rows(dossier_id, previous, drafts=drafts, prefix=prefix) if previous else None
        )
        facts = year_facts(dossier_id, period.year)
        lines = tuple(_merged(rows, past))
        total = total_of(lines)
        broken: tuple[EntryRef, ...] = ()
        if not prefix and total.all_debit != total.all_credit:
            broken = tuple(
                run_sql(
                    "books/unbalanced_entries",
                    into=EntryRef,
                    dossier=dossier_id,
                    year=period.year.id,
                    limit=20,
                )
            )
    return TrialBalance(period, previous, lines, total, facts, prefix, broken)


def balance_rows(
    dossier_id: int, period: Period, *, drafts: bool, prefix: str = "", unmoved: bool = False
) -> list[BalanceRow]:
    """Sums by account, in the open scope."""
    spans = period.spans()
    return run_sql(
        "books/balance",
        into=BalanceRow,
        dossier=dossier_id,
        year=period.year.id,
        start=period.start,
        first_month=spans.first_month,
        last_month=spans.last_month,
        lows=list(spans.lows),
        highs=list(spans.highs),
        states=states(drafts),
        prefix=prefix,
        all=unmoved,
    )


def year_facts(dossier_id: int, year: FiscalYearRow) -> YearFacts:
    """Facts of the year for the head of a report, in the open scope."""
    return run_sql("books/year_facts", into=YearFacts, dossier=dossier_id, year=year.id)[0]


def total_of(lines: Iterable[BalanceLine]) -> BalanceTotal:
    """Sums of lines; `previous` is None when no line has one."""
    kept = list(lines)
    past = [line.previous for line in kept if line.previous is not None]
    return BalanceTotal(
        opening=sum(line.opening for line in kept),
        debit=sum(line.debit for line in kept),
        credit=sum(line.credit for line in kept),
        balance_debit=sum(line.balance_debit for line in kept),
        balance_credit=sum(line.balance_credit for line in kept),
        all_debit=sum(line.all_debit for line in kept),
        all_credit=sum(line.all_credit for line in kept),
        previous=sum(past) if past else None,
    )


def _merged(rows: list[BalanceRow], past: list[BalanceRow] | None) -> Iterator[BalanceLine]:
    """Accounts of either year, by number."""
    before = {row.number: row for row in past or ()}
    now = {row.number: row for row in rows}
    for number in sorted(before.keys() | now.keys()):
        row, old = now.get(number), before.get(number)
        known = row or old
        assert known is not None
        previous = None if past is None else (old.balance if old else 0)
        if row is None and not previous:
            continue
        yield BalanceLine(
            number=number,
            label=known.label,
            opening=row.opening if row else 0,
            debit=row.debit if row else 0,
            credit=row.credit if row else 0,
            balance=row.balance if row else 0,
            previous=previous,
            all_debit=row.all_debit if row else 0,
            all_credit=row.all_credit if row else 0,
        )


def third_balance(
    act: Act,
    dossier_id: int,
    period: Period,
    *,
    years: tuple[FiscalYearRow, ...] = (),
    drafts: bool = False,
    account: str = "",
    third: str = "",
    after: str = "",
    limit: int = 200,
) -> ThirdBalance:
    """Balance auxiliaire: a page of the third parties of one collective account, by number.

    `account`: its number or the start of it; empty: the first. `third`: numbers that start so.
    `after`: the last number of the page before. Cents. Raises NotFound, Forbidden.
    """
    assert 1 <= limit <= 1_000
    previous = year_before(period, years)
    with access.read(act, dossier_id, "books.read"):
        facts = year_facts(dossier_id, period.year)
        controls = controls_of(dossier_id)
        control = next((one for one in controls if one.number.startswith(account)), None)
        if control is None:
            return ThirdBalance(period, previous, tuple(controls), None, (), False, None, facts)
        page = Page.of(
            third_rows(
                dossier_id,
                period,
                control.number,
                only=True,
                drafts=drafts,
                third=third,
                after=(control.number, after),
                limit=limit + 1,
            ),
            limit=limit,
        )
        past = _past_thirds(dossier_id, previous, control.id, drafts, page) if previous else None
        rows = balance_rows(dossier_id, period, drafts=drafts, prefix=control.number)
        old = (
            balance_rows(dossier_id, previous, drafts=drafts, prefix=control.number)
            if previous
            else None
        )
    whole = next((line for line in _merged(rows, old) if line.number == control.number), None)
    lines = tuple(third_line(row, past) for row in page.rows)
    return ThirdBalance(
        period, previous, tuple(controls), control, lines, page.has_next, whole, facts
    )


def third_balance_lines(
    act: Act,
    dossier_id: int,
    period: Period,
    *,
    drafts: bool = False,
    prefix: str = "",
    third: str = "",
) -> Iterator[BalanceLine]:
    """The whole balance auxiliaire, by collective account and third party: for files.

    The transaction lasts as long as the iterator. Raises NotFound, Forbidden.
    """
    with access.read(act, dossier_id, "books.read"):
        for row in all_thirds(dossier_id, period, prefix, drafts=drafts, third=third):
            yield third_line(row, None)


def controls_of(dossier_id: int, prefix: str = "") -> list[Control]:
    """Accounts with third parties, in the open scope."""
    return run_sql("books/third_controls", into=Control, dossier=dossier_id, prefix=prefix)


def third_rows(
    dossier_id: int,
    period: Period,
    account: str = "",
    *,
    only: bool = False,
    drafts: bool,
    third: str = "",
    after: tuple[str, str] = ("", ""),
    again: bool = False,
    limit: int,
    openings: bool = True,
) -> list[ThirdRow]:
    """Sums by third party in the accounts that start so (`only`: in that one), in the open scope.

    `after`: account and third party of the last row of the page before, which comes `again` or
    not. Without `openings` the à-nouveaux stay among the debits and credits (quicker).
    """
    spans = period.third_spans()
    return run_sql(
        "books/third_balance",
        into=ThirdRow,
        dossier=dossier_id,
        start=period.start,
        end=period.end,
        first_month=spans.first_month,
        last_month=spans.last_month,
        lows=list(spans.lows),
        highs=list(spans.highs),
        states=states(drafts),
        openings=openings,
        prefix=account,
        only=only,
        third=third,
        account=after[0],
        after=after[1],
        again=again,
        limit=limit,
    )


def all_thirds(
    dossier_id: int,
    period: Period,
    account: str,
    *,
    drafts: bool,
    third: str = "",
    after: tuple[str, str] = ("", ""),
    again: bool = False,
    openings: bool = True,
    size: int = 5_000,
) -> Iterator[ThirdRow]:
    """The same without a limit, read `size` at a time."""
    while True:
        rows = third_rows(
            dossier_id,
            period,
            account,
            drafts=drafts,
            third=third,
            after=after,
            again=again,
            limit=size,
            openings=openings,
        )
        yield from rows
        if len(rows) < size:
            return
        after, again = (rows[-1].account, rows[-1].number), False


def _past_thirds(
    dossier_id: int, previous: Period, account_id: int, drafts: bool, page: Page[ThirdRow]
) -> dict[int, int]:
    """Soldes of a year earlier for the third parties of a page, by their id."""
    spans = previous.third_spans()
    rows = run_sql(
        "books/third_soldes",
        into=_Solde,
        dossier=dossier_id,
        account=account_id,
        thirds=[row.id for row in page.rows],
        start=previous.start,
        first_month=spans.first_month,
        last_month=spans.last_month,
        lows=list(spans.lows),
        highs=list(spans.highs),
        states=states(drafts),
    )
    return {row.id: row.balance for row in rows}


@dataclass(frozen=True, slots=True)
class _Solde:
    id: int
    balance: int


def third_line(row: ThirdRow, past: dict[int, int] | None) -> BalanceLine:
    """A row of a third party as a line of the balance."""
    return BalanceLine(
        number=row.number,
        label=row.label,
        opening=row.opening,
        debit=row.debit,
        credit=row.credit,
        balance=row.balance,
        previous=None if past is None else past.get(row.id, 0),
        all_debit=row.all_debit,
        all_credit=row.all_credit,
        account=row.account,
    )
