"""Bring the database to this release: Django's migrations, then the SQL objects and the grants.

Runs on the owner's connection, one process at a time, and costs one query when nothing changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import psycopg

from boucle.kernel import dsn, sqlfiles

_ROOT = Path(__file__).resolve().parent.parent
_LOCK = 4_270_018  # any number of ours: one migration at a time on a database
_RELEASE = "release"


def release_digest() -> str:
    """One digest over all migrations and SQL objects: what a database must hold."""
    found = hashlib.sha256(sqlfiles.digest_of_all().encode())
    for path in sorted(_ROOT.glob("*/migrations/*.py")):
        found.update(path.name.encode() + path.read_bytes())
    for package in ("django", "procrastinate", "django-allauth"):
        found.update(_version(package).encode())
    return found.hexdigest()


def _version(package: str) -> str:
    from importlib.metadata import version

    return f"{package} {version(package)}"


def applied_release(url: str) -> str | None:
    """The digest that the database holds, None before its first migration.

    Until then the serving role may not even look into the schema.
    """
    with psycopg.connect(url) as connection:
        try:
            known = connection.execute("select to_regclass('boucle.kernel_sql_object')").fetchone()
        except psycopg.errors.InsufficientPrivilege:
            return None
        if known == (None,):
            return None
        row = connection.execute(
            "select digest from boucle.kernel_sql_object where name = %s", (_RELEASE,)
        ).fetchone()
    return str(row[0]) if row else None


def is_current(url: str | None = None) -> bool:
    """Whether the database is at this release."""
    return applied_release(url or dsn.url("owner")) == release_digest()


def migrate(say: Callable[[str], None] = lambda _text: None) -> bool:
    """Apply what is missing; False when there was nothing to do. Django must be set up."""
    owner = dsn.url("owner")
    with psycopg.connect(owner, autocommit=True) as guard:
        guard.execute("select pg_advisory_lock(%s)", (_LOCK,))
        if is_current(owner):
            return False
        from django.core.management import call_command
        from django.db import connections

        say("migrations des tables")
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        connections["owner"].close()
        say("fonctions, déclencheurs, politiques et droits")
        with psycopg.connect(owner, autocommit=True) as connection:
            sqlfiles.apply_objects(connection)
            connection.execute(
                "insert into boucle.kernel_sql_object (name, digest) values (%s, %s)"
                " on conflict (name) do update set digest = excluded.digest, applied_at = now()",
                (_RELEASE, release_digest()),
            )
    return True
