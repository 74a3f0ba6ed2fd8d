"""`boucle fec check`: one JSON document, exit codes, no database."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[3]
HEAD = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
    "ValidDate\tMontantdevise\tIdevise"
)
ENTRY = (
    "AN\tÀ-nouveaux\t1\t20250101\t101300\tCapital\t\t\tAN\t20250101\t{label}\t0,00\t{amount}"
    "\t\t\t20250131\t\t\r\n"
    "AN\tÀ-nouveaux\t1\t20250101\t512000\tBanque\t\t\tAN\t20250101\t{label}\t1000,00\t0,00"
    "\t\t\t20250131\t\t\r\n"
)


def boucle(*words: str) -> subprocess.CompletedProcess[str]:
    """The command with a database address that leads nowhere."""
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    return subprocess.run(
        [sys.executable, "-m", "boucle", "fec", "check", *words],
        capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120,
    )  # fmt: skip


def fec(folder: Path, label: str = "À-nouveau", amount: str = "1000,00") -> Path:
    """A small FEC of 732829320."""
    path = folder / "732829320FEC20251231.txt"
    text = f"{HEAD}\r\n{ENTRY.format(label=label, amount=amount)}"
    path.write_bytes(text.encode())
    return path


def test_a_good_file_is_zero_and_one_document(tmp_path: Path) -> None:
    done = boucle(str(fec(tmp_path)), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["verdict"] == "conforme"
    assert (report["regime"], report["lines"], report["entries"]) == ("BIC", 2, 1)
    assert (report["debit"], report["credit"]) == (100_000, 100_000)
    assert report["errors"] == report["warnings"] == []
    assert report["counts"] == {}


def test_a_bad_file_is_one_and_says_where(tmp_path: Path) -> None:
    done = boucle(str(fec(tmp_path, amount="999,00")), "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["verdict"] == "rejet"
    error = next(e for e in report["errors"] if e["rule"] == "FEC-060")
    assert (error["line"], error["field"], error["value"]) == (2, "EcritureNum", "1")
    assert error["message"] == "Écriture 1 déséquilibrée de 1,00"
    assert report["counts"]["FEC-062"] == 1


def test_the_regime_and_the_siren_are_taken(tmp_path: Path) -> None:
    done = boucle(str(fec(tmp_path)), "--json", "--regime", "BNCT", "--siren", "552100554")
    report = json.loads(done.stdout)
    assert report["regime"] == "BNCT"
    assert {"FEC-006", "FEC-110"} <= set(report["counts"])


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_an_archive_is_read_like_its_file(tmp_path: Path, kind: str) -> None:
    path = fec(tmp_path)
    packed = tmp_path / f"{path.name}.{kind}"
    if kind == "gz":
        packed.write_bytes(gzip.compress(path.read_bytes()))
    else:
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(path, path.name)
    done = boucle(str(packed), "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["debit"] == 100_000


def test_the_description_beside_a_fec_in_its_archive_is_not_read_as_one(tmp_path: Path) -> None:
    path = fec(tmp_path)
    with zipfile.ZipFile(tmp_path / f"{path.stem}.zip", "w") as archive:
        archive.write(path, path.name)
        archive.writestr(f"{path.stem}_description.txt", "Description des zones")
    done = boucle(str(tmp_path / f"{path.stem}.zip"), "--json")
    assert done.returncode == 0, done.stdout
    assert "FEC-007" not in json.loads(done.stdout)["counts"]


def test_parts_of_a_year_are_one_file(tmp_path: Path) -> None:
    first = tmp_path / "732829320FEC20251231_1.txt"
    fec(tmp_path).rename(first)
    second = tmp_path / "732829320FEC20251231_2.txt"
    lines = ENTRY.format(label="Vente", amount="1000,00").replace(
        "AN\tÀ-nouveaux\t1", "OD\tDivers\t2"
    )
    second.write_bytes(f"{HEAD}\r\n{lines}".encode())
    report = json.loads(boucle(str(first), str(second), "--json").stdout)
    assert (report["verdict"], report["lines"], report["entries"]) == ("conforme", 4, 2)
    alone = json.loads(boucle(str(second), "--json").stdout)
    assert "FEC-003" in alone["counts"]


def test_the_report_is_written_as_a_workbook_without_formulas(tmp_path: Path) -> None:
    out = tmp_path / "rapport.xlsx"
    path = fec(tmp_path, label="=cmd|' /C calc'!A0", amount="999,00")
    assert boucle(str(path), "--xlsx", str(out)).returncode == 1
    with zipfile.ZipFile(out) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert all(b"<f>" not in archive.read(name) for name in sheets)
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert any("FEC-060" in row for row in rows)


def test_wrong_usage_is_two(tmp_path: Path) -> None:
    assert boucle(str(tmp_path / "absent.txt")).returncode == 2
    assert boucle(str(fec(tmp_path)), "--regime", "XYZ").returncode == 2
    assert boucle().returncode == 2


def test_the_report_for_people_says_what_to_do(tmp_path: Path) -> None:
    done = boucle(str(fec(tmp_path, amount="999,00")))
    assert "REJET" in done.stdout
    assert "À faire\u00a0:" in done.stdout
    assert "En contrôle\u00a0:" in done.stdout
    assert "Contrôle indicatif" in done.stdout
