"""A stated balance against that of a file: typed, CSV, XLSX."""

from __future__ import annotations

import io

import pytest

from boucle.books.rules.stated_balance import Stated, compared, read_balance, read_typed
from boucle.books.types_mapping import AccountSum
from boucle.kernel.sheets import Column, Row, Sheet, write_sheet

SUMS = (
    AccountSum("101000", "Capital", 0, 50000, 0),
    AccountSum("401000", "Fournisseurs", 10000, 12000, 2),
    AccountSum("512000", "Banque", 50000, 10000, 0),
    AccountSum("606100", "Énergie", 12000, 0, 0),
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("401 20,00 C", [("401", -2000)]),
        ("classe 4 : -20,00", [("4", -2000)]),
        ("Classe 5\t1 234,56 D\n\n6 = 120", [("5", 123456), ("6", 12000)]),
        ("512000 400,00 €", [("512000", 40000)]),
    ],
)
def test_typed_lines_are_read(text: str, rows: list[tuple[str, int]]) -> None:
    assert [(row.key, row.balance) for row in read_typed(text).rows] == rows


@pytest.mark.parametrize("text", ["", "bonjour", "401", "401 douze", "401 1,234 D"])
def test_what_is_no_balance_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Ll]igne|montant"):
        read_typed(text)


def test_classes_accounts_and_other_lengths_are_matched() -> None:
    stated = read_typed("1 500 C\n401 20 C\n51200000 400 D\n6061 119,00 D")
    found = compared(stated, SUMS)
    assert found.agreeing == 3
    (gap,) = found.gaps
    assert (gap.key, gap.stated, gap.found, gap.gap) == ("6061", 11900, 12000, 100)


def test_a_whole_balance_names_what_it_lacks() -> None:
    data = (
        "Balance 2025;;\nCompte;Libellé;Débit;Crédit\n101000;Capital;;500,00\n"
        "512000;Banque;500,00;100,00\n606100;Énergie;120,00;\n709000;Rabais;1,00;\nTotal;;1;1\n"
    )
    stated = read_balance("b.csv", data.encode("cp1252"))
    assert (len(stated.rows), stated.ignored) == (4, 1)
    assert Stated.of(stated.as_dict()) == stated
    found = compared(stated, SUMS)
    assert [(gap.key, gap.stated, gap.found) for gap in found.gaps] == [
        ("709000", 100, None), ("401000", None, -2000),
    ]  # fmt: skip


def test_balances_by_side_and_a_workbook_are_read() -> None:
    text = "Compte;Solde débiteur;Solde créditeur\n512000;400,00;\n401000;;20,00\n"
    rows = read_balance("b.csv", text.encode()).rows
    assert [row.balance for row in rows] == [40000, -2000]
    sheet = Sheet(
        title="Balance",
        columns=(Column("Compte"), Column("Solde", "cents")),
        rows=[Row(("512000", 40000)), Row(("401000", -2001))],
    )
    data = io.BytesIO()
    write_sheet(sheet, "xlsx", data)
    assert [row.balance for row in read_balance("b.xlsx", data.getvalue()).rows] == [40000, -2001]


def test_a_table_without_amounts_is_refused() -> None:
    with pytest.raises(ValueError, match="Nommez les colonnes"):
        read_balance("b.csv", b"Compte;Libelle\n401000;Fournisseurs\n")
