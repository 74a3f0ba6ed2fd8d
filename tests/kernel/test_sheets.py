"""A sheet as XLSX, CSV and PDF: figures stay figures, texts stay texts, pages carry over."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from boucle.kernel.errors import Refused, WrongUse
from boucle.kernel.sheets import Column, Row, Sheet, pdf_file, sheet_response, write_sheet
from boucle.kernel.sheets.csv_file import harmless
from boucle.kernel.sheets.layout import A4, FOOT, HEAD, paginate, printed_rows
from boucle.kernel.sheets.measure import width, wrap

COLUMNS = (
    Column("Compte", width=10, only="data"),
    Column("Date", "day", 10),
    Column("Libellé", width=40),
    Column("Débit", "cents", 14, carry="sum"),
    Column("Crédit", "cents", 14, carry="sum"),
    Column("Solde", "balance", 16, carry="last"),
)
HOSTILE = [
    '=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1", "|cmd", "%x",
    '#import "/etc"', "*gras* _it_ $x$ @réf <lien>", "日本 ☃ \U0001f600", "a\x00b\x07c", "\\u{41}",
    "x" * 3_000, "\u202e inversé", "'; drop table", '";";"', "ligne\ncoupée", "",
]  # fmt: skip


def a_sheet(rows: Any, **more: Any) -> Sheet:
    return Sheet("Grand livre", COLUMNS, rows, owner="DUPONT · 732 829 320", **more)


def ledger(lines: int, per_account: int = 100) -> Iterator[Row | tuple[Any, ...]]:
    for at in range(lines):
        if at % per_account == 0:
            number = f"411{at // per_account:03d}"
            yield Row((f"{number} Client",), "heading")
            yield Row((number, None, "À nouveau", 5_000, None, 5_000), "opening")
        yield (
            number,
            date(2025, 3, 1),
            f"Facture {at}",
            1_00,
            None,
            5_000 + at % per_account * 100,
        )
        if at % per_account == per_account - 1:
            yield Row((number, None, f"Total {number}", 100_00, None, 150_00), "subtotal")


def written(sheet: Sheet, format: str) -> bytes:
    target = io.BytesIO()
    write_sheet(sheet, format, target)
    return target.getvalue()


def words(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout.replace("\u00a0", " ")


def test_csv_opens_as_it_is_in_a_french_spreadsheet() -> None:
    rows = [("411", date(2025, 3, 1), "Été ; « soldé »", 1_234_56, None, -7)]
    text = written(a_sheet(rows, totals=("", None, "Total", 1, 1, 0)), "csv")
    assert text.startswith(b"\xef\xbb\xbfCompte;Date;")
    lines = text.decode("utf-8-sig").split("\r\n")
    assert lines[1:] == ['411;01/03/2025;"Été ; « soldé »";1234,56;;-0,07', ""]


def test_xlsx_holds_numbers_and_days(tmp_path: Path) -> None:
    rows = [
        Row(("411 Clients",), "heading"),
        ("411", date(2025, 3, 1), "=1+1", 1_234_56, None, -7),
        ("411", date(1899, 1, 1), "vieux", 0, None, 0),
    ]
    totals = (None, None, "Total", 1_234_56, None, None)
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(a_sheet(rows, totals=totals), "xlsx")))
    table = book.get_sheet_by_index(0).to_python()
    assert table[0] == ["Compte", "Date", "Libellé", "Débit", "Crédit", "Solde"]
    assert table[1] == ["411", date(2025, 3, 1), "=1+1", 1234.56, "", -0.07]
    assert table[2][:3] == ["411", "01/01/1899", "vieux"]
    assert table[3][2:4] == ["Total", 1234.56]


@pytest.mark.parametrize("format", ["xlsx", "csv", "pdf"])
def test_hostile_text_stays_text(format: str, tmp_path: Path) -> None:
    rows = [("411", date(2025, 3, 1), text, 1_00, None, 1_00) for text in HOSTILE]
    found = written(a_sheet(rows), format)
    if format == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(found))
        assert book.get_sheet_by_index(0).to_python()[1][2] == HOSTILE[0]
    elif format == "pdf":
        text = words(found, tmp_path)
        assert '#import "/etc"' in text
        assert "*gras* _it_ $x$ @réf <lien>" in text


@pytest.mark.parametrize("text", HOSTILE[:9])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Achat = vente", "12", "", "Café", "(−12)", "'=1"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_pdf_carries_amounts_from_page_to_page(tmp_path: Path) -> None:
    sheet = a_sheet(ledger(150), subtitle="Exercice 2025", banner="BROUILLARD", foot="Édité le 1er")
    pages = words(written(sheet, "pdf"), tmp_path).split("\f")[:-1]
    assert len(pages) == 4
    for number, text in enumerate(pages, 1):
        assert f"page {number}/4" in text
        assert "BROUILLARD" in text and "DUPONT" in text and "Libellé" in text
        assert "Compte" not in text
    first = pages[0].splitlines()
    carried = next(line for line in first if "À reporter" in line).split()[2:]
    begun = next(line for line in pages[1].splitlines() if "Report" in line).split()[1:]
    shown = sum(1 for line in first if "Facture" in line)
    assert carried == begun == [f"{50 + shown},00", f"{49 + shown},00", "D"]
    assert "411000 Client (suite)" in pages[1]


def test_no_page_overflows_and_no_heading_ends_one() -> None:
    for per_account in (1, 2, 3, 7, 41, 100):
        sheet = a_sheet(ledger(400, per_account))
        printed = paginate(sheet, printed_rows(sheet, 10_000))
        for page in printed.pages:
            assert sum(block.height for block in page) <= A4[1] - HEAD - FOOT
            assert page[-1].style != "heading"


def test_pages_drawn_are_the_pages_cut(tmp_path: Path) -> None:
    long = "Facture d’électricité de l’agence, période du 1er février au 31 mars, contrat 9918 " * 3
    rows = [("1", date(2025, 1, 1), long[: at * 3], at, None, at) for at in range(120)]
    sheet = a_sheet(rows, landscape=True)
    printed = paginate(sheet, printed_rows(sheet, 10_000))
    assert words(written(sheet, "pdf"), tmp_path).count("\f") == len(printed.pages)


def test_an_empty_sheet_says_so(tmp_path: Path) -> None:
    assert "Aucune ligne" in words(written(a_sheet([]), "pdf"), tmp_path)
    assert written(a_sheet([]), "csv").count(b"\n") == 1
    assert len(written(a_sheet([]), "xlsx")) > 1_000


def test_many_columns_still_fit_the_paper() -> None:
    columns = tuple(Column(f"Colonne {at}", "cents", 14) for at in range(16))
    sheet = Sheet("Large", columns, [(10**15,) * 16])
    printed = paginate(sheet, printed_rows(sheet, 10))
    assert sum(printed.fit.widths) <= A4[0]


def test_a_pdf_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "ROWS_MAX", 10)
    with pytest.raises(Refused, match="lisible"):
        write_sheet(a_sheet(ledger(20)), "pdf", io.BytesIO())


def test_response_is_a_named_file() -> None:
    answer = sheet_response(a_sheet(ledger(3)), "csv", 'Grand livre "2025"/été')
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "/" not in answer.headers["Content-Disposition"].split("''")[-1]
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbf")
    shown = sheet_response(a_sheet(ledger(3)), "pdf", "x")
    assert shown.headers["Content-Disposition"].startswith("inline")


def test_an_unknown_format_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="xlsx, csv ou pdf"):
        sheet_response(a_sheet([]), "exe", "x")


def test_text_is_cut_into_lines_that_fit() -> None:
    for text in ["un deux trois quatre cinq", "x" * 200, "a " * 90, "é"]:
        lines = wrap(text, 60, 9, lines=3)
        assert 1 <= len(lines) <= 3
        assert all(width(line, 9) <= 60 for line in lines)
    assert wrap("un deux", 500, 9, lines=3) == ["un deux"]


def test_instants_are_written(tmp_path: Path) -> None:
    sheet = Sheet("T", (Column("Quand", width=20),), [(datetime(2025, 3, 1, 14, 5),)])
    assert "01/03/2025 14 h 05" in words(written(sheet, "pdf"), tmp_path)


def test_a_code_is_not_cut_while_there_is_room() -> None:
    columns = (Column("Tiers", width=8), Column("Libellé", width=40), COLUMNS[3])
    sheet = Sheet("T", columns, [("CGARAGEMARTIN", "Vente", 1_00)] * 3)
    printed = paginate(sheet, printed_rows(sheet, 10))
    assert printed.pages[0][0].cells[0] == ["CGARAGEMARTIN"]
    assert printed.fit.size == 9.0


def test_sums_carried_over_stand_in_their_column() -> None:
    sheet = a_sheet([("411", None, "Vente", 999_999_99, None, None)] * 200)
    printed = paginate(sheet, printed_rows(sheet, 1_000))
    carried = [block for page in printed.pages for block in page if block.style == "carry"]
    assert len(carried) > 4
    for block in carried:
        assert width(block.cells[2][0], printed.fit.size) <= printed.fit.widths[2] - 8
