"""What stops a validation, each case made by a hand at the database that the gate never allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from boucle.books.public import save_draft, validate_entries
from boucle.kernel.act import system_act
from boucle.kernel.errors import Refused
from tests.books.build import a_dossier, a_year, an_entry

pytestmark = pytest.mark.commits
ACT = system_act()

TAMPERED = {
    "books.entry.unbalanced": "update boucle.books_line set debit = debit + 1"
    " where dossier_id = %(dossier)s and entry_id = %(entry)s and position = 1",
    "books.entry.too_few_lines": "delete from boucle.books_line"
    " where dossier_id = %(dossier)s and entry_id = %(entry)s and position = 1",
    "books.line.label_missing": "update boucle.books_line set label = ' '"
    " where dossier_id = %(dossier)s and entry_id = %(entry)s and position = 2",
    "books.line.account_unknown": "update boucle.books_line set account_id = 0"
    " where dossier_id = %(dossier)s and entry_id = %(entry)s and position = 2",
    "books.entry.period_locked": "insert into boucle.books_journal_lock"
    " (dossier_id, journal_id, month, locked_by) select %(dossier)s, journal_id, '2025-03-01', 'x'"
    " from boucle.books_entry where dossier_id = %(dossier)s and id = %(entry)s",
}


def number_of(connection: psycopg.Connection, key: UUID) -> int:
    row = connection.execute(
        "select id from boucle.books_entry where public_id = %s", (key,)
    ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("code", sorted(TAMPERED))
def test_one_bad_draft_stops_all_and_is_named(
    code: str, super_conn: psycopg.Connection[Any]
) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry(journal="OD"))
    bad = save_draft(ACT, dossier, an_entry()).public_id
    facts = {"dossier": dossier, "entry": number_of(super_conn, bad)}
    super_conn.execute(TAMPERED[code].encode(), facts)
    super_conn.commit()
    with pytest.raises(Refused) as refusal:
        validate_entries(ACT, dossier, a_year(dossier))
    found = {(f.code, f.field, f.value) for f in refusal.value.findings}
    assert (code, "entry", str(bad)) in found
    assert {value for _, _, value in found} == {str(bad)}
    states = super_conn.execute("select distinct state from boucle.books_entry").fetchall()
    assert states == [("d",)]


def close_by_hand(connection: psycopg.Connection[Any], dossier: int, label: str) -> None:
    connection.execute(
        "update boucle.books_fiscal_year set state = 'closed' where dossier_id = %s and label = %s",
        (dossier, label),
    )
    connection.commit()


def test_a_closed_year_takes_nothing_and_lets_nothing_out(
    super_conn: psycopg.Connection[Any],
) -> None:
    dossier = a_dossier(years=(2024, 2025))
    saved = save_draft(ACT, dossier, an_entry(day="2024-05-01"))
    close_by_hand(super_conn, dossier, "2024")
    moved = an_entry(public_id=str(saved.public_id), version=1, day="2025-05-01")
    for act, code in (
        (lambda: save_draft(ACT, dossier, moved), "books.entry.old_year_closed"),
        (lambda: save_draft(ACT, dossier, an_entry(day="2024-05-01")), "books.entry.year_closed"),
        (
            lambda: validate_entries(ACT, dossier, a_year(dossier, "2024")),
            "books.entry.year_closed",
        ),
    ):
        assert refused_with(act) == [code]


def refused_with(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [f.code for f in refusal.value.findings]
