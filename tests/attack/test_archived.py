"""An archived Dossier is read and never written, whoever asks and by whatever way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from boucle.access import public as access
from boucle.books.public import archive, save_draft, take_back, validate_entries
from boucle.kernel.act import system_act
from boucle.kernel.errors import Conflict, Refused
from tests.attack.test_catalogue import INGEST_GATE, WEB_GATE, WEB_WRITES
from tests.attack.test_gate import OPEN_TO_READERS
from tests.books import build

pytestmark = [pytest.mark.attack, pytest.mark.commits]

ACT = system_act()
FROZEN = psycopg.errors.CheckViolation
STILL_WRITTEN = {"books_fec_export", "books_saved_search"}
"""What a reader leaves behind: the journal of the exports, and his own searches."""


@pytest.fixture
def dossier(clone_db: str) -> int:
    """A Dossier with a validated entry and a draft, archived."""
    made = build.a_dossier()
    save_draft(ACT, made, build.an_entry())
    validate_entries(ACT, made, build.a_year(made))
    save_draft(ACT, made, build.an_entry())
    archive(ACT, made)
    return made


@pytest.fixture
def as_web(dossier: int, connect: Callable[..., Any]) -> Callable[[str, str], Any]:
    """`as_web(role, statement)`: run in the right scope, as the operator; rolled back."""

    def run(role: str, statement: str) -> Any:
        connection = connect(role)
        try:
            connection.execute(f"set local boucle.scope = '{{{dossier}}}'")
            connection.execute("set local boucle.actor = 'système:root'")
            return connection.execute(statement, {"dossier": dossier}).rowcount
        finally:
            connection.rollback()

    return run


def test_each_function_of_the_gate_refuses(as_web: Any, super_conn: Any) -> None:
    every = super_conn.execute(
        "select p.proname, p.pronargs from pg_proc p where p.prosecdef"
        " and p.pronamespace = 'boucle'::regnamespace and p.proname = any(%s)",
        (sorted(WEB_GATE | INGEST_GATE),),
    ).fetchall()
    for name, count in every:
        if name in OPEN_TO_READERS | {"tenancy_set_archived", "access_put_grants"}:
            continue  # who may read it is still said
        call = f"select boucle.{name}({', '.join(['%(dossier)s', *['null'] * (count - 1)])})"
        for role in ["web"] * (name in WEB_GATE) + ["ingest"] * (name in INGEST_GATE):
            with pytest.raises(FROZEN, match="archived") as error:
                as_web(role, call)
            assert error.value.diag.constraint_name == "tenancy_dossier__archived", name


def test_each_table_that_the_web_role_writes_refuses(as_web: Any, super_conn: Any) -> None:
    tables = {name for name in WEB_WRITES if name.startswith("books_")} - STILL_WRITTEN
    guarded = super_conn.execute(
        "select c.relname from pg_trigger g join pg_class c on c.oid = g.tgrelid"
        " where g.tgname = c.relname || '__archived' and g.tgenabled = 'O'"
    ).fetchall()
    assert {name for (name,) in guarded} == tables | {"books_validation_batch", "tenancy_dossier"}
    for text in (
        "update boucle.books_account set label = 'x' where dossier_id = %(dossier)s",
        "update boucle.books_third_party set label = 'x' where dossier_id = %(dossier)s",
        "update boucle.books_journal set active = false where dossier_id = %(dossier)s",
        "insert into boucle.books_account (dossier_id, number, label, search_key)"
        " values (%(dossier)s, '999', 'x', 'x')",
        "update boucle.tenancy_dossier set name = 'x' where id = %(dossier)s",
        "update boucle.tenancy_dossier set siren = '552100554' where id = %(dossier)s",
    ):
        with pytest.raises(FROZEN, match="archived"):
            as_web("web", text)


@pytest.mark.parametrize("value", ["null", "now()"])
def test_the_mark_itself_is_out_of_reach(as_web: Any, value: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="by its function"):
        as_web("web", f"update boucle.tenancy_dossier set archived_at = {value}")


def test_the_commands_say_it_in_french_and_reading_goes_on(dossier: int) -> None:
    year = build.a_year(dossier)
    with pytest.raises(Refused, match="archivé : il se consulte"):
        save_draft(ACT, dossier, build.an_entry())
    with pytest.raises(Refused, match="archivé : il se consulte"):
        validate_entries(ACT, dossier, year)
    assert access.dossier_for(ACT, build.SIREN).is_archived


def test_taken_back_it_is_written_again(dossier: int) -> None:
    take_back(ACT, dossier)
    save_draft(ACT, dossier, build.an_entry())
    validate_entries(ACT, dossier, build.a_year(dossier))


def test_two_active_ones_of_a_siren_are_refused(dossier: int) -> None:
    other = build.a_dossier()
    with pytest.raises(Refused, match="existe déjà pour ce SIREN"):
        take_back(ACT, dossier)
    assert access.dossier_for(ACT, build.SIREN).id == other
    assert access.key_of_dossier(ACT, other) == build.SIREN
    key = access.key_of_dossier(ACT, dossier)
    assert access.dossier_for(ACT, key).id == dossier
    assert key != build.SIREN


def test_it_waits_for_what_is_being_validated(dossier: int, web_conn: Any, owner_conn: Any) -> None:
    take_back(ACT, dossier)
    owner_conn.execute(f"set local boucle.scope = '{{{dossier}}}'")
    owner_conn.execute(
        "select from boucle.books_chain where dossier_id = %s for update", (dossier,)
    )
    with pytest.raises(Conflict, match="est en cours"):
        archive(ACT, dossier)
    owner_conn.rollback()
    archive(ACT, dossier)
