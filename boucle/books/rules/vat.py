"""The arithmetic of VAT lines, in cents: whatever is typed, the entry balances.

Source: keyboard grid §5.5. HT = round(TTC × 100 ÷ (100 + rate)), TVA = TTC − HT; from HT, TVA =
round(HT × rate). Halves go away from zero. What is not deductible goes with the base line. Reverse
charge: the supplier is owed the HT alone, the tax stands once deductible, once due.
The same cases hold the grid of the browser: `tests/books/vat_vectors.json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boucle.books.types_vat import WHOLE


@dataclass(frozen=True, slots=True)
class Terms:
    """What a code says of an amount: rate (hundredths of a per cent), share, reverse charge."""

    rate: int
    share: int = WHOLE
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Amounts of the lines of one base, in cents: base + vat = third + due."""

    base: int
    vat: int
    due: int
    third: int


def portion(cents: int, part: int, whole: int) -> int:
    """`cents × part ÷ whole` (whole > 0), halves away from zero."""
    size = (abs(cents) * part * 2 + whole) // (2 * whole)
    return -size if cents < 0 else size


def from_ht(cents: int, terms: Terms) -> Lines:
    """The lines of an amount without tax."""
    return _lines(cents, portion(cents, terms.rate, WHOLE), terms)


def from_ttc(cents: int, terms: Terms) -> Lines:
    """The lines of what the third party is owed or owes (without tax under reverse charge)."""
    if terms.reverse:
        return from_ht(cents, terms)
    net = portion(cents, WHOLE, WHOLE + terms.rate)
    return _lines(net, cents - net, terms)


def _lines(net: int, tax: int, terms: Terms) -> Lines:
    vat = portion(tax, terms.share, WHOLE)
    due = tax if terms.reverse else 0
    return Lines(base=net + tax - vat, vat=vat, due=due, third=net + tax - due)


def several(total: int, typed: Sequence[tuple[int, Terms]], rest: Terms) -> list[Lines]:
    """The lines of an invoice of several rates: bases typed without tax, then what is left.

    The last base takes the rest of `total` (what the third party is owed or owes), so that the
    whole balances.
    """
    lines = [from_ht(cents, terms) for cents, terms in typed]
    left = total - sum(each.third for each in lines)
    return [*lines, from_ttc(left, rest)]


def is_doubtful(net: int, tax: int, rate: int) -> bool:
    """A typed VAT departs from the computed one by more than a cent."""
    return abs(portion(net, rate, WHOLE) - tax) > 1
