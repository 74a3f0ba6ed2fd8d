"""The FEC of each closed year has the official shape."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from boucle.demo.fec import HEADER, write_fec
from boucle.demo.types import DemoYear

from .conftest import KEYS, books_of

Rows = list[dict[str, str]]


def rows_of(path: Path) -> Rows:
    raw = path.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8")
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n")
    lines = text.split("\r\n")[:-1]
    assert tuple(lines[0].split("\t")) == HEADER
    return [dict(zip(HEADER, line.split("\t"), strict=True)) for line in lines[1:]]


@pytest.fixture(params=KEYS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> list[tuple[DemoYear, Path]]:
    closed = [year for year in books_of(request.param) if year.closed]
    return [(year, write_fec(year, tmp_path)) for year in closed]


def test_name_and_fields_are_official(written: list[tuple[DemoYear, Path]]) -> None:
    for year, path in written:
        assert path.name == f"{year.siren}FEC{year.end:%Y%m%d}.txt"
        for row in rows_of(path):
            assert all(row[name] for name in HEADER[:6])
            assert all(row[name] for name in ("PieceRef", "PieceDate", "EcritureLib", "ValidDate"))
            assert bool(row["CompAuxNum"]) == bool(row["CompAuxLib"])
            assert bool(row["EcritureLet"]) == bool(row["DateLet"])
            assert bool(row["Montantdevise"]) == bool(row["Idevise"])


def test_numbers_follow_without_gap_and_in_the_order_of_validation(
    written: list[tuple[DemoYear, Path]],
) -> None:
    for _, path in written:
        rows = rows_of(path)
        numbers = list(dict.fromkeys(int(row["EcritureNum"]) for row in rows))
        assert numbers == list(range(1, len(numbers) + 1))
        valid = [row["ValidDate"] for row in rows]
        assert all(first <= second for first, second in pairwise(valid))
        assert len(set(valid)) >= 12 or len({row["EcritureDate"][:6] for row in rows}) < 12


def test_dates_stay_in_the_year_and_validation_comes_after(
    written: list[tuple[DemoYear, Path]],
) -> None:
    for year, path in written:
        start, end = f"{year.start:%Y%m%d}", f"{year.end:%Y%m%d}"
        for row in rows_of(path):
            assert start <= row["EcritureDate"] <= end
            assert row["PieceDate"] <= row["EcritureDate"] <= row["ValidDate"]
            late = date.fromisoformat(row["ValidDate"]) - date.fromisoformat(row["EcritureDate"])
            assert late < timedelta(days=75)


def test_opening_entries_come_first_and_no_closing_entry_is_there(
    written: list[tuple[DemoYear, Path]],
) -> None:
    for _, path in written:
        rows = rows_of(path)
        opening = {int(row["EcritureNum"]) for row in rows if row["JournalCode"] == "AN"}
        assert opening <= {1}
        assert not [row for row in rows if row["JournalCode"] == "AN" and row["CompteNum"][0] > "5"]
        assert any(row["CompteNum"][0] == "7" for row in rows[-4000:])
        last = [row for row in rows if row["EcritureDate"] == rows[-1]["EcritureDate"]]
        assert not [row for row in last if row["CompteNum"].startswith("12")]


def test_one_label_for_each_account_party_and_journal(
    written: list[tuple[DemoYear, Path]],
) -> None:
    for _, path in written:
        labels: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        collective: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows_of(path):
            labels["account", row["CompteNum"]].add(row["CompteLib"])
            labels["journal", row["JournalCode"]].add(row["JournalLib"])
            if row["CompAuxNum"]:
                labels["third", row["CompAuxNum"]].add(row["CompAuxLib"])
                collective[row["CompAuxNum"]].add(row["CompteNum"])
        assert {key: found for key, found in labels.items() if len(found) > 1} == {}
        assert {key: found for key, found in collective.items() if len(found) > 1} == {}


def test_the_official_check_finds_neither_reject_nor_anomaly(
    written: list[tuple[DemoYear, Path]],
) -> None:
    checker = pytest.importorskip("boucle.books.rules.fec.check", reason="contrôle FEC absent")
    for year, path in written:
        report = checker.check_fec(path, today=date(2026, 11, 24))
        wrong = [f for f in report.findings if str(f.severity) in ("rejet", "anomalie")]
        assert wrong == [], (year.label, wrong[:3])
        assert str(report.verdict) in ("conforme", "alerte")
