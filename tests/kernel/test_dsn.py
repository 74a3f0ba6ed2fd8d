"""Connection strings by role, from the environment or from the embedded server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from boucle.kernel import dbguard, dbinit, dsn, pgserver
from boucle.kernel.errors import Refused, WrongUse
from tests import database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in dsn.VARIABLES.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOUCLE_DATA", str(tmp_path))
    return monkeypatch


def test_without_a_variable_the_embedded_server_serves(bare: pytest.MonkeyPatch) -> None:
    assert dsn.embedded()
    assert dsn.url("web").startswith("postgresql://boucle_web:")
    assert dsn.url("direct") == dsn.url("web")
    assert dsn.has("owner")
    assert pgserver.running(dsn.data_folder()) is None  # reading a string starts nothing


def test_with_a_variable_any_server_serves(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("DATABASE_URL", "postgresql://w@h/b")
    assert not dsn.embedded()
    assert dsn.url("web") == dsn.url("direct") == "postgresql://w@h/b"
    bare.setenv("DATABASE_DIRECT_URL", "postgresql://w@direct/b")
    assert dsn.url("direct") == "postgresql://w@direct/b"
    assert not dsn.has("owner")
    with pytest.raises(WrongUse, match="DATABASE_OWNER_URL"):
        dsn.url("owner")


def test_django_gets_every_part_of_a_string(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("DATABASE_URL", "postgresql://w:p%40ss@h:6543/b?sslmode=require")
    found = dsn.django_database("web")
    assert [found[k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "w", "p@ss", "h", "6543", "b",
    ]  # fmt: skip
    assert found["OPTIONS"] == {"sslmode": "require"}
    bare.setenv("BOUCLE_POOL", "4")
    assert dsn.django_database("web")["OPTIONS"]["pool"]["max_size"] == 4
    bare.setenv("BOUCLE_POOLER", "1")
    assert dsn.django_database("web")["DISABLE_SERVER_SIDE_CURSORS"]


def test_a_secret_is_made_once(bare: pytest.MonkeyPatch) -> None:
    assert dsn.secret("essai") == dsn.secret("essai")
    assert len(dsn.secret("essai")) >= 32


def test_the_pool_forgets_session_settings(clone_db: str) -> None:
    from psycopg_pool import ConnectionPool

    with ConnectionPool(
        dsn.url("web"), min_size=1, max_size=1, reset=dsn._forget, open=True
    ) as pool:
        with pool.connection() as connection:
            connection.execute("set boucle.scope = '{7}'")
        with pool.connection() as connection:
            row = connection.execute("select current_setting('boucle.scope', true)").fetchone()
            assert row is not None
            assert row[0] in (None, "")


@pytest.mark.attack
@pytest.mark.parametrize(("role", "reason"), [("postgres", "superuser"), ("owner", "owner")])
def test_serving_with_power_is_refused(clone_db: str, role: str, reason: str) -> None:
    url = pgserver.connection_string(database.data_folder(), role, clone_db)
    with pytest.raises(Refused) as caught:
        dbguard.check_serving_role(url)
    assert f"kernel.role.{reason}" in [finding.code for finding in caught.value.findings]


@pytest.mark.attack
def test_serving_with_bypassrls_is_refused(clone_db: str, super_conn: Any) -> None:
    super_conn.autocommit = True
    super_conn.execute("create role essai_bypass login bypassrls password 'essai'")
    try:
        super_conn.execute(f"grant connect on database {clone_db} to essai_bypass")
        url = psycopg.conninfo.make_conninfo(dsn.url("web"), user="essai_bypass", password="essai")
        with pytest.raises(Refused) as caught:
            dbguard.check_serving_role(url)
        assert "kernel.role.bypassrls" in [finding.code for finding in caught.value.findings]
    finally:
        super_conn.execute(f"revoke all on database {clone_db} from essai_bypass")
        super_conn.execute("drop role essai_bypass")


@pytest.mark.attack
def test_serving_as_a_member_of_the_owner_is_refused(clone_db: str, super_conn: Any) -> None:
    super_conn.autocommit = True
    super_conn.execute("create role essai_membre login noinherit password 'essai'")
    try:
        super_conn.execute("grant boucle_owner to essai_membre")
        super_conn.execute(f"grant connect on database {clone_db} to essai_membre")
        url = psycopg.conninfo.make_conninfo(dsn.url("web"), user="essai_membre", password="essai")
        with pytest.raises(Refused, match="propriétaire"):
            dbguard.check_serving_role(url)
    finally:
        super_conn.execute(f"revoke all on database {clone_db} from essai_membre")
        super_conn.execute("drop role essai_membre")


def test_the_web_role_may_serve(clone_db: str) -> None:
    dbguard.check_serving_role(dsn.url("web"))


def test_an_administrator_without_superuser_may_prepare_a_server(tmp_path: Path) -> None:
    """As managed servers have it: CREATEROLE and CREATEDB, no more."""
    try:
        server = pgserver.start(tmp_path, throw_away=True)
        root = server.dsn("postgres", "postgres")
        with psycopg.connect(root, autocommit=True) as connection:
            connection.execute("drop database boucle")
            for name in dbinit.ROLES.values():
                connection.execute(f"drop role {name}")
            connection.execute("create role chef login createrole createdb password 'essai'")
            connection.execute("grant connect on database postgres to chef")
        admin = psycopg.conninfo.make_conninfo(root, user="chef", password="essai")
        words = {role: f"mot-{role}" for role in dbinit.ROLES}
        assert dbinit.initialise(admin, words) == list(dbinit.ROLES)
        assert dbinit.initialise(admin, words) == []
        web = psycopg.conninfo.make_conninfo(
            root, user="boucle_web", password="mot-web", dbname="boucle"
        )
        dbguard.check_serving_role(web)
        with psycopg.connect(web) as connection:
            row = connection.execute("select current_setting('search_path')").fetchone()
            assert row == ("boucle, public",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("create temporary table t (n int)")
    finally:
        pgserver.remove(tmp_path)


def test_another_server_serves(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None
) -> None:
    """`db init --admin` on a second server started by hand, then migrate, with DATABASE_URL."""
    second = tmp_path_factory.mktemp("second")
    try:
        server = pgserver.start(second, throw_away=True)
        with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("drop database boucle")
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in dsn.VARIABLES.values() and not key.startswith("PYTEST")
        } | {"BOUCLE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "boucle.shell.settings"}

        def run(*words: str) -> str:
            done = subprocess.run(
                [sys.executable, "-m", "boucle", *words],
                env=environment, capture_output=True, text=True, cwd=ROOT, timeout=120,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            return done.stdout

        admin = server.dsn("postgres", "postgres")
        lines = run("db", "init", "--admin", admin, "--renouveler").splitlines()
        for line in lines:
            name, _, value = line.partition("=")
            environment[name] = value.strip("'")
        assert set(dbinit.ROLES) <= {
            role for role, name in dsn.VARIABLES.items() if name in environment
        }
        assert run("db", "migrate").strip() == "Base mise à jour."
        assert run("db", "migrate").strip() == "La base est à jour."
        assert pgserver.running(tmp_path) is None  # the embedded one was not needed
    finally:
        pgserver.remove(second)
