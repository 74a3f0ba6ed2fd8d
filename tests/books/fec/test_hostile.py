"""Files that mean harm, or are no FEC at all: an answer, in bounded memory, never an exception."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boucle.books.rules.fec.check import check_fec
from boucle.books.rules.fec.types import Cancelled, Limits, Report
from boucle.kernel.errors import Severity

TODAY = date(2026, 11, 24)
ROOT = Path(__file__).resolve().parents[3]
NAME = "732829320FEC20251231.txt"
HEAD = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
    "ValidDate\tMontantdevise\tIdevise"
)
LINE = (
    "OD\tDivers\t1\t20250101\t{account}\tCompte\t\t\tP\t20250101\tL\t{debit}\t{credit}"
    "\t\t\t20250131\t\t"
)
GIB = 1 << 30


def checked(path: Path, content: bytes, limits: Limits | None = None) -> Report:
    path.write_bytes(content)
    return check_fec(path, today=TODAY, limits=limits)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / NAME


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 5000,
        bytes(range(256)) * 400,
        b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 3000,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"stream\0" * 900,
        b"\xff\xfe\0",
        b"\xef\xbb\xbf",
        b"\n",
        b"\r",
        b"\r\n\r\n\r\n",
        b"a",
        b"PK\x03\x04 not an archive",
        b"\x1f\x8b not an archive",
        b"<?xml",
        b"<?xml version='1.0'?><comptabilite>",
        b"<comptabilite><!-- ",
        HEAD.encode(),
        HEAD.encode() + b"\n" + b"\t" * 17,
        HEAD.encode() + b"\n" + b"\xff" * 300,
        HEAD.encode() + b"\n\0\n\x01\n",
        b"\t".join([b"Debit"] * 600) + b"\n1",
    ],
    ids=range(20),
)
def test_no_fec_at_all_is_refused_in_words(path: Path, content: bytes) -> None:
    report = checked(path, content)
    assert report.verdict is Severity.REJET
    assert report.import_blockers
    assert all(finding.message for finding in report.findings)


def test_random_damage_never_raises(path: Path) -> None:
    good = f"{HEAD}\r\n" + "\r\n".join(
        LINE.format(account="512000", debit=f"{n},00", credit="0,00") for n in range(30)
    )
    dice = random.Random(3)
    for _ in range(50):
        data = bytearray(good.encode())
        for _ in range(dice.randrange(1, 12)):
            at = dice.randrange(len(data))
            data[at : at + dice.randrange(3)] = dice.choice(
                [b"\t", b"\r", b"\n", b"\0", b'"', b"|", b"\xe9", b"\xc3\xa9", b"", b"-", b"9" * 40]
            )
        report = checked(path, bytes(data), Limits(block_bytes=dice.choice([64, 1000, 1 << 20])))
        assert report.counts


@settings(max_examples=60, deadline=None)
@given(body=st.text(alphabet="019,.-ABZé \t\n\r|\"'\0€", max_size=400))
def test_any_text_after_the_header_is_answered(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    path = tmp_path_factory.mktemp("fec") / NAME
    report = checked(path, f"{HEAD}\n{body}".encode())
    assert report.verdict in Severity


def test_the_size_of_the_blocks_changes_nothing(path: Path, shared: Path) -> None:
    data = (shared / "samples/fec/real/ekylibre-agrigest/123456789FEC20230331.txt").read_bytes()
    whole = checked(path, data)
    for size in (700, 5_000, 60_000):
        cut = checked(path, data, Limits(block_bytes=size))
        assert (cut.counts, cut.entries, cut.debit) == (whole.counts, whole.entries, whole.debit)


PEAK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (900 << 20, 900 << 20))
from boucle.bench.memory import peak_kib
from boucle.cli.main import main
main(sys.argv[1:])
print(peak_kib(), file=sys.stderr)
"""
"""`boucle` in a process that may not hold more; `ru_maxrss` would tell the memory of its parent."""


