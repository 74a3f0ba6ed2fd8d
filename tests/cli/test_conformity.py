"""`boucle conformite` says what the last run held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from boucle.kernel import conformity
from boucle.kernel.errors import WrongUse

ROOT = Path(__file__).resolve().parents[2]


def results(tmp_path: Path, **tests: tuple[list[str], bool | None]) -> Path:
    rows = {
        f"tests/x.py::{name}": {"covers": covers, "passed": passed}
        for name, (covers, passed) in tests.items()
    }
    path = tmp_path / "conformite.json"
    path.write_text(json.dumps({"tests": rows}))
    return path


def run(*words: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "boucle", "conformite", *words]
    environment = {**os.environ, "BOUCLE_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)


def test_the_list_is_whole_and_in_order() -> None:
    found = conformity.requirements(Path("/nowhere"))
    assert [row.id for row in found] == [f"S-{n:03}" for n in range(1, 269)]
    assert all(row.title and row.article and row.seen_by for row in found)
    assert {row.passed for row in found} == {None}


@pytest.mark.parametrize(
    ("tests", "passed"),
    [
        ({"a": (["S-039"], True)}, True),
        ({"a": (["S-039"], False)}, False),
        ({"a": (["S-039"], None)}, None),
        ({"a": (["S-039"], True), "b": (["S-039", "S-002"], False)}, False),
        ({"a": (["S-039"], True), "b": (["S-039"], None)}, True),
        ({"a[1]": (["S-039"], True), "a[2]": (["S-039"], False)}, False),
        ({"a[1]": (["S-039"], False), "a[2]": (["S-039"], True)}, False),
        ({"a": (["S-002"], True)}, None),
    ],
)
def test_a_requirement_stands_as_its_worst_test(
    tmp_path: Path, tests: dict[str, tuple[list[str], bool | None]], passed: bool | None
) -> None:
    found = {row.id: row for row in conformity.requirements(results(tmp_path, **tests))}
    assert found["S-039"].passed is passed


def test_an_unknown_requirement_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="S-999"):
        conformity.requirements(results(tmp_path, a=(["S-999"], True)))


def test_the_command_lists_and_writes_the_page(tmp_path: Path) -> None:
    path = results(tmp_path, **{"a[1]": (["S-039"], True), "b": (["S-002"], None)})
    done = run("--json", "--resultats", str(path), "--doc", "page.md", tmp_path=tmp_path)
    found = {row["id"]: row for row in json.loads(done.stdout)}
    assert done.returncode == 0
    assert found["S-039"]["tests"] == ["tests/x.py::a"]
    assert (found["S-039"]["passed"], found["S-002"]["passed"]) == (True, None)
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "| S-039 |" in page
    assert "| `x.py::a` | tenue |" in page
    assert "268 exigences, 2 tenues" in page


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_a_failure_ends_with_1(tmp_path: Path, passed: bool, code: int) -> None:
    path = results(tmp_path, a=(["S-039"], passed))
    done = run("--resultats", str(path), tmp_path=tmp_path)
    assert done.returncode == code
    assert "S-039" in done.stdout


def test_rubbish_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")
    assert run("--resultats", "x.json", tmp_path=tmp_path).returncode == 2
