"""Currencies: how many decimals their minor unit has.

Source: ISO 4217; the same list as `books_currency_decimals` in SQL (a test compares them).
"""

from __future__ import annotations

_NONE = frozenset(
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
        "XAF", "XOF", "XPF",
    }
)  # fmt: skip
_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def decimals_of(currency: str) -> int:
    """0 for JPY, 3 for KWD, else 2 (also for a code nobody knows)."""
    if currency in _NONE:
        return 0
    return 3 if currency in _THREE else 2
