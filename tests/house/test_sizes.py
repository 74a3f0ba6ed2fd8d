"""Small enough to read: functions of 50 lines, files of 400, names that say something."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES, FILE_LINES = 50, 400
LONGER = {"boucle/books/models.py": 600}
"""Declarations without behaviour, read as a table."""
EMPTY_NAMES = {"utils", "helpers", "helper", "manager", "misc", "common", "tools", "base", "core"}
SOURCES = sorted(
    path
    for folder in ("boucle", "tests", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
PRODUCT = [path for path in SOURCES if path.is_relative_to(ROOT / "boucle")]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_files_are_short() -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    long = {name: n for name, n in sizes.items() if n > LONGER.get(name, FILE_LINES)}
    assert not long, long


def test_functions_are_short() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long, long


def test_no_module_has_an_empty_name() -> None:
    assert not [name_of(path) for path in PRODUCT if path.stem in EMPTY_NAMES]


def test_rules_and_types_hold_no_float() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in PRODUCT
        if path.stem == "types" or "rules" in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]
    assert not found, found


def test_nothing_names_the_machine_it_was_written_on() -> None:
    words = ["/work/" + "main", "/root/" + ".", "." + "library", "/var/tmp/" + "bpg"]
    kinds = {".py", ".sql", ".html", ".md", ".toml", ".js", ".css", ".txt", ".in", ".csv"}
    found = [
        f"{name_of(path)}: {word}"
        for folder in ("boucle", "tests", "tools", "docs", "requirements", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and (path.suffix in kinds or folder == ".ci")
        for word in words
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert not found, found
