"""Lettrage without a database: the days that are looked at, and lines that clear a sum.

Amounts are cents, debit minus credit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from boucle.books.types import FiscalYearRow
from boucle.books.types_lettrage import HeldLine, Member, OldLettrage

SHOWN_MOST = 5
STEPS_MOST = 200_000
DEPTH_MOST = 6


def years_to_letter(
    year: FiscalYearRow, years: Sequence[FiscalYearRow], opened: set[int]
) -> list[FiscalYearRow]:
    """The year, after those before it whose open lines it does not take over by à-nouveaux."""
    found = [year]
    while found[0].id not in opened:
        day = found[0].start_date - timedelta(days=1)
        before = next((one for one in years if one.end_date == day), None)
        if before is None:
            break
        found.insert(0, before)
    return found


def joined(years: Sequence[FiscalYearRow]) -> FiscalYearRow:
    """Years in a row as one."""
    return replace(years[-1], start_date=years[0].start_date)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is added up as one: a line, or a partial lettrage with all its lines."""

    lines: tuple[tuple[UUID, int], ...]
    net: int
    lettrage: OldLettrage | None = None


def units_of(
    lines: Sequence[tuple[UUID, int]], held: Sequence[HeldLine], members: Sequence[Member]
) -> list[Unit]:
    """Named lines as units, in their order; each partial lettrage once."""
    seen: set[int] = set()
    found = []
    for line, one in zip(lines, held, strict=True):
        if one.lettrage is None or not one.is_partial:
            found.append(Unit((line,), one.net))
        elif one.lettrage not in seen:
            seen.add(one.lettrage)
            own = [member for member in members if member.lettrage == one.lettrage]
            kept = tuple((member.entry, member.position) for member in own)
            net = sum(member.net for member in own)
            found.append(Unit(kept, net, OldLettrage(one.code, kept)))
    return found


def clearing(target: int, amounts: Sequence[int], most: int = SHOWN_MOST) -> list[tuple[int, ...]]:
    """Ranks of `amounts` whose sum is exactly −`target`: fewest lines first, at most `most`.

    Bounded: one line, two, three, then runs of neighbours, then up to six lines until the steps are
    spent. An empty list may therefore mean that a long answer was not found.
    """
    found: dict[tuple[int, ...], None] = {}
    for ranks in _candidates(-target, amounts):
        found.setdefault(ranks)
        if len(found) >= most:
            break
    return list(found)


def _candidates(wanted: int, amounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    places: dict[int, list[int]] = {}
    for rank, amount in enumerate(amounts):
        places.setdefault(amount, []).append(rank)
    yield from ((rank,) for rank in places.get(wanted, ()))
    yield from _pairs(wanted, amounts, places)
    yield from _triples(wanted, amounts, places)
    yield from _runs(wanted, amounts)
    yield from _deeper(wanted, amounts)


def _pairs(
    wanted: int, amounts: Sequence[int], places: dict[int, list[int]], after: int = -1
) -> Iterator[tuple[int, ...]]:
    for rank in range(after + 1, len(amounts)):
        for other in places.get(wanted - amounts[rank], ()):
            if other > rank:
                yield rank, other


def _triples(
    wanted: int, amounts: Sequence[int], places: dict[int, list[int]]
) -> Iterator[tuple[int, ...]]:
    for rank in range(min(len(amounts), STEPS_MOST // max(1, len(amounts)))):
        for pair in _pairs(wanted - amounts[rank], amounts, places, rank):
            yield rank, *pair


def _runs(wanted: int, amounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Neighbours in the order given: what one payment of several invoices in a row clears."""
    starts: dict[int, list[int]] = {0: [0]}
    total = 0
    for rank, amount in enumerate(amounts):
        total += amount
        for start in starts.get(total - wanted, ()):
            if rank - start >= 3:
                yield tuple(range(start, rank + 1))
        starts.setdefault(total, []).append(rank + 1)


def _deeper(wanted: int, amounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    steps = STEPS_MOST
    for depth in range(4, DEPTH_MOST + 1):
        stack: list[tuple[int, int, tuple[int, ...]]] = [(0, wanted, ())]
        while stack and steps > 0:
            start, left, taken = stack.pop()
            if len(taken) == depth:
                if left == 0:
                    yield taken
                continue
            for rank in range(len(amounts) - 1, start - 1, -1):
                steps -= 1
                stack.append((rank + 1, left - amounts[rank], (*taken, rank)))
