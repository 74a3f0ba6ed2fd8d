"""VAT in the grid's own modules: what is typed wins, and whatever is typed the entry balances."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.journey
SETUP = """(async () => {
  const entry = m, vat = await import("/vat.js"), propose = await import("/propose.js");
  const books = {type: x.type || "achats", contra: "512000", code: "ACH", counter: "line",
    accounts: new Map(Object.entries(x.accounts || {"626000": {}, "707000": {}, "707055": {}})),
    thirds: new Map([["T", {label: "Tiers", due: 0, ...x.third}]]),
    vat: new Map(x.codes.map((code) => [code.code, code]))};
  const e = entry.newEntry("id");
  e.day = x.day || "2025-03-15";
  Object.assign(e.lines[0], {account: x.type === "ventes" ? "411000" : "401000", third: "T"});
  const type = (at, side, cents) => {
    const line = e.lines[at];
    line.ghost = false;
    vat.setAmount(e, line, side, cents, books);
    propose.propose(e, books);
  };
  for (const step of x.steps) type(...step);
  const doubts = e.lines.map((line) => vat.vatDoubt(e, line, books)).filter(Boolean);
  return {whole: entry.isComplete(e), gap: entry.sums(e).gap, doubts,
          lines: e.lines.map((line) => [line.account, line.debit - line.credit])};
})()"""
D20 = {"code": "D20", "rate": 2000, "account": "445660"}
V20, V55 = (
    {"code": code, "rate": rate, "account": account}
    for code, rate, account in (("V20", 2000, "445710"), ("V55", 550, "445711"))
)


def made(run: Any, steps: list[Any], **more: Any) -> dict[str, Any]:
    third = {"account": "626000", "vat": "D20", **more.pop("third", {})}
    given = {"codes": [D20], "third": third, "steps": steps, **more}
    found: dict[str, Any] = run("entry", SETUP, given)
    return found


@pytest.mark.parametrize(
    ("rate", "ttc", "net"),
    [(2000, 12000, 10000), (550, 21100, 20000), (2000, 3, 3), (210, 1, 1), (2000, 141100, 117583)],
)
def test_ttc_is_split_so_that_the_entry_balances(run: Any, rate: int, ttc: int, net: int) -> None:
    found = made(run, [[0, "credit", ttc]], codes=[D20 | {"rate": rate}])
    assert found["whole"] and found["gap"] == 0
    assert found["lines"][:2] == [["401000", -ttc], ["626000", net]]


def test_a_typed_vat_wins_and_says_what_it_departs_by(run: Any) -> None:
    found = made(run, [[0, "credit", 12000], [2, "debit", 1900]])
    assert found["lines"] == [["401000", -12000], ["626000", 10100], ["445660", 1900]]
    assert found["doubts"] == [{"rate": 2000, "net": 10100, "expected": 2020, "found": 1900}]
    kept = made(run, [[0, "credit", 12000], [1, "debit", 10000], [2, "debit", 2001]])
    assert kept["doubts"] == [] and kept["gap"] == 1


def test_reverse_charge_makes_two_lines_that_cancel(run: Any) -> None:
    code = D20 | {"account": "445662", "pair": {"account": "445200"}}
    found = made(run, [[0, "credit", 10000]], codes=[code])
    assert found["whole"] and found["lines"] == [
        ["401000", -10000], ["626000", 10000], ["445662", 2000], ["445200", -2000],
    ]  # fmt: skip
    typed = made(run, [[0, "credit", 10000], [2, "debit", 1950]], codes=[code])
    assert [line[1] for line in typed["lines"]] == [-10000, 10000, 1950, -1950]


def test_what_is_not_deductible_stays_with_the_base(run: Any) -> None:
    half = made(run, [[0, "credit", 12000]], codes=[D20 | {"share": 5000}])
    assert half["lines"] == [["401000", -12000], ["626000", 11000], ["445660", 1000]]
    none = made(run, [[0, "credit", 12000]], codes=[D20 | {"share": 0}])
    assert none["lines"] == [["401000", -12000], ["626000", 12000]]
    typed = made(run, [[0, "credit", 12000], [1, "debit", 10000]], codes=[D20 | {"share": 8000}])
    assert typed["whole"] and typed["lines"][1:] == [["626000", 10400], ["445660", 1600]]
    assert typed["doubts"] == []


def test_the_rate_is_that_of_the_day_of_the_entry(run: Any) -> None:
    rates = [
        {"rate": 1960, "from": "2000-04-01", "to": "2013-12-31"},
        {"rate": 2000, "from": "2014-01-01", "to": None},
    ]
    for day, net in (("2013-12-31", 10033), ("2014-01-01", 10000)):
        found = made(run, [[0, "credit", 12000]], codes=[D20 | {"rates": rates}], day=day)
        assert found["lines"][1] == ["626000", net]


def test_a_client_of_two_rates_has_its_second_line_proposed(run: Any) -> None:
    lines = [{"account": "707000", "vat": "V20"}, {"account": "707055", "vat": "V55"}]
    third = {"account": "707000", "vat": "V20", "usual": {"lines": lines, "state": "habituel"}}
    given = {"type": "ventes", "codes": [V20, V55], "third": third}
    found = made(run, [[0, "debit", 141100], [1, "credit", 100000]], **given)
    assert found["whole"] and found["lines"] == [
        ["411000", 141100], ["707000", -100000], ["445710", -20000], ["707055", -20000],
        ["445711", -1100],
    ]  # fmt: skip


def test_a_kept_entry_keeps_its_vat_in_step(run: Any) -> None:
    kept = {
        "public_id": "id", "version": 2, "date": "2025-03-15",
        "lines": [
            {"account": "401000", "third": "T", "credit": 12000},
            {"account": "626000", "debit": 10000},
            {"account": "445660", "debit": 2000},
        ],
    }  # fmt: skip
    ask = """(async () => {
      const vat = await import("/vat.js");
      const books = {type: "achats", accounts: new Map(), thirds: new Map(),
                     vat: new Map([["D20", x.code]])};
      const e = m.fromGate(x.kept);
      vat.relate(e, books);
      vat.setAmount(e, e.lines[1], "debit", 20000, books);
      return e.lines.map((line) => line.debit - line.credit);
    })()"""
    assert run("entry", ask, {"kept": kept, "code": D20}) == [-12000, 20000, 4000]


def test_the_browser_counts_as_the_server_does(run: Any) -> None:
    """The cases of `vat_vectors.json`, which hold `boucle/books/rules/vat.py` too."""
    text = Path(__file__).with_name("vat_vectors.json").read_text(encoding="utf-8")
    cases = json.loads(text)["one"]
    ask = """x.map(({from, cents, terms}) => {
      const {base, vat, due, third} = (from === "ttc" ? m.fromTtc : m.fromHt)(
        cents, {...terms, pair: terms.reverse ? "445200" : ""});
      return [base, vat, due, third].map((one) => one + 0);
    })"""
    found = run("vat", ask, cases)
    wrong = [(case["name"], got) for case, got in zip(cases, found, strict=True)
             if got != case["lines"]]  # fmt: skip
    assert len(cases) > 20 and not wrong
