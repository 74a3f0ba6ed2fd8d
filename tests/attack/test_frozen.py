"""What is validated does not change, whoever asks: the web role by right, the owner by trigger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from boucle.books.public import save_draft, validate_entries
from boucle.books.queries.proof import verify_books
from boucle.kernel.act import system_act
from tests.books import build

pytestmark = [pytest.mark.attack, pytest.mark.commits, pytest.mark.covers("S-039")]

FROZEN = psycopg.errors.CheckViolation
DENIED = psycopg.errors.InsufficientPrivilege
STATEMENTS = [
    # the entry (antifraude R3: every frozen field), one column at a time
    *(f"update books_entry set {change} where state = 'v'" for change in (
        "journal_id = journal_id + 1", "fiscal_year_id = 0", "date = date + 1", "state = 'd'",
        "number_text = '9'", "number_rank = 9", "series_id = 9", "batch_id = 9", "rank = 9",
        "valid_date = valid_date - 1", "content_hash = sha256('x')", "origin = 'od'",
        "created_by = 'x'", "public_id = uuidv7()", "to_review = true", "version = version + 1",
    )),
    "delete from books_entry where state = 'v'",
    "update books_entry set state = 'd', batch_id = null, content_hash = null where state = 'v'",
    # its lines
    *(f"update books_line set {change}" for change in (
        "debit = debit + 1", "credit = credit + 1", "label = 'x'", "account_id = 0",
        "third_party_id = 0", "date = date + 1", "piece_ref = 'x'", "piece_date = '2025-01-01'",
        "due_date = '2025-01-01'", "currency = 'USD'", "currency_amount = 1",
        "position = position + 10", "entry_id = entry_id + 1",
    )),
    "delete from books_line",
    # the chain
    "update books_validation_batch set stamp = stamp - interval '1 day'",
    "update books_validation_batch set author = 'x'",
    "update books_validation_batch set hash = sha256('x')",
    "delete from books_validation_batch",
    "update books_chain set last_hash = sha256('x')",
    "update books_chain set last_batch_id = 0",
    "update books_chain set last_batch_id = last_batch_id + 2",
    "delete from books_chain",
    "update books_sequence set last_rank = last_rank - 1",
    "delete from books_sequence",
    # what the chain leans on
    "update books_name_in_force set label = 'x'",
    "delete from books_name_in_force",
    "update books_entry_version set content = '{}'",
    "delete from books_entry_version",
    "update tenancy_dossier set public_id = uuidv7()",
    "update tenancy_dossier set siren = '552100554'",
    "update books_account set id = id + 1000",
    "update books_journal set id = id + 1000",
    "update books_third_party set id = id + 1000",
    "update kernel_audit set actor = 'x'",
    "delete from kernel_audit",
]  # fmt: skip
EMPTIED = [
    "books_entry", "books_line", "books_line_source", "books_validation_batch", "books_chain",
    "books_sequence", "books_name_in_force", "books_entry_version", "books_balance_month",
    "books_third_month", "books_lettrage", "books_lettrage_line", "books_account",
    "books_fiscal_year", "books_fec_import", "books_fec_export", "kernel_audit", "tenancy_dossier",
]  # fmt: skip


@pytest.fixture
def dossier(clone_db: str) -> int:
    """One validated entry."""
    number = build.a_dossier()
    save_draft(system_act(), number, build.an_entry())
    assert validate_entries(system_act(), number, build.a_year(number)).entries == 1
    return number


@pytest.fixture
def hand(connect: Callable[..., Any], dossier: int) -> Callable[..., Any]:
    """`hand(role)`: a connection of the role inside the scope of the Dossier."""

    def open_one(role: str) -> Any:
        connection = connect(role)
        connection.execute("set search_path = boucle")
        connection.commit()
        connection.execute(f"set local boucle.scope = '{{{dossier}}}'")
        connection.execute("set local boucle.actor = 'système:root'")
        return connection

    return open_one


def test_the_owner_is_stopped_by_triggers(hand: Callable[..., Any], dossier: int) -> None:
    connection = hand("owner")
    for statement in STATEMENTS:
        with pytest.raises(FROZEN), connection.transaction():
            done = connection.execute(statement)
            pytest.fail(f"{statement} changed {done.rowcount} rows")
    connection.rollback()
    assert verify_books(system_act(), dossier).is_ok


def test_the_owner_does_not_empty_a_table(hand: Callable[..., Any]) -> None:
    connection = hand("owner")
    for name in EMPTIED:
        with pytest.raises(FROZEN), connection.transaction():
            connection.execute(f"truncate {name} cascade")


@pytest.mark.parametrize("role", ["web", "ingest"])
def test_a_serving_role_is_stopped_by_right(hand: Callable[..., Any], role: str) -> None:
    renamed = ("books_account", "books_journal", "books_third_party", "tenancy_dossier")
    connection = hand(role)
    for statement in STATEMENTS:
        wanted = (DENIED, FROZEN) if statement.split()[1] in renamed else DENIED
        with pytest.raises(wanted), connection.transaction():
            connection.execute(statement)
    for name in EMPTIED:
        with pytest.raises(DENIED), connection.transaction():
            connection.execute(f"truncate {name}")


@pytest.mark.parametrize("role", ["web", "ingest"])
def test_no_entry_is_born_validated(hand: Callable[..., Any], role: str) -> None:
    connection = hand(role)
    for table in ("books_entry", "books_line", "books_validation_batch", "books_chain"):
        with pytest.raises(DENIED), connection.transaction():
            connection.execute(f"insert into {table} select * from {table}")


def test_triggers_are_not_walked_round(hand: Callable[..., Any]) -> None:
    connection = hand("web")
    for statement in (
        "alter table books_entry disable trigger all",
        "set session_replication_role = replica",
        "drop trigger books_entry__frozen on books_entry",
        "create or replace function boucle.books_refuse_change() returns trigger language plpgsql"
        " as 'begin return new; end'",
        "merge into books_entry e using (select 1) x on true when matched then delete",
        "lock table books_entry in access exclusive mode",
    ):
        with pytest.raises(DENIED), connection.transaction():
            connection.execute(statement)
    with pytest.raises(DENIED), hand("owner").transaction() as _:
        hand("owner").execute("set session_replication_role = replica")
