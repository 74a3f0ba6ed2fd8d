"""A place of the bench's own: a fresh data folder, its embedded server, its database.

Nothing of the user's is touched. `fsync` and `synchronous_commit` stay on, as in production.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from boucle.kernel import dsn, pgserver

SETTINGS = (
    "server_version", "shared_buffers", "work_mem", "maintenance_work_mem", "max_wal_size",
    "effective_cache_size", "fsync", "synchronous_commit", "jit",
)  # fmt: skip


@contextmanager
def opened() -> Iterator[Path]:
    """The folder of the bench, with Django on its own database; all of it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="boucle-bench-"))
    for name in dsn.VARIABLES.values():
        os.environ.pop(name, None)
    os.environ.pop("BOUCLE_POOL", None)
    os.environ["BOUCLE_DATA"] = str(folder / "data")
    os.environ["BOUCLE_MFA_REQUIRED"] = "0"  # its people sign in at once
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boucle.shell.settings")
    try:
        dsn.ensure()
        _open_django()
        yield folder
    finally:
        _close(folder)


def _open_django() -> None:
    import django

    from boucle.kernel import migrate

    django.setup()
    migrate.migrate()


def _close(folder: Path) -> None:
    from django.db import connections

    connections.close_all()
    pgserver.remove(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


def connect(role: str) -> psycopg.Connection[Any]:
    """A raw connection as `web`, `owner`, `ingest` or `postgres`; binds as Django does."""
    url = pgserver.connection_string(dsn.data_folder(), role)
    return psycopg.connect(url, cursor_factory=psycopg.ClientCursor)


def settle() -> None:
    """Between rounds of writes: nothing left to write, nothing left to clean, figures fresh."""
    with connect("postgres") as connection:
        connection.autocommit = True
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")


def settings() -> dict[str, str]:
    """What the server ran with."""
    with connect("web") as connection:
        rows = connection.execute(
            "select name, current_setting(name) from pg_settings where name = any(%s)",
            (list(SETTINGS),),
        ).fetchall()
    return {str(name): str(value) for name, value in rows}
