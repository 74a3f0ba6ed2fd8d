"""The set-up: one clear sentence where something is missing, nothing done twice."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / "venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / "venv" / "bin" / "python")
    return module


def make(tmp_path: Path, python: str | None) -> subprocess.CompletedProcess[str]:
    """`make install` where only these programs exist."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "make"):
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"{name} est absent")
        (folder / name).symlink_to(found)
    if python:
        (folder / "python3").write_text(python)
        (folder / "python3").chmod(0o755)
    return subprocess.run(
        [folder / "make", "install", "SHELL=" + str(folder / "sh")],
        env={"PATH": str(folder)}, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("python", [None, "#!/bin/sh\nexit 1\n"], ids=["absent", "trop ancien"])
def test_a_missing_python_is_one_sentence(tmp_path: Path, python: str | None) -> None:
    done = make(tmp_path, python)
    assert done.returncode != 0
    assert "Boucle demande Python 3.11 ou plus récent" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_venv_is_one_sentence(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "uv", lambda: None)
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SystemExit, match="python3-venv"):
        setup.make_venv()


def test_a_stamp_follows_the_requirements(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    locked = tmp_path / "locked.txt"
    locked.write_text("a==1")
    monkeypatch.setattr(setup, "requirements", lambda _name: locked)
    setup.PYTHON.parent.mkdir(parents=True)
    setup.PYTHON.touch()
    assert not setup.is_current(False)
    setup.stamp_path(True).write_text(setup.stamp(True))
    assert setup.is_current(True)
    assert setup.is_current(False)  # the development set holds the base one
    locked.write_text("a==2")
    assert not setup.is_current(True)
