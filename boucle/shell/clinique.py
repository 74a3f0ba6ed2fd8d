"""Reports of the public check: in a private folder, under a random name, for one hour.

Nothing goes to the database and the file itself is not kept: it is read from the upload, which
Django removes at the end of the request. What stays for the hour is the report.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from boucle.books.public import (
    FecCancelled,
    FecLimits,
    FecRegime,
    FecReport,
    check_fec,
    report_json,
    report_sheet,
    view_of,
)
from boucle.kernel import clock, dsn
from boucle.kernel.errors import Finding, NotFound, Refused, Unavailable
from boucle.kernel.sheets import known_format, write_sheet

KEPT_SECONDS = 3600
UPLOAD_BYTES_MAX = 400 << 20
UNPACKED_BYTES_MAX = 2 << 30
FILES_MAX = 12
CHECK_SECONDS_MAX = 120
CHECKS_AT_ONCE = 2
CHECKS_BY_ADDRESS = 20
FORMATS = ("pdf", "csv", "xlsx", "json")
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{32}$")


def folder() -> Path:
    """Where the reports wait, readable by us only."""
    path = dsn.temporary_folder() / "clinique"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def examine(paths: Sequence[Path], name: str, regime: FecRegime | None, address: str) -> str:
    """Check the file, keep its report for an hour, and give the token that opens it.

    Raises Refused (too many checks from this address, too long), Unavailable (all places taken).
    """
    sweep()
    _brake(address)
    began = time.monotonic()
    with _place():
        try:
            report = check_fec(
                paths if len(paths) > 1 else paths[0],
                name=name,
                regime=regime,
                today=clock.today(),
                limits=FecLimits(unpacked_bytes_max=UNPACKED_BYTES_MAX),
                cancelled=lambda: time.monotonic() - began > CHECK_SECONDS_MAX,
            )
        except FecCancelled:
            raise Refused([_TOO_LONG]) from None
        return _keep(report)


_TOO_LONG = Finding(
    code="shell.clinique.too_long",
    message="Le contrôle de ce fichier prend trop de temps pour cette page.",
    help="Contrôlez-le avec la commande « boucle fec check », sans limite de durée.",
)
_TOO_MANY = Finding(
    code="shell.clinique.too_many",
    message="Trop de contrôles demandés depuis cette adresse en une heure.",
    help="Réessayez plus tard, ou employez la commande « boucle fec check ».",
)


def _keep(report: FecReport) -> str:
    token = secrets.token_urlsafe(24)
    place = folder() / token
    place.mkdir(mode=0o700)
    (place / "vue.json").write_text(json.dumps(asdict(view_of(report))), encoding="utf-8")
    document = json.dumps(report_json(report), ensure_ascii=False, indent=1)
    (place / "rapport.json").write_text(document, encoding="utf-8")
    return token


def kept_view(token: str) -> dict[str, Any]:
    """The report behind a token. Raises NotFound when there is none, or no more."""
    found: dict[str, Any] = json.loads((_place_of(token) / "vue.json").read_text("utf-8"))
    return found


def kept_file(token: str, format: str) -> Path:
    """The report as a file of a known format, drawn when first asked for. Raises NotFound."""
    if format not in FORMATS:
        raise NotFound
    place = _place_of(token)
    path = place / f"rapport.{format}"
    if not path.is_file():
        document = json.loads((place / "rapport.json").read_text("utf-8"))
        drawn = place / f"{secrets.token_hex(8)}.part"
        with drawn.open("wb") as target:
            write_sheet(report_sheet(document), known_format(format), target)
        drawn.replace(path)
    return path


def forget(token: str) -> None:
    """Remove a report before its hour. Raises NotFound."""
    shutil.rmtree(_place_of(token), ignore_errors=True)


def _place_of(token: str) -> Path:
    if not _TOKEN.match(token):
        raise NotFound
    place = folder() / token
    if not (place / "vue.json").is_file() or _old(place):
        raise NotFound("Ce rapport n’existe plus\u00a0: il est effacé au bout d’une heure.")
    return place


def _old(place: Path) -> bool:
    return time.time() - (place / "vue.json").stat().st_mtime > KEPT_SECONDS


def sweep() -> int:
    """Remove the reports whose hour is over; how many."""
    gone = 0
    for place in folder().iterdir():
        try:
            if place.is_dir() and _old(place):
                shutil.rmtree(place, ignore_errors=True)
                gone += 1
        except FileNotFoundError:
            if place.is_dir() and time.time() - place.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(place, ignore_errors=True)
    return gone


@contextmanager
def _place() -> Iterator[None]:
    """One of the few checks that may run at once, over all processes. Raises Unavailable."""
    for at in range(CHECKS_AT_ONCE):
        handle = os.open(folder() / f"place-{at}", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        try:
            yield
        finally:
            os.close(handle)
        return
    raise Unavailable(
        "D’autres contrôles sont en cours\u00a0: réessayez dans un instant.", retry_after=10
    )


def _brake(address: str) -> None:
    """So many checks an hour from one address, of which only a digest is kept. Raises Refused."""
    key = hashlib.sha256(f"{dsn.secret('clinique')}{address}".encode()).hexdigest()[:24]
    handle = os.open(folder() / "frein.json", os.O_CREAT | os.O_RDWR, 0o600)
    with os.fdopen(handle, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        now = time.time()
        known: dict[str, list[float]] = _read(file.read())
        recent = {
            who: kept
            for who, times in known.items()
            if (kept := [t for t in times if now - t < KEPT_SECONDS])
        }
        mine = recent.get(key, [])
        if len(mine) >= CHECKS_BY_ADDRESS:
            raise Refused([_TOO_MANY])
        recent[key] = [*mine, now]
        file.seek(0)
        file.truncate()
        json.dump(recent, file)


def _read(text: str) -> dict[str, list[float]]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
