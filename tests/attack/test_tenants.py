"""Row-level security, attacked with raw SQL as the serving roles, on every table of a Dossier.

The tables are found in the catalogue and filled for two Dossiers; whatever the scope says, what is
outside it does not exist: not read, not written, not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.attack.test_catalogue import TENANT

pytestmark = [pytest.mark.attack, pytest.mark.commits]

MINE, OTHER = 900_001, 900_002
VALUES: dict[str, object] = {
    "int8": 1, "int4": 1, "int2": 1, "text": "x", "varchar": "x", "bpchar": "x",
    "bool": False, "date": "2025-01-01", "timestamptz": "2025-01-01", "bytea": b"x",
    "uuid": "00000000-0000-7000-8000-000000000001", "jsonb": "{}",
    "_int8": [1], "_varchar": ["x"], "_text": ["x"],
}  # fmt: skip
SPECIAL: dict[tuple[str, str], object] = {
    ("access_grant", "mode"): "expert",
    ("books_journal", "type"): "od",
    ("books_fiscal_year", "state"): "open",
    ("books_fiscal_year", "numbering"): "year",
    ("books_vat_code", "kind"): "deductible",
    ("books_vat_code", "due_on"): "debits",
    ("books_entry", "state"): "d",
    ("books_model_line", "side"): "D",
    ("books_subscription", "every"): "month",
    ("books_subscription_run", "state"): "made",
    ("books_name_in_force", "kind"): "account",
}
SCOPES: dict[str, list[str]] = {
    "unset": [],
    "empty": ["set local boucle.scope = ''"],
    "no Dossier": ["set local boucle.scope = '{}'"],
    "another": [f"set local boucle.scope = '{{{OTHER}}}'"],
    "another and nothing": [f"set local boucle.scope = '{{{OTHER},0,-1}}'"],
    "null": ["set local boucle.scope = '{NULL}'"],
}
DENIED = psycopg.errors.InsufficientPrivilege


class Table:
    """A table of the Dossiers, with a row of each."""

    def __init__(self, name: str, columns: list[tuple[str, str, bool]]) -> None:
        self.name, self.columns = name, columns

    def row(self, dossier: int) -> dict[str, object]:
        """A row that the constraints take."""
        values: dict[str, object] = {}
        for column, kind, must in self.columns:
            if must:
                values[column] = SPECIAL.get((self.name, column), VALUES[kind])
        return {**values, "dossier_id": dossier}

    def insert(self, connection: Any, dossier: int) -> int:
        row = self.row(dossier)
        text = sql.SQL("insert into boucle.{} ({}) values ({})").format(
            sql.Identifier(self.name),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join([sql.Placeholder()] * len(row)),
        )
        return int(connection.execute(text, list(row.values())).rowcount)

    def run(self, connection: Any, text: str) -> Any:
        return connection.execute(sql.SQL(text).format(table=sql.Identifier("boucle", self.name)))


@pytest.fixture
def tables(super_conn: Any) -> list[Table]:
    """Every table with a Dossier, filled for two Dossiers by the superuser."""
    names = [name for _, name in super_conn.execute(TENANT).fetchall()]
    super_conn.execute("set session_replication_role = replica")
    found = []
    for name in sorted(names):
        columns = super_conn.execute(
            "select column_name, udt_name, is_nullable = 'NO' from information_schema.columns"
            " where table_schema = 'boucle' and table_name = %s order by ordinal_position",
            (name,),
        ).fetchall()
        table = Table(name, columns)
        for dossier in (MINE, OTHER):
            table.insert(super_conn, dossier)
        found.append(table)
    super_conn.commit()
    assert len(found) >= 20
    return found


@pytest.fixture
def as_web(web_conn: Any) -> Callable[..., Any]:
    """`as_web(scope)`: a transaction of the web role with these statements done; rolled back."""

    class Open:
        def __init__(self, statements: list[str]) -> None:
            self.statements = statements

        def __enter__(self) -> Any:
            for statement in self.statements:
                web_conn.execute(statement)
            return web_conn

        def __exit__(self, *_: object) -> None:
            web_conn.rollback()

    return Open


def outcome(act: Callable[[], Any]) -> str:
    """`denied`, another error's name, or how many rows."""
    try:
        return str(act())
    except DENIED:
        return "denied"
    except psycopg.Error as error:
        return type(error).__name__


