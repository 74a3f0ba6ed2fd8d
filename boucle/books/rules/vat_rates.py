"""Rates of VAT as dated data. Source: `data/tax/vat_rates.csv`, each row with its article."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from boucle.books.types_vat import VatRate

FOLDER = Path(__file__).resolve().parents[2] / "data" / "tax"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of `data/tax`."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def rates() -> dict[str, tuple[VatRate, ...]]:
    """Every rate by key, its periods oldest first."""
    found: dict[str, list[VatRate]] = {}
    for row in rows_of("vat_rates.csv"):
        rate = VatRate(
            key=row["key"],
            territory=row["territory"],
            label=row["label"],
            rate=int(row["rate"]),
            start=date.fromisoformat(row["from"]),
            end=date.fromisoformat(row["to"]) if row["to"] else None,
            box=row["box"],
        )
        found.setdefault(rate.key, []).append(rate)
    return {key: tuple(sorted(each, key=lambda r: r.start)) for key, each in found.items()}


def rate_on(key: str, day: date) -> VatRate | None:
    """The rate of a key in force on a day; None where there is none, or no such key."""
    for rate in rates().get(key, ()):
        if rate.start <= day and (rate.end is None or day <= rate.end):
            return rate
    return None


def rate_text(rate: int) -> str:
    """`20 %`, `5,5 %`, `1,05 %`, with the no-break space."""
    whole, part = divmod(rate, 100)
    decimals = f"{part:02d}".rstrip("0")
    return f"{whole},{decimals}\u00a0%" if decimals else f"{whole}\u00a0%"
