"""Roles, database, schemas and extensions: what an administrator makes once, on any server.

Three roles, none superuser, none with BYPASSRLS, none member of another: `boucle_owner` owns the
objects and runs migrations, `boucle_web` serves, `boucle_ingest` fills the staging tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from boucle.kernel.errors import Finding, Refused

DATABASE = "boucle"
LEAST_VERSION = 180000
ROLES = {"owner": "boucle_owner", "web": "boucle_web", "ingest": "boucle_ingest"}
_FOLDER = Path(__file__).parent / "sql" / "admin"


def _text(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def digest() -> str:
    """Changes when the SQL below `sql/admin` does."""
    names = ("closed", "database", "powers", "role", "schemas")
    return hashlib.sha256("".join(_text(name) for name in names).encode()).hexdigest()


def initialise(
    admin: str,
    words: Mapping[str, str],
    *,
    database: str = DATABASE,
    renew: bool = False,
    closed: bool = False,
) -> list[str]:
    """Make what is missing; the roles that got the password of `words`. May be run again.

    `admin` is a connection string of a superuser, or of a role with CREATEROLE and CREATEDB.
    `renew` sets the passwords of roles that exist too; `closed` shuts the server's other
    databases to everybody but superusers. Raises Refused below PostgreSQL 18.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        check_version(connection)
        given = [role for role in ROLES if _make_role(connection, role, words[role], renew)]
        if not _exists(connection, "select 1 from pg_database where datname = %s", database):
            _be_member(connection)
            _execute(connection, "create database {} owner {}", database, ROLES["owner"])
        if closed:
            connection.execute(_text("closed").encode())
        inside = psycopg.conninfo.make_conninfo(admin, dbname=database)
    with psycopg.connect(inside, autocommit=True) as connection, connection.transaction():
        connection.execute(_text("schemas").encode())
        close(connection, database)
    return given


def close(connection: psycopg.Connection[Any], database: str) -> None:
    """Only our three roles connect to the database; only its owner makes temporary tables."""
    _each(connection, "database", database)


def check_version(connection: psycopg.Connection[Any]) -> None:
    """Raises Refused on a server older than PostgreSQL 18."""
    version = connection.info.server_version
    if version < LEAST_VERSION:
        text = (
            f"PostgreSQL {version // 10000} est trop ancien : Boucle demande la version 18 ou"
            " une version plus récente."
        )
        raise Refused([Finding(code="kernel.database.version", message=text)])


def _exists(connection: psycopg.Connection[Any], query: str, value: str) -> bool:
    return connection.execute(query.encode(), (value,)).fetchone() is not None


def _is_superuser(connection: psycopg.Connection[Any]) -> bool:
    return connection.info.parameter_status("is_superuser") == "on"


def _execute(connection: psycopg.Connection[Any], text: str, *names: str) -> None:
    """A statement whose `{}` are identifiers."""
    parts = text.split("{}")
    assert len(parts) <= len(names) + 1, text
    composed: list[sql.Composable] = [sql.SQL(parts[0])]
    for part, name in zip(parts[1:], names, strict=False):
        composed += [sql.Identifier(name), sql.SQL(part)]
    connection.execute(sql.Composed(composed))


def _each(connection: psycopg.Connection[Any], name: str, *names: str) -> None:
    """Every statement of a file of `sql/admin`, its `{}` filled with identifiers."""
    lines = [line for line in _text(name).splitlines() if not line.startswith("--")]
    for statement in "\n".join(lines).split(";"):
        if statement.strip():
            _execute(connection, statement, *names)


def _make_role(connection: psycopg.Connection[Any], role: str, word: str, renew: bool) -> bool:
    """True if the role now has the password `word` from us; it travels as a scram verifier."""
    name = ROLES[role]
    known = _exists(connection, "select 1 from pg_roles where rolname = %s", name)
    if not known:
        _execute(connection, "create role {} login", name)
    if _is_superuser(connection):
        _each(connection, "powers", name)
    _each(connection, "role", name)
    if known and not renew:
        return False
    verifier = connection.pgconn.encrypt_password(word.encode(), name.encode(), b"scram-sha-256")
    command = sql.SQL("alter role {} password {}")
    connection.execute(command.format(sql.Identifier(name), sql.Literal(verifier.decode())))
    return True


def _be_member(connection: psycopg.Connection[Any]) -> None:
    """An administrator who is no superuser must belong to the owner to give it a database."""
    if not _is_superuser(connection):
        _execute(connection, "grant {} to current_user with set true, inherit true", ROLES["owner"])
