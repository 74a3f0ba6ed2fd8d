"""Formulas of the lines of a model: a small language, exact, the same in the browser.

Described in `docs/saisie-grille.md`; `tests/books/formula_vectors.json` holds both readers of it.
Amounts are cents; inside a formula a line counts in euros, and the result is rounded to the cent,
half away from zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

LENGTH_MAX = 100
CENTS_LIMIT = 10**15
"""As the arithmetic of the grid: amounts stay below ten thousand billion euros."""
SOLDE = "solde"

_NUMBER = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")
_LINE = re.compile(r"L(\d{1,3})")
_VAT = re.compile(r"TVA\(L(\d{1,3})\)")
_SPACES = re.compile(r"[\s\u00a0\u202f']")


class FormulaError(ValueError):
    """What is wrong with a formula, in French."""


class FormulaLine(NamedTuple):
    """A line of a model as far as its amount goes: `side` D or C, `vat` a code or ""."""

    side: str
    formula: str = ""
    vat: str = ""


class Amount(NamedTuple):
    """What a line comes to, in cents; one of the two is 0."""

    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class _Value:
    number: Fraction
    percent: bool = False


class _Context(NamedTuple):
    """What a formula may look at: amounts of the lines above (their own side), rates by code."""

    lines: Sequence[FormulaLine]
    known: Sequence[int | None]
    rates: Mapping[str, int]
    own_vat: str


def rounded(value: Fraction) -> int:
    """Whole cents of euros, half away from zero. Raises FormulaError for what is too large."""
    scaled = abs(value) * 100
    cents = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    if cents >= CENTS_LIMIT:
        raise FormulaError("Ce montant est trop grand.")
    return -cents if value < 0 else cents


def tidy(formula: str) -> str:
    """Without spaces, in capitals, with one sign for each operation."""
    text = _SPACES.sub("", formula).upper().replace("\u2212", "-")
    return text.replace("×", "*").replace("÷", "/")


def is_typed(formula: str) -> bool:
    """Whether the amount is left to who enters the entry."""
    return not tidy(formula)


def is_balance(formula: str) -> bool:
    """Whether the line takes what is missing."""
    return tidy(formula) == SOLDE.upper()


class _Parser:
    """`+ - * / ( ) %` over exact ratios; `100+20%` adds a fifth of what stands before."""

    def __init__(self, text: str, context: _Context) -> None:
        self.rest, self.context = text, context

    def whole(self) -> Fraction:
        value = self.sum().number
        if self.rest:
            raise FormulaError(f"« {self.rest[0]} » n’a pas sa place dans une formule.")
        return value

    def take(self, signs: str) -> str:
        if not self.rest or self.rest[0] not in signs:
            return ""
        sign, self.rest = self.rest[0], self.rest[1:]
        return sign

    def sum(self) -> _Value:
        left = self.product().number
        while sign := self.take("+-"):
            right = self.product()
            more = left * right.number if right.percent else right.number
            left = left + more if sign == "+" else left - more
        return _Value(left)

    def product(self) -> _Value:
        left = self.factor()
        while sign := self.take("*/"):
            right = self.factor()
            if sign == "/" and right.number == 0:
                raise FormulaError("Division par zéro.")
            number = left.number * right.number if sign == "*" else left.number / right.number
            left = _Value(number)
        return left

    def factor(self) -> _Value:
        if self.take("-"):
            value = self.factor()
            return _Value(-value.number, value.percent)
        if self.take("("):
            value = self.sum()
            if not self.take(")"):
                raise FormulaError("Il manque une parenthèse fermante.")
        else:
            value = _Value(self.atom())
        return _Value(value.number / 100, percent=True) if self.take("%") else value

    def atom(self) -> Fraction:
        if found := _VAT.match(self.rest):
            self.rest = self.rest[found.end() :]
            return self.vat_of(int(found[1]))
        if found := _LINE.match(self.rest):
            self.rest = self.rest[found.end() :]
            return Fraction(self.line(int(found[1])), 100)
        if found := _NUMBER.match(self.rest):
            self.rest = self.rest[found.end() :]
            return Fraction(found[0].replace(",", "."))
        raise FormulaError("Écrivez par exemple L1*20%, L1+L2, TVA(L1) ou solde.")

    def line(self, number: int) -> int:
        if not 1 <= number <= len(self.context.known):
            raise FormulaError(f"L{number} n’est pas une ligne au-dessus de celle-ci.")
        cents = self.context.known[number - 1]
        if cents is None:
            raise FormulaError(f"L{number} est la ligne de solde : son montant vient en dernier.")
        return cents

    def vat_of(self, number: int) -> Fraction:
        base = self.line(number)
        code = self.context.lines[number - 1].vat or self.context.own_vat
        if not code:
            raise FormulaError(f"TVA(L{number}) : ni cette ligne ni la ligne {number} n’a de code.")
        if code not in self.context.rates:
            raise FormulaError(f"Le code de TVA {code} n’est pas en vigueur.")
        return Fraction(rounded(Fraction(base * self.context.rates[code], 1_000_000)), 100)


def evaluate(
    lines: Sequence[FormulaLine],
    typed: Mapping[int, int],
    rates: Mapping[str, int],
) -> list[Amount]:
    """The amount of each line, in order; always in balance where a line is `solde`.

    `typed`: cents by line number (from 1), on the side of the line; it comes before a formula.
    `rates`: hundredths of a per cent by VAT code. A line left to type counts for nothing.
    Raises FormulaError.
    """
    known: list[int | None] = []
    for at, line in enumerate(lines, start=1):
        if at in typed:
            known.append(typed[at])
        elif is_balance(line.formula):
            known.append(None)
        elif is_typed(line.formula):
            known.append(0)
        else:
            context = _Context(lines, known, rates, line.vat)
            known.append(rounded(_Parser(tidy(line.formula), context).whole()))
    if sum(cents is None for cents in known) > 1:
        raise FormulaError("Un modèle n’a qu’une ligne de solde.")
    net = sum(
        cents if line.side == "D" else -cents
        for line, cents in zip(lines, known, strict=True)
        if cents is not None
    )
    if abs(net) >= CENTS_LIMIT:
        raise FormulaError("Ce montant est trop grand.")
    return [
        _placed(-net if cents is None else cents if line.side == "D" else -cents)
        for line, cents in zip(lines, known, strict=True)
    ]


def _placed(signed: int) -> Amount:
    """Never negative: what is below zero stands on the other side."""
    return Amount(max(signed, 0), max(-signed, 0))


def problems(lines: Sequence[FormulaLine], rates: Mapping[str, int]) -> dict[int, str]:
    """What is wrong with the formulas, by line number; tried with amounts that differ."""
    found: dict[int, str] = {}
    balances = [at for at, line in enumerate(lines, start=1) if is_balance(line.formula)]
    for at in balances[1:]:
        found[at] = f"La ligne {balances[0]} est déjà celle de solde : une seule par modèle."
    known: list[int | None] = []
    for at, line in enumerate(lines, start=1):
        if len(line.formula) > LENGTH_MAX:
            found[at] = f"La formule dépasse {LENGTH_MAX} caractères."
        elif not is_typed(line.formula) and not is_balance(line.formula):
            try:
                rounded(
                    _Parser(tidy(line.formula), _Context(lines, known, rates, line.vat)).whole()
                )
            except FormulaError as error:
                found[at] = str(error)
        known.append(None if is_balance(line.formula) else 10_000 + 137 * at)
    return found
