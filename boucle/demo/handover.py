"""The running year as the product's commands take it: drafts, names to create, lettrages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from boucle.demo.types import DemoEntry, DemoYear


class DraftLine(TypedDict):
    """A line of a draft; amounts in cents, days as AAAA-MM-JJ."""

    account: str
    third: str | None
    piece_ref: str
    piece_date: str
    label: str
    debit: int
    credit: int
    due_date: str | None
    currency: str | None
    currency_amount: int | None


class Draft(TypedDict):
    """An entry as the gate saves it."""

    journal: str
    date: str
    lines: list[DraftLine]


@dataclass(frozen=True, slots=True)
class DemoLettrage:
    """Lines that cancel out, by place: (rank of the entry in the year, position from 0)."""

    account: str
    third: str
    code: str
    date: date
    lines: tuple[tuple[int, int], ...]


def draft_of(entry: DemoEntry) -> Draft:
    """The entry as a draft to save."""
    return Draft(
        journal=entry.journal,
        date=entry.date.isoformat(),
        lines=[
            DraftLine(
                account=line.account,
                third=line.third or None,
                piece_ref=line.piece_ref or entry.piece_ref,
                piece_date=entry.piece_date.isoformat(),
                label=line.label,
                debit=line.debit,
                credit=line.credit,
                due_date=line.due_date.isoformat() if line.due_date else None,
                currency=line.currency or None,
                currency_amount=line.currency_amount,
            )
            for line in entry.lines
        ],
    )


def accounts_of(year: DemoYear) -> dict[str, str]:
    """Accounts that the year moves, with their labels, by number."""
    names = {line.account: line.account_label for entry in year.entries for line in entry.lines}
    return dict(sorted(names.items()))


def third_parties_of(year: DemoYear) -> dict[str, tuple[str, str]]:
    """Third parties that the year moves: code → (name, collective account)."""
    names = {
        line.third: (line.third_label, line.account)
        for entry in year.entries
        for line in entry.lines
        if line.third
    }
    return dict(sorted(names.items()))


def lettrages_of(year: DemoYear) -> list[DemoLettrage]:
    """Every lettrage of the year, in the order of its day."""
    groups: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    days: dict[tuple[str, str, str], date] = {}
    for rank, entry in enumerate(year.entries):
        for position, line in enumerate(entry.lines):
            if line.letter and line.letter_date:
                key = (line.account, line.third, line.letter)
                groups.setdefault(key, []).append((rank, position))
                days[key] = line.letter_date
    found = [DemoLettrage(*key, days[key], tuple(lines)) for key, lines in groups.items()]
    return sorted(found, key=lambda each: (each.date, each.account, each.third, each.code))
