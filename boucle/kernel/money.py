"""Money: integer cents in, French text out, and the only divisions of the product.

Amounts are `int` cents everywhere (positive = debit where a sign is a side).
"""

from __future__ import annotations

import re
from typing import NewType

Cents = NewType("Cents", int)

CENTS_MAX = 9_007_199_254_740_991
"""Largest amount taken in: exact in the browser's numbers too (2^53 - 1 cents)."""

_NBSP = "\u00a0"
_MINUS = "\u2212"
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"^[+-]?\d{1,16}([.,]\d{1,2})?$")


def parse_amount(text: str) -> int:
    """Cents of an amount as people type it: `1 234,56`, `1234.5`, `-12`, `12,00-`.

    Raises ValueError, with a French sentence, on anything else or beyond `CENTS_MAX`.
    """
    tidy = _SPACES.sub("", text).replace(_MINUS, "-").removesuffix("€")
    if tidy.endswith("-"):
        tidy = "-" + tidy[:-1]
    if not _PLAIN.match(tidy):
        raise ValueError(f"« {text} » n’est pas un montant ; écrivez par exemple 1 234,56.")
    sign = -1 if tidy.startswith("-") else 1
    whole, _, decimals = tidy.lstrip("+-").replace(",", ".").partition(".")
    cents = int(whole) * 100 + int(decimals.ljust(2, "0") or 0)
    if cents > CENTS_MAX:
        raise ValueError(f"« {text} » dépasse le plus grand montant admis.")
    return sign * cents


def show(cents: int) -> str:
    """`1 234,56` for the screen: no-break space for thousands, U+2212 for minus."""
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}".replace(",", _NBSP)
    return f"{_MINUS if cents < 0 else ''}{grouped},{rest:02d}"


def plain(cents: int) -> str:
    """`1234,56` for files (FEC, CSV): decimal comma, nothing between thousands, ASCII minus."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros},{rest:02d}"


def apply_ppm(cents: int, *, rate_ppm: int) -> Cents:
    """Share of an amount at a rate in parts per million, rounded half away from zero."""
    product = abs(cents) * rate_ppm
    rounded = (product + 500_000) // 1_000_000
    return Cents(-rounded if cents < 0 else rounded)


def share_out(total: int, weights: list[int]) -> list[int]:
    """Parts of `total` (cents) by weight that add up to it; the first ones take the rest."""
    whole = sum(weights)
    assert whole > 0 and min(weights) >= 0
    parts = [abs(total) * weight // whole for weight in weights]
    for at in range(abs(total) - sum(parts)):
        parts[at % len(parts)] += 1
    return parts if total >= 0 else [-part for part in parts]
