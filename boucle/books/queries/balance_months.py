"""The balance month by month: what each account did, from the roll-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boucle.access import public as access
from boucle.books.queries.balance import CLASSES, states, year_facts
from boucle.books.rules.period import Period, month_start, months_of
from boucle.books.types_reading import YearFacts
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql


@dataclass(frozen=True, slots=True)
class _Row:
    number: str
    label: str
    opening: int
    months: list[date]
    amounts: list[int]


@dataclass(frozen=True, slots=True)
class MonthsLine:
    """An account (or a sum): à-nouveaux of the period, net movement by month; debit positive."""

    number: str
    label: str
    opening: int
    amounts: tuple[int, ...]

    @property
    def balance(self) -> int:
        """À-nouveaux and movements together."""
        return self.opening + sum(self.amounts)


@dataclass(frozen=True, slots=True)
class MonthsClass:
    """A class with its accounts and their sum."""

    digit: str
    label: str
    lines: tuple[MonthsLine, ...]
    total: MonthsLine


@dataclass(frozen=True, slots=True)
class MonthsBalance:
    """Accounts by class over the months of the period."""

    months: tuple[date, ...]
    classes: tuple[MonthsClass, ...]
    total: MonthsLine
    facts: YearFacts


def balance_months(
    act: Act, dossier_id: int, period: Period, *, drafts: bool = False, prefix: str = ""
) -> MonthsBalance:
    """Net movement of each account by month of the period, in cents. Raises NotFound, Forbidden.

    Whole months only; what stands before the period is left out.
    """
    first, last = month_start(period.start), month_start(period.end)
    months = tuple(month for month in months_of(period.year) if first <= month <= last)
    with access.read(act, dossier_id, "books.read"):
        facts = year_facts(dossier_id, period.year)
        rows = run_sql(
            "books/balance_months",
            into=_Row,
            dossier=dossier_id,
            year=period.year.id,
            first_month=first,
            last_month=last,
            states=states(drafts),
            prefix=prefix,
        )
    lines = [_line(row, months) for row in rows]
    by_class: dict[str, list[MonthsLine]] = {}
    for line in lines:
        by_class.setdefault(line.number[:1], []).append(line)
    classes = tuple(
        MonthsClass(digit, CLASSES.get(digit, ""), tuple(own), _sum(own, months))
        for digit, own in by_class.items()
    )
    return MonthsBalance(months, classes, _sum(lines, months), facts)


def _line(row: _Row, months: tuple[date, ...]) -> MonthsLine:
    moved = dict(zip(row.months, row.amounts))
    amounts = tuple(int(moved.get(month, 0)) for month in months)
    return MonthsLine(row.number, row.label, row.opening, amounts)


def _sum(lines: list[MonthsLine], months: tuple[date, ...]) -> MonthsLine:
    amounts = tuple(sum(line.amounts[at] for line in lines) for at in range(len(months)))
    return MonthsLine("", "", sum(line.opening for line in lines), amounts)
