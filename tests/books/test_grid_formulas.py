"""Formulas of models, read by the grid as by the server: the same vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.journey
HERE = Path(__file__).parent
FORMULAS = json.loads((HERE / "formula_vectors.json").read_text(encoding="utf-8"))["cases"]
VAT = json.loads((HERE / "vat_vectors.json").read_text(encoding="utf-8"))["one"]


def test_the_grid_reads_formulas_as_the_server_does(run: Any) -> None:
    ask = """x.map((one) => m.evaluated(
      one.lines.map(([side, formula, vat]) => ({side, formula, vat})), one.typed, one.rates))"""
    for case, found in zip(FORMULAS, run("formulas", ask, FORMULAS), strict=True):
        if case.get("error"):
            assert "problem" in found, case["name"]
            continue
        sides = [line[0] for line in case["lines"]]
        amounts = [
            [max(c, 0), max(-c, 0)] if side == "D" else [max(-c, 0), max(c, 0)]
            for side, c in zip(sides, found["cents"], strict=True)
        ]
        assert amounts == case["amounts"], case["name"]


def test_the_grid_counts_vat_as_the_server_does(run: Any) -> None:
    ask = """x.map(({from, cents, terms: {rate, share, reverse}}) => {
      const terms = {rate, share, account: "4", pair: reverse ? "5" : ""};
      const found = from === "ttc" ? m.fromTtc(cents, terms) : m.fromHt(cents, terms);
      return [found.base, found.vat, found.due, found.third];
    })"""
    for case, found in zip(VAT, run("vat", ask, VAT), strict=True):
        assert found == case["lines"], case["name"]
