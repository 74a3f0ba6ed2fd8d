"""What is in the file handed over: itself, or the members of a .gz or .zip, unpacked as a stream.

Nothing is written to disk; sizes and ratios are limited (`Limits`), names are only shown.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from boucle.books.rules.fec.types import Limits

GZIP_MAGIC = b"\x1f\x8b"
OFFICE_NAMES = frozenset({"[Content_Types].xml", "META-INF/manifest.xml"})
NOTICE = "_description"
"""What ends the name of the description laid beside a FEC (LPF A. 47 A-1, XIII)."""
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


class UnpackRefused(Exception):
    """An archive that asks too much or cannot be read; the text is French."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read: its name, its packed size in bytes, how to open it."""

    name: str
    size: int
    container: str
    open: Callable[[], IO[bytes]]


def split_archive(path: Path, *, name: str | None = None, limits: Limits) -> tuple[Member, ...]:
    """The files to read in `path`, in the order of their names. Raises UnpackRefused."""
    shown, size = name or path.name, path.stat().st_size
    with path.open("rb") as file:
        magic = file.read(4)
    if magic[:2] == GZIP_MAGIC:
        inner = shown[:-3] if shown.lower().endswith(".gz") else shown
        return (Member(inner, size, "gzip", lambda: _unzipped(path, size, limits)),)
    if magic in ZIP_MAGIC:
        return _zip_members(path, limits)
    return (Member(shown, size, "", lambda: path.open("rb")),)


def _unzipped(path: Path, size: int, limits: Limits) -> IO[bytes]:
    return Guarded(gzip.open(path, "rb"), size, limits)  # type: ignore[arg-type, return-value]


def _zip_members(path: Path, limits: Limits) -> tuple[Member, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            if OFFICE_NAMES.intersection(archive.namelist()):
                raise UnpackRefused(
                    "Ce fichier est un classeur ou un document\u00a0: exportez le FEC en texte."
                )
            infos = _without_notices([info for info in archive.infolist() if _wanted(info)])
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnpackRefused("L’archive zip est abîmée : elle ne peut pas être lue.") from error
    if len(infos) > limits.archive_files_max:
        raise UnpackRefused(f"L’archive contient {len(infos)} fichiers : c’est trop.")
    if any(info.flag_bits & 1 for info in infos):
        raise UnpackRefused("L’archive est protégée par un mot de passe : déposez-la sans.")
    infos.sort(key=lambda info: info.filename)

    def opener(info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
        def open_one() -> IO[bytes]:
            archive = zipfile.ZipFile(path)
            packed = max(info.compress_size, 1)
            return Guarded(archive.open(info), packed, limits)  # type: ignore[return-value]

        return open_one

    return tuple(
        Member(PurePosixPath(info.filename).name, info.compress_size, "zip", opener(info))
        for info in infos
    )


def _wanted(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not info.is_dir() and not hidden


def _without_notices(infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The description that our export, like others, lays beside its FEC is no part of it."""
    stems = {PurePosixPath(info.filename).stem for info in infos}
    described = {f"{stem}{NOTICE}" for stem in stems}
    return [info for info in infos if PurePosixPath(info.filename).stem not in described]


class Guarded(io.RawIOBase):
    """A stream of unpacked bytes that stops a bomb and speaks French about damage."""

    def __init__(self, stream: IO[bytes], packed: int, limits: Limits) -> None:
        self._stream = stream
        self._out = 0
        floor = limits.unpacked_ratio_max * packed + (64 << 20)
        self._allowed = min(floor, limits.unpacked_bytes_max)

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes. Raises UnpackRefused beyond the limits or on damage."""
        try:
            data = self._stream.read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise UnpackRefused("L’archive est abîmée : elle ne peut pas être lue.") from error
        self._out += len(data)
        if self._out > self._allowed:
            raise UnpackRefused("L’archive se déploie au-delà de la taille admise.")
        return data

    def close(self) -> None:
        """Close what is below."""
        self._stream.close()
        super().close()
