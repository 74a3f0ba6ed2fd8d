"""The list of security: 75 items, each with the tests that hold it; and what no source may hold."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "securite.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (tient|en partie|pas encore) \| (.*?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
SOURCES = [path for folder in ("boucle", "tools") for path in sorted((ROOT / folder).rglob("*.py"))]
UNESCAPED = {"boucle/shell/templatetags/boucle.py", "boucle/shell/web/help_pages.py"}
"""Print markup of ours: captured blocks, escaped already, and help pages of ours."""
BUILT_SQL = {"boucle/kernel/db.py", "boucle/kernel/events.py", "boucle/bench/rows_import.py"}
"""Statements put together from constants and checked integers (kernel/db.py says how)."""
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_\w{36}|xox[bp]-\w{10}"
    r"|\bbcl_[\w-]{40,}|eyJ[\w-]{20,}\.eyJ[\w-]{20,}\."
)


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall(DOCUMENT.read_text(encoding="utf-8"))


def test_every_item_stands_once() -> None:
    assert [int(number) for number, *_ in rows()] == list(range(1, 76))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_what_holds_names_a_test_that_exists(row: tuple[str, str, str, str]) -> None:
    _, _, state, proof = row
    named = TEST.findall(proof)
    assert named or state == "pas encore" or "sans test" in proof
    assert state != "tient" or named
    for path, name in named:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(?:    )?def {name}\(", text, re.MULTILINE), (path, name)


def test_the_count_of_the_document_is_that_of_its_table() -> None:
    states = [state for _, _, state, _ in rows()]
    text = DOCUMENT.read_text(encoding="utf-8")
    said = re.search(r"(\d+) tiennent, (\d+) en partie, (\d+) pas encore", text)
    assert said is not None
    counted = tuple(states.count(one) for one in ("tient", "en partie", "pas encore"))
    assert tuple(map(int, said.groups())) == counted


def test_no_statement_is_built_from_text() -> None:
    built = re.compile(r"\.execute\(\s*f[\"']|\.raw\([\"'f]|\.extra\(|RawSQL|\.execute\([^,)]* % ")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if "migrations" not in path.parts and built.search(path.read_text(encoding="utf-8"))
    }
    assert found <= BUILT_SQL, found - BUILT_SQL


def test_nothing_is_printed_unescaped() -> None:
    raw = re.compile(r"\|\s*safe\b|autoescape off|mark_safe\(|SafeString\(")
    every = [*SOURCES, *sorted((ROOT / "boucle").rglob("*.html"))]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in every
        if raw.search(path.read_text(encoding="utf-8"))
    }
    assert found == UNESCAPED


def test_no_source_holds_a_secret() -> None:
    kinds = {".py", ".sql", ".toml", ".md", ".txt", ".html", ".js", ".json", ".csv", ""}
    found = [
        path.relative_to(ROOT).as_posix()
        for top in ("boucle", "tools", "tests", "docs", "requirements", ".ci")
        for path in sorted((ROOT / top).rglob("*"))
        if path.is_file() and path.suffix in kinds and "__pycache__" not in path.parts
        and path.name != "test_security.py"
        and SECRETS.search(path.read_text(encoding="utf-8", errors="replace"))
    ]  # fmt: skip
    assert not found, found


def test_the_bill_of_materials_names_every_locked_package() -> None:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "tools" / "sbom.py")
    assert spec is not None and spec.loader is not None
    sbom = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sbom)
    document = sbom.document()
    names = {one["name"] for one in document["components"]}
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements/base.txt").read_text(), re.MULTILINE)
    assert set(locked) <= names and "htmx" in names
    assert document["specVersion"] == "1.6"
    assert all(one["properties"] for one in document["components"])
