"""The arithmetic of VAT, its rates by date, and what past entries tell: no database."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.books.rules import vat
from boucle.books.rules.vat import Lines, Terms
from boucle.books.rules.vat_codes import names_rate, usual_codes
from boucle.books.rules.vat_habits import UNCLEAR, CodeTerms, PastLine, shape_of, usual_of
from boucle.books.rules.vat_rates import rate_on, rate_text, rates
from boucle.books.types_vat import UsualLine

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vat_vectors.json").read_text(encoding="utf-8")
)
CENTS = st.integers(-(10**13), 10**13)
TERMS = st.builds(
    Terms,
    rate=st.sampled_from([0, 90, 105, 175, 210, 550, 850, 1000, 1300, 1960, 2000]),
    share=st.integers(0, 10_000),
    reverse=st.booleans(),
)


def row(lines: Lines) -> list[int]:
    return [lines.base, lines.vat, lines.due, lines.third]


@pytest.mark.parametrize("case", VECTORS["one"], ids=lambda case: case["name"])
def test_the_cases_that_the_grid_shares(case: dict[str, Any]) -> None:
    work = {"ttc": vat.from_ttc, "ht": vat.from_ht}[case["from"]]
    assert row(work(case["cents"], Terms(**case["terms"]))) == case["lines"]


@pytest.mark.parametrize("case", VECTORS["several"], ids=lambda case: case["name"])
def test_several_rates_share_what_is_owed(case: dict[str, Any]) -> None:
    typed = [(one["cents"], Terms(**one["terms"])) for one in case["typed"]]
    found = vat.several(case["total"], typed, Terms(**case["rest"]))
    assert [row(lines) for lines in found] == case["lines"]


def test_a_typed_vat_is_doubted_beyond_a_cent() -> None:
    for case in VECTORS["doubtful"]:
        assert vat.is_doubtful(case["net"], case["tax"], case["rate"]) is case["doubtful"]


@given(CENTS, TERMS, st.sampled_from([vat.from_ht, vat.from_ttc]))
def test_the_entry_always_balances(cents: int, terms: Terms, work: Any) -> None:
    lines = work(cents, terms)
    assert lines.base + lines.vat == lines.third + lines.due
    if work is vat.from_ttc:
        assert lines.third == cents
    mirrored = work(-cents, terms)
    assert row(mirrored) == [-amount for amount in row(lines)]


@given(CENTS, st.lists(st.tuples(CENTS, TERMS), max_size=4), TERMS)
def test_several_rates_always_balance(
    total: int, typed: list[tuple[int, Terms]], rest: Terms
) -> None:
    lines = vat.several(total, typed, rest)
    assert sum(each.third for each in lines) == total
    assert sum(each.base + each.vat - each.due for each in lines) == total


@given(CENTS, st.integers(1, 10**6), st.integers(1, 10**6))
def test_portions_round_halves_away_from_zero(cents: int, part: int, whole: int) -> None:
    found = vat.portion(cents, part, whole)
    assert abs(2 * found * whole - 2 * cents * part) <= whole
    assert vat.portion(-cents, part, whole) == -found


def test_rates_follow_the_law_by_date_without_gap_or_overlap() -> None:
    def on(key: str, day: str) -> int | None:
        found = rate_on(key, date.fromisoformat(day))
        return found.rate if found else None

    assert [on("normal", day) for day in ("2013-12-31", "2014-01-01", "2026-11-24")] == [
        1960, 2000, 2000,
    ]  # fmt: skip
    assert [on("intermediaire", day) for day in ("2013-12-31", "2014-01-01")] == [700, 1000]
    assert on("normal", "1990-01-01") is None
    assert on("inconnu", "2026-01-01") is None
    for periods in rates().values():
        for before, after in pairwise(periods):
            assert before.end is not None
            assert (after.start - before.end).days == 1
        assert periods[-1].end is None


def test_rates_are_those_of_the_declaration() -> None:
    """Against the lines of the CA3 (reference tva.md §2)."""
    now = {
        rate.box: rate.rate for periods in rates().values() for rate in periods if rate.end is None
    }
    assert now == {
        "08": 2000, "9B": 1000, "09": 550, "T6": 210, "T3": 1000, "TC": 1300, "T4": 210,
        "T5": 90, "10": 850, "11": 210, "T1": 175, "T2": 105,
    }  # fmt: skip


def test_rates_are_read_in_labels() -> None:
    assert rate_text(550) == "5,5\u00a0%" and rate_text(2000) == "20\u00a0%"
    assert names_rate("TVA collectée 5,5 %", 550) and names_rate("TVA 20,00%", 2000)
    assert not names_rate("TVA collectée 20 %", 0) and not names_rate("TVA 5,5 %", 500)
    assert not names_rate("TVA 120 %", 2000)


CHART = {
    "445200": "TVA due intracommunautaire", "445300": "TVA due, autoliquidation",
    "445620": "TVA sur immobilisations", "445660": "TVA déductible",
    "445662": "TVA intracommunautaire", "445663": "TVA autoliquidée", "445710": "TVA collectée",
    "445711": "TVA collectée 20 %", "445712": "TVA collectée 10 %",
}  # fmt: skip


def test_usual_codes_take_the_accounts_of_the_chart() -> None:
    found = {code.code: code for code in usual_codes("mensuel", CHART, date(2026, 1, 1))}
    assert found["V20"].account == "445711" and found["V10"].account == "445712"
    assert found["V55"].account == "445710" and found["V20"].due_on == "debits"
    assert (found["AI20"].account, found["AI20"].pair_account) == ("445662", "445200")
    assert found["BT20"].pair_account == "445300"
    assert "P20" not in found, "no waiting account in this chart"
    assert usual_codes("franchise", CHART, date(2026, 1, 1)) == []
    waiting = CHART | {"445880": "En attente"}
    sales = usual_codes("mensuel", waiting, date(2026, 1, 1), "receipts")
    assert {c.waiting_account for c in sales if c.kind == "collected"} == {"445880"}
    assert {c.due_on for c in sales if c.kind == "collected"} == {"receipts"}


def terms(kind: str) -> list[CodeTerms]:
    from boucle.books.queries.grid_vat import terms_of
    from boucle.books.types_vat import VatCodeRow

    rows = [
        VatCodeRow(
            c.code, c.label, c.kind, c.due_on, c.rate_key, c.account, c.waiting_account,
            c.pair_account, c.share, c.box, c.base_box, True,
        )
        for c in usual_codes("mensuel", CHART, date(2026, 1, 1))
    ]  # fmt: skip
    return terms_of(rows, kind, date(2026, 1, 1))


def past(*lines: tuple[str, int]) -> list[PastLine]:
    return [PastLine(account, amount) for account, amount in lines]


def shape(kind: str, *lines: tuple[str, int]) -> list[tuple[str, str]]:
    return [(line.account, line.vat) for line in shape_of(past(*lines), terms(kind))]


def test_codes_are_read_back_from_accounts_and_amounts() -> None:
    assert shape("achats", ("626000", 5000), ("445660", 1000)) == [("626000", "D20")]
    assert shape("achats", ("626000", 5000)) == [("626000", "")]
    assert shape("achats", ("213000", 5000), ("445620", 1000)) == [("213000", "I20")]
    assert shape("achats", ("606000", 10400), ("445660", 1600)) == [("606000", "DC20")]
    two = ("707000", -100000), ("707055", -20000), ("445711", -20000), ("445710", -1100)
    assert shape("ventes", *two) == [("707000", "V20"), ("707055", "V55")]
    one_account = ("601000", 10000), ("445660", 2000), ("602000", 10000), ("445660", 550)
    assert shape("achats", *one_account) == [("601000", "D20"), ("602000", "D55")]
    pair = ("607200", 10000), ("445662", 2000), ("445200", -2000)
    assert shape("achats", *pair) == [("607200", "AI20")]
    assert shape("achats", ("611000", 100), ("445663", 20), ("445300", -20))[0][1] == "SE20"
    sub = [PastLine("611", 100, "BT20"), PastLine("445663", 20), PastLine("445300", -20)]
    assert shape_of(sub, terms("achats"))[0].vat == "BT20", "the account tells them apart"
    free = ("601000", 10000), ("626000", 300), ("445660", 2000)
    assert shape("achats", *free) == [("601000", "D20"), ("626000", "")]
    assert shape("achats", ("601000", 10000), ("445660", 333)) == [("601000", UNCLEAR)]
    assert shape("achats", ("512000", 10000)) == []


def test_one_odd_entry_changes_no_habit_and_two_do() -> None:
    usual, odd = past(("626000", 5000), ("445660", 1000)), past(("618000", 700))
    found = usual_of([usual] * 3, terms("achats"))
    assert found is not None and found.habitual and found.lines == (UsualLine("626000", "D20"),)
    found = usual_of([odd, usual, usual, usual], terms("achats"))
    assert found is not None and found.lines == (UsualLine("626000", "D20"),) and found.habitual
    found = usual_of([odd, odd, usual, usual], terms("achats"))
    assert found is not None and found.lines == (UsualLine("618000", ""),) and not found.habitual
    assert usual_of([past(("512000", 1))], terms("achats")) is None
    assert usual_of([], terms("achats")) is None


@given(
    st.integers(1_000, 10**9),
    st.sampled_from(["D20", "D10", "D55", "I20", "DC20", "AI20", "AI55", "SE20"]),
    st.sampled_from([1, -1]),
)
def test_a_code_is_read_back_from_the_lines_that_it_makes(net: int, code: str, sign: int) -> None:
    known = {each.code: each for each in terms("achats")}
    made, terms_of_code = known[code], known[code].terms
    lines = vat.from_ht(sign * net, terms_of_code)
    entry = past(("606000", lines.base), (made.accounts[0], lines.vat), (made.pair, -lines.due))
    assert [line.vat for line in shape_of(entry, terms("achats"))] == [code]
