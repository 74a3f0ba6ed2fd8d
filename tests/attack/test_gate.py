"""Every function of the gate, found in the catalogue, asks for scope, right and level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from boucle.access import public as access
from boucle.kernel.act import system_act
from boucle.kernel.db import scope
from boucle.tenancy.public import Organisation
from tests.attack.test_catalogue import INGEST_GATE, WEB_GATE
from tests.books import build

pytestmark = [pytest.mark.attack, pytest.mark.commits]

DENIED = psycopg.errors.InsufficientPrivilege
OPEN_TO_READERS = {"books_count_settled", "books_index_slice", "books_open"}
"""Maintenance of the search's index, and the empty head of a chain: they change no fact."""


@pytest.fixture
def dossier(clone_db: str) -> int:
    return build.a_dossier()


@pytest.fixture
def calls(super_conn: Any) -> dict[str, str]:
    """A call of each gate function on Dossier %(dossier)s, every other argument null."""
    found = super_conn.execute(
        "select p.proname, p.pronargs from pg_proc p where p.prosecdef"
        " and p.pronamespace = 'boucle'::regnamespace and p.proname = any(%s)",
        (sorted(WEB_GATE | INGEST_GATE),),
    ).fetchall()
    assert {name for name, _ in found} == WEB_GATE | INGEST_GATE
    return {
        name: f"select boucle.{name}({', '.join(['%(dossier)s', *['null'] * (count - 1)])})"
        for name, count in found
    }


def test_a_foreign_dossier_is_refused_by_each(
    calls: dict[str, str], connect: Callable[..., Any], dossier: int
) -> None:
    other = build.a_dossier(siren="552100554")
    for role, names in (("web", WEB_GATE), ("ingest", INGEST_GATE)):
        connection = connect(role)
        for setting in (None, "", "{}", f"{{{other}}}"):
            for name in names:
                with pytest.raises(DENIED, match="outside the scope"), connection.transaction():
                    if setting is not None:
                        connection.execute(f"set local boucle.scope = '{setting}'")
                    connection.execute("set local boucle.actor = 'système:root'")
                    connection.execute(calls[name], {"dossier": dossier})
                connection.rollback()


def test_no_dossier_at_all_is_refused_by_each(calls: dict[str, str], web_conn: Any) -> None:
    for name in WEB_GATE:
        with pytest.raises(DENIED), web_conn.transaction():
            web_conn.execute("set local boucle.scope = '{NULL}'")
            web_conn.execute(calls[name], {"dossier": None})


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_snapshot_older_than_the_locks_is_refused_by_each(
    calls: dict[str, str], web_conn: Any, dossier: int, level: str
) -> None:
    for name in WEB_GATE:
        with pytest.raises(psycopg.errors.ActiveSqlTransaction), web_conn.transaction():
            web_conn.execute(f"set transaction isolation level {level}")
            web_conn.execute(f"set local boucle.scope = '{{{dossier}}}'")
            web_conn.execute("set local boucle.actor = 'système:root'")
            web_conn.execute(calls[name], {"dossier": dossier})


@pytest.mark.parametrize("actor", ["anonyme", "lea", "x'y", "00000000-0000-7000-8000-000000000000"])
def test_an_actor_without_grant_writes_nothing(
    calls: dict[str, str], web_conn: Any, dossier: int, actor: str
) -> None:
    for name in WEB_GATE - OPEN_TO_READERS:
        with pytest.raises(DENIED, match="lacks the right"), web_conn.transaction():
            web_conn.execute(f"set local boucle.scope = '{{{dossier}}}'")
            web_conn.execute("select set_config('boucle.actor', %s, true)", (actor,))
            web_conn.execute(calls[name], {"dossier": dossier})


def a_person(dossier: int, level: str) -> str:
    company = Organisation.objects.create(kind="cabinet", name="Essai", siren="")
    user = access.create_user(login="lea", name="Léa", password="x", organisation_id=company.id)
    access.grant_level(system_act(), dossier, login="lea", level=level)
    return str(user.public_id)


@pytest.mark.parametrize(
    ("level", "refused"),
    [
        ("lecture", WEB_GATE - OPEN_TO_READERS),
        (
            "ecriture",
            {
                "access_put_grants",
                "books_validate",
                "books_set_year_state",
                "books_lock_month",
                "tenancy_drop_empty",
                "tenancy_set_archived",
            },
        ),
        (
            "collaborateur",
            {
                "access_put_grants",
                "books_set_year_state",
                "tenancy_drop_empty",
                "tenancy_set_archived",
            },
        ),
        ("expert", set()),
    ],
)
def test_each_level_does_what_it_may_and_no_more(
    calls: dict[str, str], web_conn: Any, dossier: int, level: str, refused: set[str]
) -> None:
    actor = a_person(dossier, level)
    found = set()
    for name in sorted(WEB_GATE):
        web_conn.execute(f"set local boucle.scope = '{{{dossier}}}'")
        web_conn.execute("select set_config('boucle.actor', %s, true)", (actor,))
        try:
            web_conn.execute(calls[name], {"dossier": dossier})
        except DENIED:
            found.add(name)
        except psycopg.Error:
            pass  # past the rights: the null arguments are refused
        web_conn.rollback()
    assert found == refused


@pytest.mark.parametrize(
    "actor", ["x'; set local boucle.scope = '{1}", "a\nb", "", "x" * 200, "é'"]
)
def test_an_actor_cannot_carry_a_statement(clone_db: str, actor: str) -> None:
    from dataclasses import replace

    from boucle.kernel.errors import NotFound

    with pytest.raises(NotFound), scope(replace(system_act(), actor=actor), []):
        pytest.fail("the scope was opened")


def test_a_scope_is_not_nested(clone_db: str, dossier: int) -> None:
    act = system_act()
    with (
        access.read(act, dossier),
        pytest.raises(RuntimeError, match="open already"),
        access.read(act, dossier),
    ):
        pytest.fail("a scope inside a scope")
