"""Database objects that Django cannot say: one file each, applied again when it changed.

`<context>/sql/{functions,views,triggers,policies,grants}/*.sql`; each file can be run again.
Order: by kind, then by context from the ground up, then by name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

KINDS = ("functions", "views", "triggers", "policies", "grants")
CONTEXTS = ("kernel", "tenancy", "access", "webhooks", "books", "shell")
ROOT = Path(__file__).parent.parent

_LEDGER = """
create table if not exists boucle.kernel_sql_object (
    name text primary key, digest text not null, applied_at timestamptz not null default now())
"""


@dataclass(frozen=True, slots=True)
class ObjectFile:
    """One object: its name `<context>/<kind>/<file>`, its text and the digest of it."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def object_files() -> list[ObjectFile]:
    """Every object file, in the order in which they must be applied."""
    return [
        ObjectFile(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for kind in KINDS
        for context in CONTEXTS
        for path in sorted((ROOT / context / "sql" / kind).glob("*.sql"))
    ]


def digest_of_all() -> str:
    """One digest over all object files: the key of a test template."""
    return hashlib.sha256("".join(file.digest for file in object_files()).encode()).hexdigest()


def apply_objects(connection: psycopg.Connection[Any]) -> list[str]:
    """Apply the files whose digest changed, in one transaction, as the owner; their names.

    Policies and grants are drawn over all tables, so any change applies them all again.
    """
    with connection.transaction():
        connection.execute("set local check_function_bodies = off")  # they call one another
        connection.execute(_LEDGER)
        known = dict(
            connection.execute("select name, digest from boucle.kernel_sql_object").fetchall()
        )
        files = object_files()
        changed = [file for file in files if known.get(file.name) != file.digest]
        again = [file for file in files if "/policies/" in file.name or "/grants/" in file.name]
        todo = [file for file in files if file in changed or file in again]
        for file in todo:
            connection.execute(file.text.encode())
            connection.execute(
                "insert into boucle.kernel_sql_object (name, digest) values (%s, %s)"
                " on conflict (name) do update set digest = excluded.digest, applied_at = now()",
                (file.name, file.digest),
            )
    return [file.name for file in todo]
