"""What the sink was given prints back as the file wrote it: nothing that was said is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from boucle.books.rules.fec.cells import BASE, LedgerLine, render_row
from boucle.books.rules.fec.check import check_fec
from boucle.books.rules.fec.types import Limits
from tests.books.fec_kept import REAL, Kept

TODAY = date(2026, 11, 24)


def printed(sink: Kept) -> list[list[str]]:
    """The rows that a ledger holding the sink's frames would export, in the order of the file."""
    assert sink.refs is not None and sink.merges is not None
    names = {(kind, at): (number, label) for kind, at, number, label, _ in sink.refs.iter_rows()}
    owner = dict(sink.merges.iter_rows())
    heads = {row["no"]: row for row in pl.concat(sink.heads).iter_rows(named=True)}
    rows = []
    for line in pl.concat(sink.rows).iter_rows(named=True):
        head = heads[owner.get(line["no"], line["no"])]
        rows.append(render_row(_line(line, head, names)))
    return rows


def _line(line: dict[str, Any], head: dict[str, Any], names: dict[Any, Any]) -> LedgerLine:
    journal, journal_label = names["journal", head["journal"]]
    account, account_label = names["account", line["account"]]
    third = names["third", line["third"]] if line["third"] is not None else ("", "")
    return LedgerLine(
        journal=journal, journal_label=journal_label, number=head["number"], day=head["day"],
        account=account, account_label=account_label, third=third[0], third_label=third[1],
        piece=line["piece"], piece_date=line["piece_date"], label=line["label"],
        debit=line["debit"], credit=line["credit"], letter=line["letter"] or "",
        letter_date=line["letter_date"], valid=head["valid"],
        currency=line["currency"] or "", currency_amount=line["currency_amount"],
        cells=json.loads(line["cells"]) if line["cells"] else None,
    )  # fmt: skip


def cells_of(path: Path) -> list[list[str]]:
    """The decoded cells of a file, by the names of its header."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("iso8859-15")
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    separator = "\t" if lines[0].count("\t") > 5 else "|"
    names = [name.strip().lower() for name in lines[0].split(separator)]
    rows = [dict(zip(names, line.split(separator), strict=True)) for line in lines[1:]]
    return [[row[name.lower()] for name in BASE] for row in rows]


OTHER_FORMS = {"derived/123456789FEC20230331.txt", "derived/123456789FEC20201231.xml"}
"""Montant and Sens, XML: their cells are not those of the text form."""


@pytest.mark.parametrize("block", [3_000, 4 << 20])
@pytest.mark.parametrize("name", sorted(set(REAL) - OTHER_FORMS))
def test_a_real_file_comes_out_as_it_went_in(shared: Path, name: str, block: int) -> None:
    path = shared / "samples/fec/real" / name
    sink = Kept()
    check_fec(path, today=TODAY, sink=sink, limits=Limits(block_bytes=block))
    assert printed(sink) == cells_of(path)


@pytest.mark.parametrize(
    "number",
    [1, 4, 12, 13, 16, 17, 18, 19, 20, 21, 22, 23, 26, 27, 32, 33, 34, 39, 41, 47, 48, 49, 50,
     53, 54, 55, 56, 57, 58, 63, 85, 94, 96, 97, 103, 104, 105, 108, 109, 110, 111],
)  # fmt: skip
def test_an_edge_file_comes_out_as_it_went_in(shared: Path, number: int) -> None:
    path = shared / "samples/fec/edge" / f"100000{number:03d}FEC20241231.txt"
    sink = Kept()
    report = check_fec(path, today=TODAY, sink=sink)
    assert not report.import_blockers and sink.refs is not None
    assert printed(sink) == cells_of(path)
