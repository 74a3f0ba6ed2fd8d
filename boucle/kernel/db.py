"""The database, from Python: named queries, the gate, and the scope of a transaction.

The scope (which Dossiers this transaction may touch) is set here and nowhere else, by the
statement SET LOCAL, so that it dies with the transaction and travels through any pooler.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.db import Error as DjangoDbError
from django.db import connection, transaction

from boucle.kernel.act import Act
from boucle.kernel.errors import (
    BoucleError,
    Conflict,
    Finding,
    Forbidden,
    NotFound,
    Refused,
    Unavailable,
    WrongUse,
)
from boucle.kernel.events import CHANNEL

Row = TypeVar("Row")

_ACTOR = re.compile(r"^[\w:.@ +-]{1,120}$")
_scope_open: ContextVar[bool] = ContextVar("boucle_scope_open", default=False)
_STEADY = "set transaction isolation level repeatable read; "
_READ_ONLY = "set transaction read only; "

CONSTRAINT_FINDINGS: dict[str, Finding] = {}
"""Constraint name → what to tell; each context adds its own in `apps.py`."""


def scope_statement(act: Act, dossier_ids: Iterable[int]) -> str:
    """The statements that open a scope. Integers and a checked actor only: nothing to inject."""
    ids = ",".join(str(int(number)) for number in dossier_ids)
    if not _ACTOR.match(act.actor):
        raise NotFound
    return f"set local boucle.scope = '{{{ids}}}'; set local boucle.actor = '{act.actor}'"


class Rows(list[Any]):
    """What came with the opening of a scope: rows of `then`, and those of `also`."""

    also: Sequence[Any] = ()


@contextmanager
def scope(
    act: Act, dossier_ids: Iterable[int], then: str = "", also: str = "", *, steady: bool = False
) -> Iterator[Rows]:
    """A durable transaction that sees these Dossiers, as this actor. Not nestable.

    `then` and `also` name queries without parameters that go in the same round trip; the rows of
    the first are what is yielded. `steady`: all its statements see the books of one instant
    (repeatable read; the gate refuses it). Called by `access`, for its check. Raises Unavailable
    when the database is away.
    """
    if _scope_open.get():
        raise RuntimeError("a scope is open already: parts of a command take the open one")
    token = _scope_open.set(True)
    try:
        with _translated(), transaction.atomic(durable=True):
            first = _STEADY if steady and not _inside_a_test() else ""
            first += _READ_ONLY if act.reads_only and not _inside_a_test() else ""
            yield _open(first + scope_statement(act, dossier_ids), then, also)
            _forget_scope_in_tests()
    finally:
        _scope_open.reset(token)


def _open(statement: str, then: str, also: str) -> Rows:
    texts = [statement, *(query_text(name) for name in (then, also) if name)]
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(texts))
        answers = _answers(cursor) if then or also else []
    rows = Rows(answers[0] if then else ())
    rows.also = answers[-1] if also else ()
    return rows


def _answers(cursor: Any) -> list[list[Any]]:
    """Rows of each statement that gives some."""
    found = [] if cursor.description is None else [list(cursor.fetchall())]
    while cursor.nextset():
        if cursor.description is not None:
            found.append(list(cursor.fetchall()))
    return found


@contextmanager
def beside(act: Act, dossier_ids: Iterable[int]) -> Iterator[psycopg.Connection[Any] | None]:
    """A second connection that sees what the open steady scope sees, for a thread that reads.

    Same role, same snapshot, a scope of its own, nothing kept. None where the server has no
    connection left, and in a test that is one transaction: the caller then goes alone.
    """
    second = None if _inside_a_test() else _connected()
    if second is None:
        yield None
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        assert re.fullmatch(r"[0-9A-F-]+", snapshot), snapshot
        with second.cursor() as cursor:
            cursor.execute(f"{_STEADY}set transaction snapshot '{snapshot}'")
            cursor.execute(scope_statement(act, dossier_ids))
        yield second
    finally:
        second.close()


def _connected() -> psycopg.Connection[Any] | None:
    try:
        return psycopg.connect(**connection.get_connection_params())
    except psycopg.OperationalError:
        return None


def _inside_a_test() -> bool:
    """A test wraps everything in one transaction, which others do not see."""
    return bool(connection.in_atomic_block and len(connection.savepoint_ids) > 0)


def _forget_scope_in_tests() -> None:
    """Inside a test, leaving the scope must be said."""
    if _inside_a_test():
        with connection.cursor() as cursor:
            cursor.execute("set local boucle.scope = ''; set local boucle.actor = ''")


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the database become errors of the product."""
    try:
        yield
    except DjangoDbError as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.Error):
            known = translate(cause)
            if known is not None:
                raise known from error
        raise


