"""The databases of a test run: one embedded server, one template, one clone per worker or test.

The template is migrated once and kept between runs under the digest of migrations and SQL files.
The server is shared by all runs on this checkout; the last one to end stops it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import psycopg
from psycopg import sql

from boucle.kernel import dbinit, dsn, migrate, pgserver

ROOT = Path(__file__).resolve().parents[1]
VARIABLES = dsn.VARIABLES
_numbers = itertools.count(1)


@cache
def data_folder() -> Path:
    """BOUCLE_TEST_DATA, else a folder of the system's temporary one, by user and checkout."""
    given = os.environ.get("BOUCLE_TEST_DATA")
    if given:
        return Path(given).resolve()
    key = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"boucle-tests-{os.geteuid()}-{key}"


@contextlib.contextmanager
def _locked(name: str) -> Iterator[None]:
    data_folder().mkdir(parents=True, exist_ok=True)
    with (data_folder() / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold() -> TextIO:
    """Say that a run uses the server, until `release` or the end of the process."""
    data_folder().mkdir(parents=True, exist_ok=True)
    file = (data_folder() / "runs.lock").open("w")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def release(file: TextIO) -> None:
    """The last run drops what crashed runs left, and stops the server."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    server = pgserver.running(data_folder())
    if server is not None:
        with _admin() as connection:
            for name in _names(connection):
                if name.startswith("test_") or name not in (_template(), "boucle"):
                    _run(connection, "drop database if exists {} with (force)", name)
        pgserver.stop(data_folder())
    file.close()


@cache
def _template() -> str:
    return f"template_{migrate.release_digest()[:16]}"


def _admin() -> psycopg.Connection[Any]:
    return psycopg.connect(_url("postgres", "postgres"), autocommit=True)


def _url(role: str, name: str) -> str:
    return pgserver.connection_string(data_folder(), role, name)


def _names(connection: psycopg.Connection[Any]) -> list[str]:
    query = "select datname from pg_database where not datistemplate and datname <> 'postgres'"
    return [row[0] for row in connection.execute(query).fetchall()]


def _run(connection: psycopg.Connection[Any], text: str, *names: str) -> None:
    pieces = [sql.Identifier(name) for name in names]
    connection.execute(sql.SQL(text).format(*pieces))  # type: ignore[arg-type]


def prepare() -> None:
    """Start the server and make the template, once for all workers."""
    pgserver.start(data_folder(), throw_away=True)
    with _locked("template.lock"), _admin() as connection:
        known = _names(connection)
        if _template() in known:
            return
        _run(connection, "drop database if exists making with (force)")
        words = {role: pgserver.secret(data_folder(), role) for role in dbinit.ROLES}
        dbinit.initialise(_url("postgres", "postgres"), words, database="making", renew=True)
        command = [sys.executable, "-m", "boucle", "db", "migrate"]
        done = subprocess.run(
            command, env=environment("making"), capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{_log()}"
        _run(connection, "alter database making rename to {}", _template())


def _log() -> str:
    try:
        return (data_folder() / "erreurs.log").read_text()[-4000:]
    except OSError:
        return ""


def environment(name: str) -> dict[str, str]:
    """Environment of a subprocess of the product on the database `name`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return {
        **kept,
        **urls(name),
        "DJANGO_SETTINGS_MODULE": "boucle.shell.settings",
        "BOUCLE_DATA": str(data_folder()),
        "BOUCLE_MFA_REQUIRED": "0",
        "PYTHONPATH": str(ROOT),
    }


def urls(name: str) -> dict[str, str]:
    """The connection strings by variable, on the database `name`."""
    roles = {"web": "web", "owner": "owner", "ingest": "ingest", "direct": "web"}
    return {VARIABLES[role]: _url(user, name) for role, user in roles.items()}


def connect(role: str, name: str) -> psycopg.Connection[Any]:
    """A connection as a role: `web`, `owner`, `ingest`, or `postgres` (superuser)."""
    return psycopg.connect(_url(role, name))


def clone(label: str) -> str:
    """A fresh copy of the template; its name."""
    name = f"test_{label}_{os.getpid()}_{next(_numbers)}"
    with _admin() as connection:
        text = "create database {} template {} owner boucle_owner strategy file_copy"
        _run(connection, text, name, _template())
        dbinit.close(connection, name)  # rights on a database are not copied with it
    return name


def drop(name: str) -> None:
    """The copy is gone, whoever is connected."""
    with _admin() as connection:
        _run(connection, "drop database if exists {} with (force)", name)
