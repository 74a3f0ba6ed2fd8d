"""Write what the product is made of: a CycloneDX 1.6 document of the locked packages.

    python3 tools/sbom.py > sbom.json

Standard library only. Names, versions and hashes are those of `requirements/base.txt`; the files
of other projects that stand in the tree are those of `boucle/shell/static/shell/vendor/`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
VENDORED = re.compile(r"^(.+)-(\d[\w.]*)$")


def components() -> list[dict[str, Any]]:
    """Every package and every vendored library, by name."""
    text = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    parts = LOCKED.split(text)
    found = [
        _package(name, version, re.findall(r"sha256:([0-9a-f]{64})", rest))
        for name, version, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    ]
    for folder in sorted((ROOT / "boucle/shell/static/shell/vendor").iterdir()):
        named = VENDORED.match(folder.name)
        if folder.is_dir() and named:
            found.append(_vendored(folder, *named.groups()))
    return sorted(found, key=lambda one: str(one["name"]))


def _package(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    reference = f"pkg:pypi/{name.lower()}@{version}"
    return {
        "type": "library", "bom-ref": reference, "name": name, "version": version,
        "purl": reference, "properties": [{"name": "sha256", "value": one} for one in hashes],
    }  # fmt: skip


def _vendored(folder: Path, name: str, version: str) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "type": "library", "bom-ref": f"vendor/{folder.name}", "name": name, "version": version,
        "properties": [
            {"name": path.relative_to(ROOT).as_posix(),
             "value": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in files
        ],
    }  # fmt: skip


def document() -> dict[str, Any]:
    """The whole of it."""
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    product = {"type": "application", "name": "boucle", "version": version[1], "bom-ref": "boucle"}
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": product}, "components": components(),
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=1, ensure_ascii=False)
    print()
