"""The statements of a page, caught once and sent again as the web role under row-level security.

So what is timed is what the database does for the page, round trips included, beside a lookup that
goes the same way; what Django and Python add is told apart (`call_ms`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

from boucle.bench import place
from boucle.bench.measure import seconds
from boucle.kernel.act import Act
from boucle.kernel.db import scope_statement

Statement = tuple[str, Any]


def caught(call: Callable[[], object]) -> list[Statement]:
    """The statements that `call` sends by Django's connection, but for the scope's."""
    found: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("set local boucle."):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        call()
    assert found
    return found


class Replay:
    """A raw connection of the web role in the scope of one Dossier."""

    def __init__(self, act: Act, dossier_id: int) -> None:
        self.connection = place.connect("web")
        self.connection.execute(scope_statement(act, [dossier_id]).encode())

    def __call__(self, statements: list[Statement]) -> Callable[[], object]:
        """A call that sends them all and reads all their rows."""

        def run() -> None:
            with self.connection.cursor() as cursor:
                for sql, params in statements:
                    cursor.execute(sql.encode(), params)
                    if cursor.description is not None:
                        cursor.fetchall()

        return run

    def kept(self, statements: list[Statement]) -> Callable[[], object]:
        """The same, prepared: the server keeps their plans, as it does those of the functions."""

        def run() -> None:
            with psycopg.Cursor(self.connection) as cursor:
                for sql, params in statements:
                    cursor.execute(sql.encode(), params, prepare=True)
                    cursor.fetchall()

        return run

    def close(self) -> None:
        """Ends the transaction too."""
        self.connection.rollback()
        self.connection.close()


def call_ms(call: Callable[[], object], times: int = 15) -> float:
    """Median milliseconds of the whole call in Python."""
    from statistics import median

    call()
    return round(median(seconds(call) for _ in range(times)) * 1000, 2)
