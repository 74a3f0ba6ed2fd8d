"""Formulas of models: the shared vectors, and what holds whatever is typed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.books.rules.model_formula import (
    CENTS_LIMIT,
    FormulaError,
    FormulaLine,
    evaluate,
    problems,
    rounded,
)

VECTORS = json.loads(Path(__file__).with_name("formula_vectors.json").read_text(encoding="utf-8"))
CASES = VECTORS["cases"]


def found(case: dict[str, Any]) -> list[list[int]]:
    lines = [FormulaLine(*line) for line in case["lines"]]
    typed = {int(number): cents for number, cents in case["typed"].items()}
    return [list(amount) for amount in evaluate(lines, typed, case["rates"])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vectors(case: dict[str, Any]) -> None:
    if case.get("error"):
        with pytest.raises(FormulaError, match=r"[.»]"):
            found(case)
    else:
        assert found(case) == case["amounts"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_refused_when_used_is_refused_when_written(case: dict[str, Any]) -> None:
    lines = [FormulaLine(*line) for line in case["lines"]]
    wrong = problems(lines, case["rates"])
    by_amount = case["name"] == "division par une ligne vide"
    assert bool(wrong) == (bool(case.get("error")) and not by_amount), wrong


CENTS = st.integers(-(10**9), 10**9)


@st.composite
def models(draw: st.DrawFn) -> tuple[list[FormulaLine], dict[int, int]]:
    """Typed lines, lines of formulas on those above, and one line of balance somewhere."""
    lines: list[FormulaLine] = []
    above: list[int] = []
    balance = draw(st.integers(0, 4))
    for at in range(5):
        side = draw(st.sampled_from("DC"))
        if at == balance:
            lines.append(FormulaLine(side, "solde"))
            continue
        kinds = ["", "1 234,56", "10/3"]
        if above:
            ref = draw(st.sampled_from(above))
            kinds += [f"L{ref}*20%", f"L{ref}/1,2", f"TVA(L{ref})", f"L{above[0]}+L{ref}",
                      f"(L{ref}-5)*2,1%"]  # fmt: skip
        vat = draw(st.sampled_from(["D20", "D55"]))
        lines.append(FormulaLine(side, draw(st.sampled_from(kinds)), vat))
        above.append(at + 1)
    free = [at for at in above if not lines[at - 1].formula]
    return lines, {at: draw(CENTS) for at in free if draw(st.booleans())}


@given(models())
def test_a_model_with_a_line_of_balance_balances(
    model: tuple[list[FormulaLine], dict[int, int]],
) -> None:
    lines, typed = model
    rates = {"D20": 2000, "D55": 550}
    assert not problems(lines, rates)
    amounts = evaluate(lines, typed, rates)
    assert sum(a.debit for a in amounts) == sum(a.credit for a in amounts)
    assert all(min(a) == 0 <= max(a) for a in amounts)
    for at, cents in typed.items():
        own = amounts[at - 1]
        assert own.debit - own.credit == (cents if lines[at - 1].side == "D" else -cents)


@given(st.integers(1, 10**11), st.sampled_from([210, 550, 850, 1000, 2000]))
def test_vat_first_and_base_first_meet(ttc: int, rate: int) -> None:
    lines = [FormulaLine("C"), FormulaLine("D", f"L1/(1+{rate // 100},{rate % 100:02d}%)"),
             FormulaLine("D", "solde")]  # fmt: skip
    base = evaluate(lines, {1: ttc}, {})[1].debit
    assert base == rounded(Fraction(ttc * 10_000, (10_000 + rate) * 100))
    assert abs(base * rate - (ttc - base) * 10_000) <= 10_000 + rate


@given(st.text("0123456789L,.+-*/()% TVAsoldex", max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        amounts = evaluate(
            [FormulaLine("D", "7"), FormulaLine("C", text, "D20")], {}, {"D20": 2000}
        )
    except FormulaError as error:
        assert str(error).strip()
    else:
        assert max(map(max, amounts)) < CENTS_LIMIT
