"""Amounts of a recurring entry: fixed, or counted again at each due day by a formula. Pure.

A line is as the gate takes it, with `formula`, `side` (D or C) and `vat_code` where its amount is
counted: `TVA(L1)` then takes the rate of that day. The language is that of the models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from boucle.books.rules.model_formula import (
    FormulaError,
    FormulaLine,
    evaluate,
    is_balance,
    problems,
    tidy,
)
from boucle.kernel.errors import Finding
from boucle.kernel.money import parse_amount

OWN = ("formula", "side", "vat_code")
SIDES = {"debit": "D", "credit": "C"}
_SIGNS = re.compile(r"L\d|TVA\(|[*/+()%]|\d-")
Lines = Sequence[Mapping[str, Any]]


def is_formula(text: str) -> bool:
    """Whether what is typed in an amount is counted at each due day: `L1*20%`, `solde`."""
    try:
        parse_amount(text)
    except ValueError:
        return is_balance(text) or _SIGNS.search(tidy(text)) is not None
    return False


def has_formula(lines: Lines) -> bool:
    """Whether some amount is counted."""
    return any(line.get("formula") for line in lines)


def counted(lines: Lines, rates: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lines as the gate takes them, on a day with these rates. Raises FormulaError."""
    amounts = evaluate(_formulas(lines), dict(_fixed(lines)), rates) if has_formula(lines) else []
    found = []
    for at, line in enumerate(lines):
        plain = {name: value for name, value in line.items() if name not in OWN}
        if line.get("formula"):
            sides = {"debit": amounts[at].debit, "credit": amounts[at].credit}
            plain |= sides
            for side, cents in sides.items():
                if not cents:
                    del plain[side]
        found.append(plain)
    return found


def amounts_of(
    lines: Lines, rates: Mapping[str, int]
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The lines to keep, with their amounts of now, and what is wrong with their formulas."""
    if not has_formula(lines):
        return [dict(line) for line in lines], []
    wrong = problems(_formulas(lines), rates)
    try:
        now = counted(lines, rates) if not wrong else []
    except FormulaError as error:
        wrong = {1: str(error)}
        now = []
    kept = [
        {**plain, **{name: line[name] for name in OWN if line.get(name)}}
        for plain, line in zip(now or [dict(line) for line in lines], lines, strict=True)
    ]
    return kept, [
        Finding(code="books.subscription.formula", field="debit", line=at, message=text)
        for at, text in wrong.items()
    ]


def _formulas(lines: Lines) -> list[FormulaLine]:
    return [
        FormulaLine(
            str(line.get("side") or ("D" if line.get("debit") else "C")),
            str(line.get("formula") or ""),
            str(line.get("vat_code") or ""),
        )
        for line in lines
    ]


def _fixed(lines: Lines) -> Iterator[tuple[int, int]]:
    for at, line in enumerate(lines, start=1):
        if not line.get("formula"):
            yield at, int(line.get("debit") or line.get("credit") or 0)
