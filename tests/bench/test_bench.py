"""The bench: its files are valid, its ratios right, its words complete. No timed assertion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from boucle.bench import measure
from boucle.bench.books import a_siren
from boucle.bench.corpus import Maker, letters, money, write_fec
from boucle.bench.measure import TARGETS, Result, Times
from boucle.bench.run import GROUPS, row_text
from boucle.books.rules.fec.check import check_fec
from boucle.tenancy.public import siren_problem

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("lines", [60, 100, 1_000, 5_000])
def test_a_file_has_its_lines_and_is_conform(tmp_path: Path, lines: int) -> None:
    made = write_fec(tmp_path, lines, siren="732829320")
    report = check_fec(made.path, today=date(2026, 11, 24))
    assert (report.lines, report.entries) == (lines, made.entries) == (made.lines, made.entries)
    assert report.debit == report.credit == made.debit == made.credit
    assert str(report.verdict) in {"conforme", "alerte"}, report.counts


def test_the_same_options_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_fec(tmp_path / "1", 500, siren="732829320")
    other = write_fec(tmp_path / "2", 500, siren="732829320")
    third = write_fec(tmp_path / "3", 500, siren="732829320", seed=2)
    assert one.sha256 == other.sha256 != third.sha256
    assert one.size == one.path.stat().st_size


def test_an_unbalanced_file_is_refused(tmp_path: Path) -> None:
    made = write_fec(tmp_path, 1_000, siren="732829320", unbalanced=True)
    report = check_fec(made.path, today=date(2026, 11, 24))
    assert str(report.verdict) in {"anomalie", "rejet"}
    assert abs(report.debit - report.credit) == 1


def test_entries_balance_and_stand_in_order() -> None:
    entries = list(Maker(3_000, 1, 2025).entries())
    assert all(sum(line[4] - line[5] for line in entry.lines) == 0 for entry in entries)
    assert [entry.day for entry in entries] == sorted(entry.day for entry in entries)
    assert {entry.journal for entry in entries} == {"AN", "AC", "VE", "BQ", "OD"}


def test_small_words() -> None:
    assert [letters(n) for n in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]
    assert [money(cents) for cents in (0, 5, 1234)] == ["0,00", "0,05", "12,34"]
    assert all(siren_problem(a_siren(n)) is None for n in range(30_000_000, 30_000_050))


@pytest.mark.parametrize(
    ("name", "ratio", "reached"),
    [
        ("A", 5.0, "stretch"), ("A", 5.01, "goal"), ("A", 10.0, "gate"), ("A", 10.1, "missed"),
        ("E''", 1.3, "stretch"), ("E''", 1.0, "goal"), ("E''", 0.69, "missed"),
        ("hledger", 3.0, ""),
    ],
)  # fmt: skip
def test_a_ratio_is_judged_by_its_targets(name: str, ratio: float, reached: str) -> None:
    assert Result(id=name, ratio=ratio).reached == reached
    assert Result(id=name, ratio=ratio, noisy=True).reached == "noisy"


def test_the_ratio_is_that_of_the_medians_and_a_spread_is_noise() -> None:
    steady = Times([1.0, 1.1, 0.9], [2.0, 9.0, 2.2])
    assert (steady.ratio, steady.noisy) == (2.2, False)
    assert Times([1.0, 1.5, 0.9], [2.0]).noisy
    one_outlier_in_many = Times([1.0] * 59 + [30.0], [2.0] * 60)
    assert not one_outlier_in_many.noisy


def test_reference_and_product_take_turns_and_noise_is_repeated_once() -> None:
    turns: list[str] = []
    times = measure.rounds(lambda: turns.append("r"), lambda: turns.append("p"), count=3)
    assert turns == ["r", "p"] * 3
    assert len(times.product) == 3
    tries = iter([Times([1.0, 9.0], [1.0]), Times([1.0, 1.0], [3.0])])
    assert measure.judged("A", lambda: next(tries)).ratio == 3.0


def test_every_target_is_measured_once_and_shown() -> None:
    measured = [name for names in GROUPS for name in names]
    assert sorted(measured) == sorted(TARGETS)
    for name in TARGETS:
        assert TARGETS[name].what in row_text(Result(id=name, ratio=1.0))


def run(*words: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "boucle", "bench", *words]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=300
    )


@pytest.mark.parametrize("words", [["--ids", "Z"], ["--lines", "3"]])
def test_wrong_use_is_said(tmp_path: Path, words: list[str]) -> None:
    done = run(*words, tmp_path=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("boucle : ")


def test_a_small_run_answers_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    done = run("--lines", "10000", "--ids", "B,E", "--json", "--out", str(out), tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == ["B", "E"]
    assert all(set(row) >= {"id", "ratio", "gate", "goal", "stretch", "detail"} for row in rows)
    assert json.loads(out.read_text("utf-8"))["settings"]["fsync"] == "on"
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