@pytest.mark.parametrize("scope", SCOPES)
def test_outside_the_scope_nothing_is_read(tables: list[Table], as_web: Any, scope: str) -> None:
    seen = {}
    for table in tables:
        with as_web(SCOPES[scope]) as connection:
            query = f"select count(*) from {{table}} where dossier_id = {MINE}"
            seen[table.name] = table.run(connection, query).fetchone()[0]
    assert set(seen.values()) == {0}, seen


@pytest.mark.parametrize("scope", SCOPES)
def test_outside_the_scope_nothing_is_copied_out(
    tables: list[Table], as_web: Any, scope: str
) -> None:
    for table in tables:
        with as_web(SCOPES[scope]) as connection, connection.cursor() as cursor:
            text = sql.SQL("copy boucle.{} (dossier_id) to stdout").format(
                sql.Identifier(table.name)
            )
            with cursor.copy(text) as copy:
                rows = b"".join(bytes(block) for block in copy)
            assert str(MINE).encode() not in rows, table.name


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    "statement",
    [
        f"update {{table}} set dossier_id = dossier_id where dossier_id = {MINE}",
        f"delete from {{table}} where dossier_id = {MINE}",
        "update {table} set dossier_id = dossier_id",
        "delete from {table}",
    ],
    ids=["update", "delete", "update all", "delete all"],
)
def test_outside_the_scope_nothing_changes(
    tables: list[Table], as_web: Any, super_conn: Any, scope: str, statement: str
) -> None:
    for table in tables:
        with as_web(SCOPES[scope]) as connection:
            found = outcome(lambda: table.run(connection, statement).rowcount)  # noqa: B023
            if "where" in statement:
                assert found in {"denied", "0"}, (table.name, found)
            if connection.info.transaction_status.name == "INTRANS":
                connection.commit()
        left = table.run(super_conn, f"select count(*) from {{table}} where dossier_id = {MINE}")
        assert left.fetchone()[0] == 1, table.name


@pytest.mark.parametrize("scope", SCOPES)
def test_outside_the_scope_nothing_is_inserted(
    tables: list[Table], as_web: Any, super_conn: Any, scope: str
) -> None:
    for table in tables:
        table.run(super_conn, f"delete from {{table}} where dossier_id = {MINE}")
    super_conn.commit()
    for table in tables:
        with as_web(SCOPES[scope]) as connection:
            assert outcome(lambda: table.insert(connection, MINE)) == "denied", table.name  # noqa: B023


@pytest.mark.parametrize("scope", [*SCOPES, "right"])
def test_copy_into_the_books_is_refused(tables: list[Table], as_web: Any, scope: str) -> None:
    statements = SCOPES.get(scope, [f"set local boucle.scope = '{{{MINE}}}'"])
    for table in tables:
        with as_web(statements) as connection, connection.cursor() as cursor:
            text = sql.SQL("copy boucle.{} (dossier_id) from stdin").format(
                sql.Identifier(table.name)
            )

            def fill() -> None:
                with cursor.copy(text) as copy:  # noqa: B023
                    copy.write(f"{MINE}\n")

            assert outcome(fill) in {"denied", "FeatureNotSupported"}, table.name


def test_inside_the_scope_the_row_is_there_and_only_it(tables: list[Table], as_web: Any) -> None:
    for table in tables:
        with as_web([f"set local boucle.scope = '{{{MINE}}}'"]) as connection:
            found = table.run(connection, "select dossier_id from {table}").fetchall()
            assert found == [(MINE,)], table.name


def test_a_row_is_not_moved_to_another_dossier(tables: list[Table], as_web: Any) -> None:
    for table in tables:
        with as_web([f"set local boucle.scope = '{{{MINE}}}'"]) as connection:
            text = f"update {{table}} set dossier_id = {OTHER}"
            found = outcome(lambda: table.run(connection, text).rowcount)  # noqa: B023
            assert found in {"denied", "CheckViolation"}, (table.name, found)


