"""The bytes of a FEC as the server prints them: one COPY, or two at the same time when it is long.

Two connections on one snapshot, the year cut in two in the order of the file: the second half waits
in a file without name while the first is written. Memory: one block on each side.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import sql

from boucle.books.queries.fec_export import FecSource, halves_of
from boucle.kernel import db, dsn
from boucle.kernel.act import Act

PLAN = {"enable_nestloop": "off", "enable_hashagg": "off", "jit": "off", "work_mem": "128MB"}
TWO_ABOVE = 50_000
"""Lines; below, opening a connection and looking for the middle cost more than they spare."""
KEPT_BYTES = 2 << 20


def blocks(act: Act, source: FecSource, meanwhile: Callable[[], None]) -> Iterator[bytes]:
    """The bytes of the file: the header, then some hundreds of entries at a time. In a scope.

    `meanwhile`: what else is read in the scope, while the middle of a long file is looked for.
    """
    yield "\t".join(source.columns).encode() + b"\r\n"
    if source.totals.lines < TWO_ABOVE:
        meanwhile()
        yield from _alone(source.parameters)
        return
    with db.beside(act, [source.dossier_id]) as second:
        if second is None:
            meanwhile()
            yield from _alone(source.parameters)
        else:
            yield from _together(second, source, meanwhile)


def _alone(parameters: Mapping[str, object]) -> Iterator[bytes]:
    with connection.cursor() as cursor, _set_based(cursor):
        yield from _printed(cursor, parameters)


def _together(second: Any, source: FecSource, meanwhile: Callable[[], None]) -> Iterator[bytes]:
    with (
        tempfile.SpooledTemporaryFile(max_size=KEPT_BYTES, dir=str(dsn.temporary_folder())) as rest,
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        cut = pool.submit(halves_of, source, second)
        meanwhile()
        here, there = cut.result()
        waiting = pool.submit(_keep, second, there, rest)
        try:
            yield from _alone(here)
            waiting.result()
        except BaseException:
            second.cancel_safe()
            raise
        rest.seek(0)
        while block := rest.read(KEPT_BYTES):
            yield block


def _keep(second: Any, parameters: Mapping[str, object], rest: Any) -> None:
    with second.cursor() as cursor, _set_based(cursor):
        for block in _printed(cursor, parameters):
            rest.write(block)


def _printed(cursor: Any, parameters: Mapping[str, object]) -> Iterator[bytes]:
    with cursor.copy(db.query_text("books/fec_export"), parameters) as copy:
        copy.set_types(["bytea"])
        for (block,) in copy.rows():
            yield block


@contextmanager
def _set_based(cursor: Any) -> Iterator[None]:
    """Hash joins and one sort in memory, whatever the statistics say of young tables."""
    for name, value in PLAN.items():
        cursor.execute("select set_config(%s, %s, true)", [name, value])
    yield
    for name in PLAN:
        cursor.execute(sql.SQL("set local {} to default").format(sql.Identifier(name)))
