"""The files handed over for an import: unpacked where need be, grouped by financial year.

A year may come in parts (`_1`, `_2`), a zip may hold several years and descriptions.
Source: art. A. 47 A-1 LPF, IX and XIII; rule book FEC-003, FEC-007.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from boucle.books.rules.fec.archive import Member, UnpackRefused, split_archive
from boucle.books.rules.fec.filename import NameFacts, read_name
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import Limits
from boucle.kernel.errors import Finding, Refused

BLOCK_BYTES = 1 << 20
DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class FecUnit:
    """The file, or the parts in order, of one financial year."""

    name: str
    parts: tuple[Path, ...]
    siren: str | None
    closing: date | None

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes of the parts, one after the other."""
        digest = hashlib.sha256()
        for path in self.parts:
            with path.open("rb") as source:
                while block := source.read(BLOCK_BYTES):
                    digest.update(block)
        return digest.hexdigest()


def units_of(paths: Sequence[Path], folder: Path) -> list[FecUnit]:
    """What to import, oldest year first; archives of several files are unpacked into `folder`.

    Raises Refused when an archive is damaged, protected, too large or empty.
    """
    try:
        found = [file for at, path in enumerate(paths) for file in _files(path, folder / str(at))]
    except UnpackRefused as refusal:
        raise Refused([Finding(code="FEC-007", message=str(refusal), field="fichier")]) from None
    units = _grouped([(path, read_name(path.name, Tally())) for path in found])
    if not units:
        message = "L’archive ne contient aucun fichier à importer."
        raise Refused([Finding(code="FEC-008", message=message, field="fichier")])
    return sorted(units, key=lambda unit: (unit.closing or date.max, unit.name))


def _files(path: Path, folder: Path) -> list[Path]:
    members = split_archive(path, name=None, limits=Limits())
    if len(members) < 2 and not any(member.container == "zip" for member in members):
        return [path]
    wanted = [m for m in members if DESCRIPTION not in m.name.lower()]
    return [_unpacked(member, folder / str(at)) for at, member in enumerate(wanted)]


def _unpacked(member: Member, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (Path(member.name).name or "fichier")
    with member.open() as source, target.open("wb") as file:
        while block := source.read(BLOCK_BYTES):
            file.write(block)
    return target


def _grouped(files: list[tuple[Path, NameFacts]]) -> list[FecUnit]:
    """Parts of one year together, by number of part; every other file for itself."""
    units: dict[object, list[tuple[int, Path, NameFacts]]] = {}
    for path, fact in files:
        whole = fact.part is None or fact.closing is None
        key = path if whole else (fact.siren, fact.closing)
        units.setdefault(key, []).append((fact.part or 0, path, fact))
    return [_unit(sorted(parts, key=lambda part: part[0])) for parts in units.values()]


def _unit(parts: list[tuple[int, Path, NameFacts]]) -> FecUnit:
    fact = parts[0][2]
    paths = tuple(path for _, path, _ in parts)
    return FecUnit(name=paths[0].name, parts=paths, siren=fact.siren, closing=fact.closing)
