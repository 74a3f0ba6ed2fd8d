"""Rows E: a draft is saved, ten thousand are validated, eight writers validate at once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.bench import place
from boucle.bench.books import Bench, Held
from boucle.bench.measure import Result, Times, judged, quick, rounds
from boucle.books import public as books
from boucle.books.queries.proof import verify_books
from boucle.kernel.db import call_gate, scope_statement

DRAFTS = 10_000
WRITERS = 8
BATCHES = 240
"""Validations of each round, shared out among its writers."""
LIKE = (
    "create table if not exists boucle.bench_entry (like boucle.books_entry including all);"
    "create table if not exists boucle.bench_line (like boucle.books_line including all)"
)
INSERT = """
    with entry as (
        insert into boucle.bench_entry (dossier_id, journal_id, fiscal_year_id, date, created_by)
        values (%(dossier)s, 1, 1, '2025-06-15', 'mesure') returning id)
    insert into boucle.bench_line (dossier_id, entry_id, position, account_id, date, debit, credit,
                                   label)
    select %(dossier)s, entry.id, x.position, x.account, '2025-06-15', x.debit, x.credit, 'Achat'
      from entry, (values (1, 1, 10000, 0), (2, 2, 2000, 0), (3, 3, 0, 12000))
           as x(position, account, debit, credit)
"""


def an_entry(number: int) -> dict[str, Any]:
    """A purchase of three lines."""
    lines = [
        {"account": "606100", "debit": 10_000, "credit": 0, "label": "Achat"},
        {"account": "445660", "debit": 2_000, "credit": 0, "label": "Achat"},
        {"account": "401000", "third": "F000001", "debit": 0, "credit": 12_000, "label": "Achat"},
    ]
    day = f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    return {"journal": "AC", "date": day, "lines": lines}


def saves(bench: Bench) -> Iterator[Result]:
    """E: by the gate, commit included, beside one INSERT of the same rows."""
    held = bench.tenth
    with place.connect("postgres") as connection:
        connection.execute(LIKE)
        connection.execute("alter table boucle.bench_entry owner to boucle_owner")
        connection.execute("alter table boucle.bench_line owner to boucle_owner")
    scope = scope_statement(bench.act, [held.dossier.id]).encode()
    web, owner = place.connect("web"), place.connect("owner")
    gate = b"select boucle.books_save_draft(%s, %s)"
    text = json.dumps(an_entry(1))

    def product() -> None:
        web.execute(scope)
        row = web.execute(gate, (held.dossier.id, text)).fetchone()
        web.commit()
        assert row is not None
        assert row[0]["version"] == 1, row

    def reference() -> None:
        owner.execute(scope)
        owner.execute(INSERT.encode(), {"dossier": held.dossier.id})
        owner.commit()

    yield judged("E", lambda: quick(reference, product, calls=200), lines=held.corpus.lines)
    web.close()
    owner.close()
    _forget_drafts(bench, held)


def _forget_drafts(bench: Bench, held: Held) -> None:
    books.validate_entries(bench.act, held.dossier.id, held.year)


def _drafts(bench: Bench, held: Held, number: int) -> list[UUID]:
    """New drafts by the gate; their public ids."""
    found = []
    for first in range(0, number, 500):
        with access.write(bench.act, held.dossier.id, "books.write"):
            for each in range(first, min(first + 500, number)):
                done = call_gate("books_save_draft", held.dossier.id, an_entry(each))
                found.append(UUID(done["entry"]))
    return found


def validations(bench: Bench) -> Iterator[Result]:
    """E': ten thousand drafts, taken back each time, beside UPDATE of the same rows."""
    held = bench.tenth
    bench.say(f"{DRAFTS} brouillards")
    _drafts(bench, held, DRAFTS)
    number, year = held.dossier.id, held.year.id
    scope = scope_statement(bench.act, [number]).encode()

    def product() -> None:
        with place.connect("web") as connection:
            connection.execute(scope)
            row = connection.execute(
                "select boucle.books_validate(%s, %s, null, null, null)", (number, year)
            ).fetchone()
            assert row is not None
            assert row[0]["entries"] == DRAFTS, row
            connection.rollback()

    def reference() -> None:
        with place.connect("owner") as connection:
            connection.execute(scope)
            done = connection.execute(
                "update boucle.books_entry set to_review = true"
                " where dossier_id = %s and fiscal_year_id = %s and state = 'd'",
                (number, year),
            )
            assert done.rowcount == DRAFTS
            connection.rollback()

    result = judged("E'", lambda: rounds(reference, product, before=place.settle), drafts=DRAFTS)
    _forget_drafts(bench, held)
    assert verify_books(bench.act, number).is_ok
    yield result


def throughput(bench: Bench) -> Iterator[Result]:
    """E'': validations a second, eight writers at once beside one."""
    held = bench.tenth
    one: list[float] = []
    eight: list[float] = []
    for _ in range(3):
        for writers, found in ((1, one), (WRITERS, eight)):
            ids = _drafts(bench, held, BATCHES)
            place.settle()
            found.append(BATCHES / _validate_by(bench, held, ids, writers))
    assert verify_books(bench.act, held.dossier.id).is_ok
    times = Times(one, eight)
    detail = {
        "per_s_one": [round(each) for each in one],
        "per_s_eight": [round(each) for each in eight],
        "verified": True,
    }
    yield Result(id="E''", ratio=times.ratio, noisy=times.noisy, detail=detail)


def _validate_by(bench: Bench, held: Held, ids: list[UUID], writers: int) -> float:
    """Seconds that the writers take to validate all, one entry a batch."""
    scope = scope_statement(bench.act, [held.dossier.id]).encode()
    failures: list[BaseException] = []
    start = threading.Barrier(writers + 1)

    def write(share: list[UUID]) -> None:
        with place.connect("web") as connection:
            start.wait()
            try:
                for each in share:
                    connection.execute(scope)
                    connection.execute(
                        "select boucle.books_validate(%s, %s, null, null, %s::uuid[])",
                        (held.dossier.id, held.year.id, [each]),
                    )
                    connection.commit()
            except BaseException as error:  # told by the one who waits
                failures.append(error)

    threads = [threading.Thread(target=write, args=(ids[at::writers],)) for at in range(writers)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    assert not failures, failures
    return time.perf_counter() - began
