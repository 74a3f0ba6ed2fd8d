"""Pasted tables: numbers, days and columns read as accountants write them, bad lines named."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.journey
PLACE = """({books: {
  accounts: new Map([["401000", {control: true}], ["411000", {control: true}],
    ["606100", {}], ["626000", {}], ["445660", {}], ["707000", {}], ["512000", {}]]),
  thirds: new Map([["ORANGE", {collective: "401000"}], ["DUP", {collective: "411000"}]])},
  session: {month: "2025-03", start: "2025-01-01", end: "2025-12-31", last: "2025-03-10"},
  journal: "ACH", width: 6})"""
READ = f"""(async () => {{
  const tables = await import("/tables.js"), place = {PLACE};
  const cells = tables.cellsOf(x);
  const columns = m.columnsOf(cells, place);
  const found = m.entriesOf(cells, columns, place);
  return {{fields: columns.fields, head: columns.head,
    rows: found.rows.map((r) => [r.at, r.third || r.account, r.debit - r.credit, r.problems]),
    entries: found.entries.map((e) => [e.day, e.piece, e.rows.length, e.problems])}};
}})()"""


def test_numbers_of_all_habits_are_read_and_doubtful_ones_refused(run: Any) -> None:
    cases = {
        "1 234,56": 123456, "1.234,56": 123456, "1,234.56": 123456, "(120,00)": -12000,
        "120,00-": -12000, "-120": -12000, "1\u202f234,56": 123456, "1\u00a0234,5": 123450,
        "\u2212 12,3 €": -1230, "1.234.567": 123456700, "": 0, "12": 1200, "0,05": 5,
    }  # fmt: skip
    found = run("tables", "x.map((text) => m.centsOf(text, '').cents)", list(cases))
    assert found == list(cases.values())
    bad = ["1,234", "1.234", "abc", "(12", "1,2,3", "12,345,6", "1234,567", "1.23.456,00"]
    found = run("tables", "x.map((text) => m.centsOf(text, '').problem || '')", bad)
    assert all(found), found
    style = run("tables", "[m.decimalOf(x), m.centsOf('1.234', m.decimalOf(x)).cents]", ["12,50"])
    assert style == [",", 123400]


def test_days_of_tables_and_serials(run: Any) -> None:
    cases = {
        "15/03/2025": "2025-03-15", "15-03": "2025-03-15", "20250315": "2025-03-15",
        "2025-03-15": "2025-03-15", "45731": "2025-03-15", "15/03/2025 00:00": "2025-03-15",
        "15.03.25": "2025-03-15", "2025-03-15T10:00": "2025-03-15", "45731,5": "2025-03-15",
    }  # fmt: skip
    ask = f"x.map((text) => m.pastedDay(text, {PLACE}.session).day)"
    assert run("paste", ask, list(cases)) == list(cases.values())


def test_a_fec_extract_is_cut_by_piece_and_its_bad_lines_are_named(run: Any) -> None:
    text = "\n".join(
        "\t".join(row)
        for row in (
            ("JournalCode", "EcritureDate", "CompteNum", "CompAuxNum", "PieceRef", "EcritureLib",
             "Debit", "Credit"),
            ("ACH", "20250315", "401000", "ORANGE", "F1", "Orange", "0,00", "120,00"),
            ("ACH", "20250315", "626000", "", "F1", "Orange", "100,00", "0,00"),
            ("ACH", "20250315", "445660", "", "F1", "Orange", "20,00", "0,00"),
            ("ACH", "20250316", "401000", "INCONNU", "F2", "?", "", "12"),
            ("ACH", "20250316", "626000", "", "F2", "?", "12", ""),
            ("VTE", "20250317", "707000", "", "F3", "?", "", "12"),
        )
    )  # fmt: skip
    found = run("paste", READ, text)
    assert found["head"] and found["fields"][:4] == ["journal", "date", "account", "third"]
    assert found["rows"][0] == [2, "ORANGE", -12000, []]
    assert found["rows"][3][3] == ["Le tiers « INCONNU » n’existe pas."]
    assert found["rows"][5][3] == ["Ligne du journal VTE, la grille est en ACH."]
    assert found["entries"] == [
        ["2025-03-15", "F1", 3, []], ["2025-03-16", "F2", 2, ["1 ligne à corriger."]],
        ["2025-03-17", "F3", 1, ["1 ligne à corriger."]],
    ]  # fmt: skip


def test_without_headers_columns_are_known_by_content_and_entries_by_balance(run: Any) -> None:
    text = (
        "15/03/2025\tORANGE\tOrange mars\t\t120,00\n15/03/2025\t626\tOrange mars\t120,00\t\n"
        "15/03/2025\tORANGE\tOrange avril\t\t60,00\n15/03/2025\t626000\tOrange avril\t50,00\t\n"
        "15/03/2025\t445660\tOrange avril\t10,00\t\n16/03/2025\t626000\tOrpheline\t5,00\t\n"
    )
    found = run("paste", READ, text)
    assert found["fields"] == ["date", "account", "label", "debit", "credit"]
    assert [one[2] for one in found["entries"]] == [2, 3, 1]
    assert found["entries"][2][3] == ["Une seule ligne."]
    signed = "Date;Compte;Libellé;Montant;Sens".replace(";", "\t") + (
        "\n45731\t626000\tX\t12,5\tD\n\tORANGE\tX\t12,5\tC\n"
    )
    found = run("paste", READ, signed)
    assert [row[2] for row in found["rows"]] == [1250, -1250]
    assert found["entries"] == [["2025-03-15", "", 2, []]]


def test_a_copy_holds_no_formula_and_comes_back_as_it_was(run: Any) -> None:
    entry = {
        "date": "2025-03-15", "journal": "ACH",
        "lines": [
            {"account": "401000", "third": "ORANGE", "label": "=1+1", "piece_ref": "@F1",
             "debit": 0, "credit": 123456},
            {"account": "626000", "label": "a\tb <i>", "debit": 123456, "credit": 0},
        ],
    }  # fmt: skip
    found = run("tables", "m.tableOf([x])", entry)
    lines = found["text"].split("\n")
    assert lines[1] == "15/03/2025\tACH\t'@F1\t401000\tORANGE\t'=1+1\t\t1234,56\t"
    assert "&lt;i&gt;" in found["html"] and "a b" in lines[2]
    again = run("paste", READ, found["text"])
    assert [row[2] for row in again["rows"]] == [-123456, 123456]
    assert run("tables", "m.cellsOf(x)", found["text"])[1][5] == "=1+1"


def test_a_quoted_cell_may_hold_tabs_and_lines(run: Any) -> None:
    assert run("tables", "m.cellsOf(x)", 'a\t"b\n""c"""\r\n\r\nd\te') == [
        ["a", 'b "c"'],
        ["d", "e"],
    ]