# Signs that no text of the database holds (NUL, half a pair): the caller's mistake, not an outage.
_UNREADABLE = {"22021", "22P05"}


def translate(error: psycopg.Error) -> BoucleError | None:
    """What an error of PostgreSQL means to the user; None for what nobody foresaw."""
    state, constraint = error.sqlstate or "", error.diag.constraint_name or ""
    if state == "42501":
        return NotFound()
    if state == "25006":
        return Forbidden()
    if constraint in CONSTRAINT_FINDINGS:
        return Refused([CONSTRAINT_FINDINGS[constraint]])
    if state in {"40001", "40P01", "55P03"}:
        return Conflict()
    if state in _UNREADABLE or (not state and isinstance(error, psycopg.DataError)):
        return WrongUse()
    if state.startswith("08") or state in {"57P01", "57P02", "57P03"} or not state:
        return Unavailable()
    return None


@cache
def query_text(name: str) -> str:
    """Text of `<context>/sql/queries/<query>.sql`, for the name `<context>/<query>`."""
    context, _, query = name.partition("/")
    path = Path(__file__).parent.parent / context / "sql" / "queries" / f"{query}.sql"
    return path.read_text(encoding="utf-8")


def run_sql(
    name: str, first: str = "", /, *, into: type[Row], second: Any = None, **params: Any
) -> list[Row]:
    """Rows of a named query as dataclasses: its columns carry the names of the fields.

    `second`: the connection of `beside`, else the one of the open scope. `first`: a statement of
    `scope_statement` that goes in the same round trip.
    """
    with (second or connection).cursor() as cursor:
        cursor.execute(f"{first};\n{query_text(name)}" if first else query_text(name), params)
        while first and cursor.nextset():
            pass
        assert cursor.description is not None, name
        columns = [column[0] for column in cursor.description]
        wanted = [field.name for field in fields(into)]  # type: ignore[arg-type]
        assert columns == wanted, f"{name}: {columns} != {wanted}"
        return [into(*row) for row in cursor.fetchall()]


def run_one(name: str, *, into: type[Row], **params: Any) -> Row | None:
    """The single row of a named query, or None."""
    rows = run_sql(name, into=into, **params)
    assert len(rows) <= 1, name
    return rows[0] if rows else None


def execute(name: str, **params: Any) -> int:
    """Run a named statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(query_text(name), params)
        return int(cursor.rowcount)


_TOLD = (
    "select g.a, case when g.a ? 'entry' then pg_notify(%s, json_build_object("
    "'dossier', %s::bigint, 'kind', %s::text, 'id', g.a->>'entry',"
    " 'version', (g.a->>'version')::int,"
    " 'by', boucle.boucle_actor())::text) end from (select {call} as a offset 0) g"
)


def call_gate(function: str, *args: object, tell: str = "") -> dict[str, Any]:
    """Call a gate function in the open scope; its answer (JSON) as a mapping.

    `tell`: the kind of event that an answer with an entry is told as, in the same round trip
    (the first argument is the Dossier).

    Raises Conflict when the gate says so. Findings are left to the caller, who knows the texts.
    """
    assert re.fullmatch(r"[a-z_]+", function), function
    marks = ", ".join(["%s"] * len(args))
    call, bound = f"boucle.{function}({marks})", [_bound(arg) for arg in args]
    with connection.cursor() as cursor:
        if tell:
            cursor.execute(_TOLD.format(call=call), [CHANNEL, bound[0], tell, *bound])
        else:
            cursor.execute(f"select {call}", bound)
        answer = cursor.fetchone()[0]
    found = json.loads(answer) if isinstance(answer, str) else answer
    assert isinstance(found, dict), function
    if found.get("conflict"):
        raise Conflict
    return found


def _bound(arg: object) -> Any:
    if isinstance(arg, Mapping):
        return json.dumps(arg, default=str)
    return arg
