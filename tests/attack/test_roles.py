"""What each role of the database is refused, whatever the application does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from boucle.kernel import dbinit, pgserver
from tests import database

pytestmark = pytest.mark.attack

ESCALATIONS = [
    "set role boucle_owner",
    "set role postgres",
    "set session authorization boucle_owner",
    "alter role current_user bypassrls",
    "alter role current_user superuser",
    "create role intrus",
    "grant boucle_owner to current_user",
    "create table boucle.intrus (n int)",
    "create table public.intrus (n int)",
    "create temporary table intrus (n int)",
    "create schema intrus",
    "create function boucle.intrus() returns int language sql as 'select 1'",
    "create extension dblink",
    "create language plpython3u",
    "alter table boucle.books_entry disable row level security",
    "alter table boucle.books_entry no force row level security",
    "alter table boucle.books_line owner to current_user",
    "drop table boucle.books_line",
    "truncate boucle.books_line",
    "create policy x on boucle.books_entry using (true)",
    "create trigger x before update on boucle.books_entry for each row"
    " execute function suppress_redundant_updates_trigger()",
    "alter function boucle.boucle_scope() owner to current_user",
    "create or replace function boucle.boucle_scope() returns bigint[]"
    " language sql as 'select null'",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/dev/null'",
    "select pg_read_file('PG_VERSION')",
    "select * from pg_authid",
    "select * from pg_shadow",
    "select lo_import('/etc/passwd')",
    "alter system set fsync = off",
    "set session_replication_role = replica",
    "alter database postgres set work_mem = '1MB'",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
    "select pg_reload_conf()",
]
REFUSED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.InvalidAuthorizationSpecification,
    psycopg.errors.UndefinedFile,  # a language that is not even installed
    psycopg.errors.UndefinedObject,
    psycopg.errors.FeatureNotSupported,
)


@pytest.mark.parametrize("statement", ESCALATIONS)
@pytest.mark.parametrize("role", ["web", "ingest"])
def test_a_serving_role_gains_nothing(
    connect: Callable[..., Any], role: str, statement: str
) -> None:
    with pytest.raises(REFUSED):
        connect(role, autocommit=True).execute(statement).fetchall()


@pytest.mark.parametrize("role", ["web", "ingest", "owner"])
@pytest.mark.parametrize("name", ["postgres", "template1"])
def test_the_other_databases_are_closed(django_db_setup: None, role: str, name: str) -> None:
    url = pgserver.connection_string(database.data_folder(), role, name)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(url)


def test_no_role_is_member_of_another(super_conn: Any) -> None:
    found = super_conn.execute(
        "select m.member::regrole::text from pg_auth_members m"
        " where m.member = any(%s::regrole[]) or m.roleid = any(%s::regrole[])",
        (list(dbinit.ROLES.values()), list(dbinit.ROLES.values())),
    ).fetchall()
    assert found == []


def test_serving_roles_own_nothing(super_conn: Any) -> None:
    query = """
        select c.oid::regclass::text from pg_class c
         where c.relowner in ('boucle_web'::regrole, 'boucle_ingest'::regrole)
        union all
        select p.oid::regprocedure::text from pg_proc p
         where p.proowner in ('boucle_web'::regrole, 'boucle_ingest'::regrole)
    """
    assert super_conn.execute(query).fetchall() == []


def test_passwords_are_scram(super_conn: Any) -> None:
    query = "select rolname from pg_authid where rolcanlogin and rolpassword not like 'SCRAM%'"
    assert super_conn.execute(query).fetchall() == []


def test_every_definer_function_fixes_its_search_path(super_conn: Any) -> None:
    query = """
        select p.oid::regprocedure::text from pg_proc p
         where p.pronamespace in ('boucle'::regnamespace, 'staging'::regnamespace) and p.prosecdef
           and not exists (select from unnest(p.proconfig) s where s like 'search_path=%')
    """
    assert super_conn.execute(query).fetchall() == []


def test_no_function_is_open_to_everybody(super_conn: Any) -> None:
    query = """
        select p.oid::regprocedure::text from pg_proc p
         where p.pronamespace in ('boucle'::regnamespace, 'staging'::regnamespace) and p.prosecdef
           and (p.proacl is null or exists
                (select from aclexplode(p.proacl) a where a.grantee = 0))
    """
    assert super_conn.execute(query).fetchall() == []
