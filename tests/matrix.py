"""Requirement → tests → result: written by each run to `build/conformite.json`.

`{"tests": {nodeid: {"covers": ["S-090"], "passed": true}}}`; a partial run replaces only the tests
that it ran. A test that was skipped has `passed: null`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

_PROPERTY = "covers"
_heard: dict[str, dict[str, Any]] = {}


def note(item: pytest.Item) -> None:
    """Put the requirements of a test where its report carries them (also from a worker)."""
    names = [str(name) for marker in item.iter_markers("covers") for name in marker.args]
    if names:
        item.user_properties.append((_PROPERTY, ",".join(sorted(set(names)))))


def hear(report: pytest.TestReport) -> None:
    """Passed only if every phase did; skipped is unknown."""
    covers = dict(report.user_properties).get(_PROPERTY)
    if not covers:
        return
    row = _heard.setdefault(report.nodeid, {"covers": str(covers).split(","), "passed": None})
    if report.failed:
        row["passed"] = False
    elif report.when == "call" and report.passed and row["passed"] is None:
        row["passed"] = True


def write(path: Path) -> None:
    """Merge into what former runs wrote. Nothing heard: nothing written."""
    if not _heard:
        return
    try:
        known = json.loads(path.read_text(encoding="utf-8"))["tests"]
    except (OSError, ValueError, KeyError):
        known = {}
    path.parent.mkdir(exist_ok=True)
    text = json.dumps({"tests": {**known, **_heard}}, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