@pytest.mark.parametrize("scope", ["x", "{x}", "{1", "1", "{1};select 1", "{{1}}"])
def test_a_scope_that_is_not_one_opens_nothing(
    tables: list[Table], as_web: Any, scope: str
) -> None:
    for table in tables:
        with as_web([]) as connection:
            connection.execute("select set_config('boucle.scope', %s, true)", (scope,))
            query = f"select count(*) from {{table}} where dossier_id = {MINE}"
            found = outcome(lambda: table.run(connection, query).fetchone()[0])  # noqa: B023
            assert found in {"0", "InvalidTextRepresentation"}, (table.name, found)


@pytest.mark.parametrize("role", ["web", "owner", "ingest"])
def test_the_owner_and_ingest_are_bound_as_well(
    tables: list[Table], connect: Callable[..., Any], role: str
) -> None:
    connection = connect(role)
    for table in tables:
        query = f"select count(*) from {{table}} where dossier_id = {MINE}"
        found = outcome(lambda: table.run(connection, query).fetchone()[0])  # noqa: B023
        wanted = "denied" if role == "ingest" else "0"
        if (table.name, role) == ("kernel_audit", "owner"):
            wanted = "1"  # its functions seal the log of all: policy `chain`, select only
        assert found == wanted, (table.name, found)
        connection.rollback()


@pytest.mark.parametrize(
    "verb", ["select 1 from {table}", "delete from {table}", "truncate {table}"]
)
def test_ingest_has_no_way_into_the_books(tables: list[Table], ingest_conn: Any, verb: str) -> None:
    for table in tables:
        ingest_conn.execute(f"set local boucle.scope = '{{{MINE}}}'")
        assert outcome(lambda: table.run(ingest_conn, verb)) == "denied", table.name  # noqa: B023
        ingest_conn.rollback()
        ingest_conn.execute(f"set local boucle.scope = '{{{MINE}}}'")
        assert outcome(lambda: table.insert(ingest_conn, MINE)) == "denied", table.name  # noqa: B023
        ingest_conn.rollback()


STAGING_READS = [
    "select * from staging.{}", "update staging.{} set job_id = 0", "delete from staging.{}",
    "truncate staging.{}", "copy staging.{} to stdout",
    "insert into staging.{} values (1) returning *",
]  # fmt: skip


@pytest.mark.parametrize("role", ["web", "ingest"])
@pytest.mark.parametrize("text", STAGING_READS)
@pytest.mark.parametrize("table", ["line", "merge", "ref", "segment"])
def test_staging_is_written_blind(connect: Any, role: str, text: str, table: str) -> None:
    with pytest.raises(DENIED):
        connect(role).execute(text.format(table))


@pytest.fixture
def one_connection_pool(clone_db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Django's connection as the web server has it, with a pool of one."""
    from django.db.utils import ConnectionHandler

    from boucle.kernel import dsn

    monkeypatch.setenv("BOUCLE_POOL", "1")
    connections = ConnectionHandler({"default": dsn.django_database("web")})
    yield connections["default"]
    connections["default"].close()
    connections["default"].close_pool()


@pytest.mark.parametrize("end", ["commit", "rollback", "error", "session"])
def test_the_scope_does_not_reach_the_next_request(
    tables: list[Table], one_connection_pool: Any, end: str
) -> None:
    wrapper = one_connection_pool

    def ask(text: str) -> Any:
        with wrapper.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchone() if cursor.description else None

    first = ask("select pg_backend_pid()")
    word = "set" if end == "session" else "set local"
    ask(f"begin; {word} boucle.scope = '{{{MINE}}}'; {word} boucle.actor = 'système:root'")
    assert ask("select count(*) from boucle.books_entry") == (1,)
    if end == "error":
        with pytest.raises(Exception, match="division"):
            ask("select 1 / 0")
    ask("rollback" if end in {"rollback", "error"} else "commit")
    wrapper.close()
    assert ask("select pg_backend_pid()") == first
    assert ask("select coalesce(current_setting('boucle.scope', true), '')") == ("",)
    assert ask("select boucle.boucle_actor()") == ("anonyme",)
    assert ask("select count(*) from boucle.books_entry") == (0,)
