"""The colours: contrast of WCAG 2 on every ground, light and dark; the CSS obeys the CSP."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "boucle" / "shell" / "static" / "shell"
TOKEN = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
GROUNDS = ("bg", "bg2", "bg3", "row")
TEXTS = ("text", "text2", "text3", "accent", "neg", "ok", "warn", "err", "info", "violet", "ghost")
EDGES = ("focus", "line-strong")
VENDORED = re.compile(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs(names: set[str]) -> list[tuple[str, str, float]]:
    """(front, ground, least contrast)."""
    found = [(text, ground, 4.5) for text in TEXTS for ground in GROUNDS]
    found += [(edge, ground, 3.0) for edge in EDGES for ground in ("bg", "bg2")]
    found += [(name, "bg", 4.5) for name in names if name.startswith("serie")]
    tints = [name for name in names if name.endswith("-bg")]
    found += [(front, tint, 4.5) for tint in tints for front in (tint[:-3], "text")]
    return [*found, ("on-accent", "accent", 4.5)]


@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
def test_contrast(theme: int) -> None:
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    colours = {name: (light, dark)[theme] for name, light, dark in TOKEN.findall(text)}
    weak = [
        (front, ground, round(contrast(colours[front], colours[ground]), 2))
        for front, ground, least in pairs(set(colours))
        if contrast(colours[front], colours[ground]) < least
    ]
    assert len(colours) > 30 and not weak


def test_every_variable_is_defined() -> None:
    sheets = [path.read_text(encoding="utf-8") for path in STATIC.glob("*.css")]
    known = set(re.findall(r"--([a-z0-9-]+):", "".join(sheets)))
    used = set(re.findall(r"var\(--([a-z0-9-]+)", "".join(sheets)))
    assert not used - known


def test_nothing_comes_from_elsewhere() -> None:
    sources = [*STATIC.glob("*.css"), *STATIC.glob("*.js")]
    found = [path.name for path in sources if re.search(r"https?://", path.read_text())]
    assert not found


def test_vendored_files_are_what_they_were() -> None:
    listed = dict(VENDORED.findall((STATIC / "vendor" / "VENDORED.md").read_text(encoding="utf-8")))
    there = {
        str(path.relative_to(STATIC / "vendor")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").glob("*/*")
    }
    assert there == listed


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    root = STATIC.parents[2]
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    pages = root.glob("*/templates/**/*.html")
    asked = {name for page in pages for name in re.findall(r'{% icon "([^"]+)"', page.read_text())}
    rail = (root / "shell" / "context.py").read_text(encoding="utf-8")
    asked |= set(re.findall(r'"[a-z]+:[a-z-]+", "([a-z0-9-]+)"', rail))
    assert not asked - known
