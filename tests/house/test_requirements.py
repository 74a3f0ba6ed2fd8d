"""The locked requirements: hashes everywhere, addresses nowhere, wheels only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKED = ["base", "dev"]
PACKAGE = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
HEAVY = {"rapidocr", "onnxruntime", "opencv-python", "saxonche", "torch", "pandas", "numpy"}


def text(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


def pinned(name: str) -> dict[str, str]:
    return dict(PACKAGE.findall(text(f"{name}.txt")))


@pytest.mark.parametrize("name", LOCKED)
def test_no_file_holds_an_address(name: str) -> None:
    for suffix in ("txt", "in"):
        found = re.findall(
            r"(?im)^.*(?:https?:|index|find-links|file:|git\+).*$", text(f"{name}.{suffix}")
        )
        assert not found


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    entries = re.split(r"(?m)^(?=\S)", text(f"{name}.txt"))
    for entry in filter(str.strip, entries):
        assert PACKAGE.match(entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_the_two_sets_agree_on_versions() -> None:
    base, dev = pinned("base"), pinned("dev")
    assert base.items() <= dev.items()


def test_every_wish_is_locked() -> None:
    for name in LOCKED:
        lines = text(f"{name}.in").splitlines()
        wishes = [re.match(r"[\w.-]+", line) for line in lines if line[:1].isalpha()]
        assert {wish[0].lower() for wish in wishes if wish} <= set(pinned(name))


def test_the_base_set_is_light() -> None:
    assert not HEAVY & set(pinned("base"))


def test_no_committed_configuration_names_a_registry() -> None:
    for name in ("Makefile", "pyproject.toml", ".ci/run", "tools/setup.py"):
        content = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", content), name
