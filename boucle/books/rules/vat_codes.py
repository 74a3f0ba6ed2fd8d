"""The VAT codes that a Dossier opens with, by its regime, on the accounts of its chart.

Source: `data/tax/vat_codes.csv`; accounts by their roots (PCG 4452, 44562, 44566, 44571, 4458),
the first root that the chart knows. An account whose label names the rate is preferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from boucle.books.rules.vat_rates import rate_on, rows_of
from boucle.books.types_vat import NewVatCode

WITHOUT_VAT = {"franchise", "exonere"}
"""Regimes whose Dossiers start without codes."""


def usual_codes(
    regime: str, chart: Mapping[str, str], day: date, due_on: str = "debits"
) -> list[NewVatCode]:
    """The usual set: those codes whose accounts all stand in `chart` (label by number).

    `due_on`: when the tax of sales is due by default. None under a regime without VAT.
    """
    if regime in WITHOUT_VAT:
        return []
    numbers = sorted(chart)
    found = (_resolved(row, numbers, chart, day, due_on) for row in _rows())
    return [code for code in found if code is not None]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(rows_of("vat_codes.csv"))


def _resolved(
    row: dict[str, str], numbers: list[str], chart: Mapping[str, str], day: date, due_on: str
) -> NewVatCode | None:
    rate = rate_on(row["rate"], day)
    due = due_on if row["on"] == "dossier" else row["on"]
    wanted = {"account": row["account"], "pair_account": row["pair"]}
    if due == "receipts":
        wanted["waiting_account"] = row["waiting"]
    accounts = {
        name: _account(roots, numbers, chart, rate.rate if rate else 0)
        for name, roots in wanted.items()
        if roots
    }
    if not all(accounts.values()):
        return None
    return NewVatCode(
        code=row["code"], label=row["label"], kind=row["kind"], due_on=due, rate_key=row["rate"],
        share=int(row["share"]), box=row["box"], base_box=row["base_box"],
        **{name: str(number) for name, number in accounts.items()},
    )  # fmt: skip


def _account(roots: str, numbers: list[str], chart: Mapping[str, str], rate: int) -> str | None:
    """The account of the first root that has any: the one that names the rate, else the first."""
    for root in roots.split("|"):
        found = [number for number in numbers if number.startswith(root)]
        if found:
            return next((n for n in found if names_rate(chart[n], rate)), found[0])
    return None


def names_rate(label: str, rate: int) -> bool:
    """Does a label name the rate: `TVA collectée 5,5 %`?"""
    whole, part = divmod(rate, 100)
    decimals = f"[.,]{f'{part:02d}'.rstrip('0')}0?" if part else "(?:[.,]0+)?"
    return re.search(rf"(?<![\d.,]){whole}{decimals}\s*%", label) is not None


def accounts_to_open(known: Iterable[str], digits: int) -> list[tuple[str, str]]:
    """Accounts that the usual set needs beyond those known, at this many figures: number, label.

    A chart that keeps one account for every reverse charge (4453) keeps it.
    """
    numbers = tuple(known)

    def has(root: str) -> bool:
        return bool(root) and any(number.startswith(root) for number in numbers)

    return [
        (row["root"].ljust(digits, "0"), row["label"])
        for row in rows_of("vat_accounts.csv")
        if len(row["root"]) <= digits and not has(row["root"]) and not has(row["unless"])
    ]
