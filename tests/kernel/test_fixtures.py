"""The fixtures give what they say."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_django_is_the_web_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_setting('search_path')")
        assert cursor.fetchone() == ("boucle_web", "boucle, public")


@pytest.mark.commits
def test_commits_go_to_a_clone(clone_db: str, web_conn: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_database()")
        assert cursor.fetchone() == (clone_db,)
    assert web_conn.info.dbname == clone_db


def test_raw_connections_have_their_roles(web_conn, owner_conn, ingest_conn, super_conn) -> None:
    roles = [c.info.user for c in (web_conn, owner_conn, ingest_conn, super_conn)]
    assert roles == ["boucle_web", "boucle_owner", "boucle_ingest", "postgres"]


@pytest.mark.parametrize("role", ["web", "ingest"])
def test_a_clone_is_closed_to_the_public(connect, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect(role).execute("create temporary table t (n int)")
