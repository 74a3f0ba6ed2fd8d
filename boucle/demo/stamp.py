"""Validation days and numbers: the books of a firm that validates each month.

A month is validated in the course of the next one, journal by journal; the inventory six weeks
after the year's end, then the opening entries of the new year, then its first month.
"""

from __future__ import annotations

from datetime import date, timedelta

from boucle.demo import chart
from boucle.demo.days import after_workdays, month_end, workday
from boucle.demo.ledger import INVENTORY, OPENING, Entry
from boucle.demo.parties import Directory
from boucle.demo.types import DemoEntry, DemoLine

GROUPS = (("VE", "CA"), ("BQ",), ("AC", "PA", "OD"))
INVENTORY_AFTER = 44


def inventory_day(year_end: date) -> date:
    """The day the inventory of a year is validated."""
    return workday(year_end + timedelta(days=INVENTORY_AFTER))


def opening_day(year_start: date) -> date:
    """The day after that, for the balances brought forward."""
    return after_workdays(inventory_day(year_start - timedelta(days=1)), 1)


def valid_day(entry: Entry, year_start: date, year_end: date, *, newborn: bool) -> date:
    """When an entry of the year becomes definitive."""
    if entry.stage == OPENING:
        return opening_day(year_start)
    if entry.stage == INVENTORY:
        return inventory_day(year_end)
    group = next((at for at, codes in enumerate(GROUPS) if entry.journal in codes), 1)
    closing = month_end(entry.date)
    if closing == month_end(year_start) and not newborn:
        return after_workdays(opening_day(year_start), 1 + group)
    return after_workdays(closing + timedelta(days=5 + entry.date.month % 3), 1 + 3 * group)


def freeze(
    entries: list[Entry], parties: Directory, year_start: date, year_end: date, *,
    validated_until: date, newborn: bool,
) -> list[DemoEntry]:  # fmt: skip
    """Entries in the order of their numbers; those after `validated_until` stay drafts, last."""
    stamped, drafts = [], []
    for entry in entries:
        if entry.date > validated_until:
            drafts.append(entry)
        else:
            day = valid_day(entry, year_start, year_end, newborn=newborn)
            stamped.append(((entry.stage != OPENING, day, entry.date, entry.serial), entry))
    stamped.sort(key=lambda pair: pair[0])
    done = [
        _frozen(entry, parties, key[1], number)
        for number, (key, entry) in enumerate(stamped, start=1)
    ]
    return done + [_frozen(entry, parties, None, None) for entry in drafts]


def _frozen(entry: Entry, parties: Directory, day: date | None, number: int | None) -> DemoEntry:
    lines = tuple(
        DemoLine(
            account=line.account,
            account_label=chart.LABELS[line.account],
            third=line.third,
            third_label=parties.names[line.third] if line.third else "",
            label=line.label,
            debit=max(line.amount, 0),
            credit=max(-line.amount, 0),
            letter=line.letter,
            letter_date=line.letter_date,
            currency=line.currency,
            currency_amount=line.currency_amount,
            due_date=line.due_date,
            piece_ref=line.piece_ref,
        )
        for line in entry.lines
    )
    return DemoEntry(
        journal=entry.journal,
        date=entry.date,
        piece_ref=entry.piece_ref,
        piece_date=entry.piece_date,
        valid_date=day,
        label=entry.label,
        lines=lines,
        validated=day is not None,
        number=number,
    )