def test_a_column_of_vat_codes_makes_the_lines_of_tax(run: Any) -> None:
    """A base with its code and no line of tax; a code that is not one is named."""
    place = f"""(() => {{ const place = {PLACE}; place.books.vat = new Map([["D20",
      {{code: "D20", rate: 2000, account: "445660", pair: null}}]]); return place; }})()"""
    ask = f"""(async () => {{
      const tables = await import("/tables.js"), place = {place};
      const cells = tables.cellsOf(x), found = m.entriesOf(cells, m.columnsOf(cells, place), place);
      return found.entries.map((one) => one.problems.length ? found.rows.flatMap((r) => r.problems)
        : m.asEntry(one, "ACH").lines.map((line) => [line.account, line.debit - line.credit]));
    }})()"""
    head = "Date\tCompte\tLibellé\tDébit\tCrédit\tTVA\n"
    lines = "15/03/2025\tORANGE\tx\t\t120,00\t\n15/03/2025\t626000\tx\t100,00\t\t"
    (made,) = run("paste", ask, head + lines + "d20")
    assert made == [["401000", -12000], ["626000", 10000], ["445660", 2000]]
    (wrong,) = run("paste", ask, head + lines + "D19")
    assert wrong == ["« D19 » n’est pas un code de TVA : D20."]


def test_unseen_signs_of_a_table_are_left_out(run: Any) -> None:
    assert run("tables", "m.cellsOf(x)", "a\u202eb\t\ufeffc\u200b\n") == [["ab", "c"]]
