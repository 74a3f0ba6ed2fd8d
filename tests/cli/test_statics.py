"""Static files are gathered once, and again when a source changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boucle.cli import statics


def test_they_are_gathered_when_a_source_changed(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    source = tmp_path / "a.css"
    source.write_text("a { color: red }")
    real = list(statics._sources())
    monkeypatch.setattr(statics, "_sources", lambda: iter([*real, ("a.css", source)]))
    assert statics.collect()
    assert any((tmp_path / "static").rglob("base*.css"))
    assert not statics.collect()
    source.write_text("a { color: blue; }")
    assert statics.collect()


def test_a_gathering_that_was_cut_is_done_again(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    assert statics.collect()
    (tmp_path / "static" / statics.STAMP).unlink()
    assert statics.collect()