def measured(path: Path, megabytes: int) -> dict[str, object]:
    """`fec check --json`, whose own memory stays below so much."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, "fec", "check", str(path), "--json"],
        capture_output=True, text=True, cwd=ROOT, timeout=100,
    )  # fmt: skip
    peak = int(done.stderr.split()[-1]) // 1024
    assert peak < megabytes, f"{peak} MB"
    report: dict[str, object] = json.loads(done.stdout)
    return report


def test_fifty_gigabytes_of_one_line_are_answered_at_once(path: Path) -> None:
    with path.open("wb") as file:
        file.write(f"{HEAD}\r\n".encode())
        file.truncate(50 * GIB)
    report = measured(path, 250)
    assert report["verdict"] == "rejet"
    assert report["counts"]["FEC-019"] == 1  # type: ignore[index]


def test_fifty_gigabytes_without_a_header_are_answered_at_once(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * GIB)
    assert measured(path, 250)["verdict"] == "rejet"


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    bomb = tmp_path / "bombe.zip"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(NAME, "w") as one,
    ):
        one.write(f"{HEAD}\n".encode())
        for _ in range(400):
            one.write(b"\n" * (1 << 20))
    report = measured(bomb, 250)
    assert report["verdict"] == "rejet"
    assert "FEC-007" in report["counts"]  # type: ignore[operator]


def test_short_lines_by_the_million_stay_small(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"JournalCode|CompteNum|Debit|Credit\n")
        for _ in range(40):
            file.write(b"|||\n" * 25_000)
    assert measured(path, 400)["verdict"] == "rejet"


def test_one_entry_of_many_lines_is_held_in_pieces(path: Path) -> None:
    row = LINE.format(account="512000", debit="1,00", credit="0,00")
    back = LINE.format(account="512000", debit="0,00", credit="1,00")
    with path.open("w", newline="") as file:
        file.write(f"{HEAD}\n")
        file.write(f"{row}\n" * 150_000)
        file.write(f"{back}\n" * 150_000)
    report = measured(path, 450)
    assert (report["lines"], report["entries"]) == (300_000, 1)
    assert "FEC-060" not in report["counts"]  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["encrypted", "empty", "many"])
def test_odd_archives_are_refused_in_words(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "lot.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for at in range({"encrypted": 1, "empty": 0, "many": 300}[kind]):
            archive.writestr(f"{at}.txt", b"x")
    if kind == "encrypted":
        data = bytearray(path.read_bytes())
        data[6] |= 1
        data[data.find(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(bytes(data))
    report = check_fec(path, today=TODAY)
    assert report.verdict is Severity.REJET


def test_a_workbook_is_told_from_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "fec.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    report = check_fec(path, today=TODAY)
    assert "classeur" in next(f.message for f in report.findings if f.code == "FEC-007")


def test_a_truncated_gzip_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.gz"
    path.write_bytes(gzip.compress(f"{HEAD}\n{'x' * 5000}".encode())[:-20])
    report = check_fec(path, today=TODAY)
    assert "abîmée" in next(f.message for f in report.findings if f.code == "FEC-007")


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><comptabilite>&b;</comptabilite>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><comptabilite/>',
        "<a>" * 5000,
        "<comptabilite " + "x" * 3_000_000,
        "<comptabilite><exercice><journal><JournalCode>" + "x" * 300_000,
    ],
    ids=["entities", "external", "deep", "tag", "text"],
)
def test_xml_attacks_are_refused(tmp_path: Path, document: str) -> None:
    path = tmp_path / "732829320FEC20251231.xml"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>{document}')
    report = check_fec(path, today=TODAY)
    assert "FEC-121" in report.counts
    assert "root:" not in str(report.findings)


def test_control_characters_and_formulas_do_not_reach_the_report(path: Path) -> None:
    row = LINE.format(account="=cmd|'x'!A0\x1b[31m", debit="1,00", credit="0,00")
    report = checked(path, f"{HEAD}\n{row}\n".encode())
    assert report.verdict is Severity.REJET
    assert all(c.isprintable() or c == "\u00a0" for f in report.findings for c in f.message)


def test_every_finding_is_counted_and_the_first_thousand_listed(path: Path) -> None:
    row = LINE.format(account="AB", debit="1.00", credit="0,00")
    report = checked(path, (f"{HEAD}\n" + f"{row}\n" * 3000).encode())
    assert report.counts["FEC-030"] == report.counts["FEC-080"] == 3000
    assert len(report.findings) == 1000
    assert {"FEC-030", "FEC-060", "FEC-080"} <= {f.code for f in report.findings}


def test_it_can_be_cancelled_and_tells_how_far_it_is(path: Path) -> None:
    row = LINE.format(account="512000", debit="1,00", credit="0,00")
    path.write_bytes((f"{HEAD}\n" + f"{row}\n" * 3000).encode())
    seen: list[tuple[int, int]] = []
    limits = Limits(block_bytes=10_000)
    check_fec(path, today=TODAY, limits=limits, progress=lambda *at: seen.append(at))
    assert seen == sorted(seen)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    with pytest.raises(Cancelled):
        check_fec(path, today=TODAY, limits=limits, cancelled=lambda: len(seen) > 3)
