"""What the last entries of a third party say of the next one: its accounts and VAT codes.

Lines keep no VAT code: it is read back from the accounts and amounts of each entry. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from boucle.books.rules.vat import Terms, from_ht, portion
from boucle.books.types_vat import WHOLE, Usual, UsualLine

FADING = 0, 10, 8, 6, 5, 4, 3
"""Weight of an entry by its rank, the last one first: a single odd one changes no habit."""
HABITUAL_FROM = 3
BASES_MAX = 6
SLACK = 2
"""Cents by which the VAT of an invoice may depart from that of its lines."""

UNCLEAR = "?"
"""The code of a base line of an entry whose VAT lines could not be told apart."""

Shape = tuple[UsualLine, ...]


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line of a past entry, but the third party's; debit − credit, cents.

    `vat`: the code that its account proposes, which tells apart codes of the same accounts.
    """

    account: str
    amount: int
    vat: str = ""


@dataclass(frozen=True, slots=True)
class CodeTerms:
    """A code as it is recognised: where its VAT may stand, and how it is counted."""

    code: str
    accounts: tuple[str, ...]
    pair: str
    terms: Terms


def usual_of(entries: Sequence[Sequence[PastLine]], codes: Sequence[CodeTerms]) -> Usual | None:
    """What the next entry will look like; `entries` the last one first. None without a past."""
    weight: dict[Shape, int] = {}
    times: dict[Shape, int] = {}
    for rank, entry in enumerate(entries[: len(FADING) - 1], start=1):
        shape = shape_of(entry, codes)
        if shape:
            weight[shape] = weight.get(shape, 0) + FADING[rank]
            times[shape] = times.get(shape, 0) + 1
    if not weight:
        return None
    best = max(weight, key=lambda shape: weight[shape])
    return Usual(best, times[best] >= HABITUAL_FROM)


def shape_of(entry: Sequence[PastLine], codes: Sequence[CodeTerms]) -> Shape:
    """The base lines of an entry, each with the code that its VAT lines tell.

    Empty where there are none, or too many.
    """
    bases = [line for line in entry if line.account[:1] in "267" and line.amount]
    taxes = [line for line in entry if line.account.startswith("445") and line.amount]
    if not bases or len(bases) > BASES_MAX:
        return ()
    telling = _deductible_first(taxes)
    given: dict[int, str] = {}
    other = ""
    for tax in telling:
        free = [rank for rank in range(len(bases)) if rank not in given]
        ways = _ways(free, _before(tax, entry, bases) if len(telling) > 1 else None)
        found = _match(tax, bases, ways, taxes, codes)
        if found:
            given.update(dict.fromkeys(found[1], found[0]))
        else:
            other = UNCLEAR
    lines = [UsualLine(line.account, given.get(rank, other)) for rank, line in enumerate(bases)]
    return tuple(dict.fromkeys(lines))


def code_of_tax(tax: PastLine, entry: Sequence[PastLine], codes: Sequence[CodeTerms]) -> str:
    """The code that a VAT line of an entry tells by its account and rate; "" = none of them."""
    bases = [line for line in entry if line.account[:1] in "267" and line.amount]
    if not bases or len(bases) > BASES_MAX:
        return ""
    taxes = [line for line in entry if line.account.startswith("445") and line.amount]
    ways = _ways(list(range(len(bases))), _before(tax, entry, bases))
    found = _match(tax, bases, ways, taxes, codes)
    return found[0] if found else ""


def _deductible_first(taxes: list[PastLine]) -> list[PastLine]:
    """What is due by reverse charge tells nothing by itself: the line it mirrors does."""
    return [t for t in taxes if not _mirrors(t, taxes)] or taxes


def _mirrors(tax: PastLine, taxes: list[PastLine]) -> bool:
    return tax.account.startswith(("4452", "4453")) and any(
        other is not tax and other.amount * tax.amount < 0 for other in taxes
    )


def _before(tax: PastLine, entry: Sequence[PastLine], bases: list[PastLine]) -> int | None:
    """The rank of the base line just before a VAT line: of several rates, it is the one taxed."""
    at = next(rank for rank, line in enumerate(entry) if line is tax)
    return next((rank for rank, base in enumerate(bases) if at and base is entry[at - 1]), None)


def _ways(free: list[int], first: int | None) -> Iterator[tuple[int, ...]]:
    """Base lines that a VAT line may tax together: `first` alone, all that are free, fewer."""
    if first is not None and first in free:
        yield (first,)
    for size in range(len(free), 0, -1):
        yield from combinations(free, size)


def _match(
    tax: PastLine,
    bases: list[PastLine],
    ways: Iterable[tuple[int, ...]],
    taxes: list[PastLine],
    codes: Sequence[CodeTerms],
) -> tuple[str, tuple[int, ...]] | None:
    """The code of a VAT line, and the base lines that it taxes."""
    able = [c for c in codes if tax.account in c.accounts and _has_pair(c, tax, taxes)]
    for ranks in ways:
        total = sum(bases[rank].amount for rank in ranks)
        wanted = {bases[rank].vat for rank in ranks}
        for code in sorted(able, key=lambda each: each.code not in wanted):
            if _taxes(code.terms, total, tax.amount):
                return code.code, ranks
    return None


def _has_pair(code: CodeTerms, tax: PastLine, taxes: list[PastLine]) -> bool:
    due = [t for t in taxes if t is not tax and t.amount * tax.amount < 0]
    if code.pair:
        return any(t.account == code.pair for t in due)
    return not any(t.account.startswith(("4452", "4453")) for t in due)


def _taxes(terms: Terms, base: int, vat: int) -> bool:
    """Is `vat` what the terms make of a base line of `base` (HT and what is not deductible)?"""
    if not terms.rate or not terms.share or base * vat <= 0:
        return False
    tax = portion(vat, WHOLE, terms.share)
    net = base - (tax - vat)
    return abs(from_ht(net, terms).vat - vat) <= SLACK
