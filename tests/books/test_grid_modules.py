"""Rules of the grid that need no screen: its ES modules, run in Chromium without a server."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.journey


def test_amounts_are_exact_and_refused_rather_than_rounded(run: Any) -> None:
    cases = {
        "": 0, "120": 12000, "1 234,56": 123456, "1234.56": 123456, "12.": 1200, ",5": 50,
        "1200/1,2": 100000, "85*3": 25500, "1000+20%": 120000, "100-10%": 9000, "200*10%": 2000,
        "(100+20)*2": 24000, "-5": -500, "10/3": 333, "0,05/2": 3, "-0,05/2": -3,
        "211/1,055": 20000, "9999999999999,99": 999999999999999, "2*-3": -600,
        "1\u00a0234,56\u00a0€": 123456, "0.1+0.2": 30,
    }  # fmt: skip
    found = run("amounts", "x.map((text) => m.amountOf(text))", list(cases))
    assert [one.get("cents") for one in found] == list(cases.values())
    bad = ["10,005", "12k", "1/0", "(1", "1++", "alert(1)", "10000000000000", "1,2,3", "%", "."]
    found = run("amounts", "x.map((text) => m.amountOf(text))", bad)
    assert all(one.get("problem") for one in found), found


def test_days_are_read_in_the_session(run: Any) -> None:
    session = {"month": "2025-03", "start": "2025-01-01", "end": "2025-12-31",
               "last": "2025-03-14", "today": "2025-06-02"}  # fmt: skip
    cases = {
        "15": "2025-03-15", "5": "2025-03-05", "1503": "2025-03-15", "150325": "2025-03-15",
        "15/03": "2025-03-15", "15/03/2025": "2025-03-15", "": "2025-03-14", ".": "2025-03-31",
        "+": "2025-03-15", "-": "2025-03-13", "0204": "2025-04-02",
    }  # fmt: skip
    ask = "x.texts.map((text) => m.dayOf(text, x.session))"
    found = run("days", ask, {"texts": list(cases), "session": session})
    assert [one.get("day") for one in found] == list(cases.values())
    assert found[-1]["outside"]
    bad = {"31022025": "Le 31/02/2025 n’existe pas.", "32": "Le 32/03/2025 n’existe pas."}
    found = run("days", ask, {"texts": [*bad, "010126", "abc"], "session": session})
    assert [one.get("problem") for one in found[:2]] == list(bad.values())
    assert all("problem" in one for one in found)
    due = {
        "+30": "2025-04-14",
        "fm": "2025-03-31",
        "+30fm": "2025-04-30",
        "1404": "2025-04-14",
        "15/01": "2026-01-15",
    }
    ask = "x.texts.map((text) => m.dueOf(text, '2025-03-15', x.session).day)"
    found = run("days", ask, {"texts": list(due), "session": session})
    assert found == list(due.values())


def test_candidates_come_in_the_order_of_their_ranks(run: Any) -> None:
    data = {
        "accounts": [
            ["401000", "Fournisseurs", "c", "", "", 9], ["512000", "Banque", "", "", "", 5],
            ["626000", "Frais postaux et télécom.", "", "", "", 1],
            ["626100", "Téléphone", "", "", "", 7], ["707055", "Ventes 5,5", "", "", "", 0],
        ],
        "thirds": [
            ["ORANGE", "Orange SA", "401000", "", "", 0, 3],
            ["DUP", "Dupont", "411000", "", "", 0, 1],
            ["DUPRE", "Dupré & fils", "401000", "", "", 0, 8],
        ],
    }  # fmt: skip
    ask = (
        "x.texts.map((text) => m.candidates(m.indexOf(x.data), text,"
        " {shortcuts: {b: '512000'}}).map((hit) => hit.item.number)[0] || '')"
    )
    cases = {
        "b": "512000", "626": "626000", "6261": "626100", "626100": "626100", "62": "626100",
        "ora": "ORANGE", "dup": "DUP", "dupr": "DUPRE", "f dup": "DUPRE", "0dup": "DUPRE",
        "c dup": "DUP", "9dup": "DUP", "telecom": "626000", "401": "401000", "70705": "707055",
        "zzz": "",
    }  # fmt: skip
    found = run("completion", ask, {"texts": list(cases), "data": data})
    assert found == list(cases.values())
    ask = "x.texts.map((t) => m.taken(m.candidates(m.indexOf(x.data), t))?.number || '')"
    assert run("completion", ask, {"texts": ["ran", "ora"], "data": data}) == ["", "ORANGE"]


def test_keys_of_both_layouts_give_digits_and_acts(run: Any) -> None:
    ask = (
        "x.map(([key, code, col, more]) => m.digitOf(new KeyboardEvent('keydown',"
        " {key, code, ...more}), col))"
    )
    cases = [
        ["&", "Digit1", "debit", {}, "1"], ["à", "Digit0", "day", {}, "0"],
        ["-", "Digit6", "credit", {}, "6"], ["&", "Digit1", "label", {}, ""],
        ["1", "Digit1", "debit", {}, ""], ["*", "Digit8", "debit", {"shiftKey": True}, ""],
        ["&", "Digit1", "debit", {"altKey": True}, ""],
    ]  # fmt: skip
    assert run("keys", ask, [case[:4] for case in cases]) == [case[4] for case in cases]
    lines = [{"keys": ["+", "="], "when": "amount_empty", "act": "balance", "context": "grid"}]
    ask = (
        "[true, false].map((empty) => m.actOf(x, new KeyboardEvent('keydown', {key: '='}),"
        " {col: 'debit', empty}))"
    )
    assert run("keys", ask, lines) == ["balance", ""]


def test_the_queue_outlives_a_failure_and_keeps_the_order(run: Any) -> None:
    ask = """(async () => {
      localStorage.clear();
      const sent = [];
      let fail = true;
      const send = async (item) => {
        sent.push(`${item.entry.public_id}.${item.entry.version}`);
        if (fail) return {kind: "later"};
        const findings = [{message: "Non."}];
        if (item.entry.public_id === "b") return {kind: "refused", body: {findings}};
        return {kind: "done", body: {version: item.entry.version + 1}};
      };
      const first = new m.Outbox("t", send, () => {});
      first.put({public_id: "a", version: 0}, "/");
      first.put({public_id: "b", version: 0}, "/");
      first.put({public_id: "a", version: 1}, "/");
      await new Promise((go) => setTimeout(go, 50));
      clearTimeout(first.timer);
      const kept = first.items().length;
      fail = false;
      const second = new m.Outbox("t", send, () => {});
      await second.flush();
      return [kept, sent, second.items().map((item) => [item.state, item.reasons])];
    })()"""
    kept, sent, left = run("outbox", ask)
    assert kept == 3
    assert sent == ["a.0", "a.0", "b.0", "a.1"]
    assert left == [["refused", ["Non."]]]


def test_a_kept_entry_goes_back_with_all_that_its_lines_held(run: Any) -> None:
    kept = {
        "public_id": "id", "version": 3, "journal": "OD", "date": "2025-03-15",
        "lines": [
            {"account": "401000", "third": "F1", "label": "A", "debit": 0, "credit": 100,
             "piece_ref": "P1", "piece_date": "2025-02-01", "due_date": "2025-04-30",
             "currency": "USD", "currency_amount": 110},
            {"account": "606100", "label": "B", "debit": 100, "credit": 0, "piece_ref": "P2",
             "piece_date": "2025-03-15"},
        ],
    }  # fmt: skip
    assert run("entry", "m.forGate(m.fromGate(x), 'OD')", kept) == kept
    moved = run("entry", "m.forGate({...m.fromGate(x), piece: 'N', day: '2025-03-20'}, 'OD')", kept)
    refs = [(line["piece_ref"], line["piece_date"]) for line in moved["lines"]]
    assert refs == [("N", "2025-02-01"), ("N", "2025-03-20")]
