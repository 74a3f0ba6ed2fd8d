"""Fixtures of all tests: a database as `boucle_web`, raw connections for attacks, clones."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from boucle.cli import running
from tests import database, matrix
from tests.browser import browser, is_timeout, page

__all__ = ["browser", "page"]

ROOT = Path(__file__).resolve().parents[1]
JOURNEYS = ROOT / "tests" / "journeys"
SHARED = Path(os.environ.get("BOUCLE_SHARED", ROOT.parent / "shared"))
_current: list[str] = []
"""Names of the databases in use, the innermost last."""


def pytest_configure(config: pytest.Config) -> None:
    """The run (not its workers) holds the server."""
    if not hasattr(config, "workerinput"):
        config.stash[_HOLD] = database.hold()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collected by the run itself, from all workers."""
    matrix.hear(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run writes which requirement is held by which test."""
    if not hasattr(session.config, "workerinput"):
        matrix.write(ROOT / "build" / "conformite.json")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was tried across tenants, where the run tried it."""
    kept = ROOT / "build" / "isolation.json"
    ran = {r.nodeid for rs in terminalreporter.stats.values() for r in rs if hasattr(r, "nodeid")}
    if kept.is_file() and any("test_isolation.py" in one for one in ran):
        terminalreporter.write_line(f"cloisonnement : {kept.read_text().strip()}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last run stops the server."""
    held = config.stash.get(_HOLD, None)
    if held is not None:
        database.release(held)


_HOLD = pytest.StashKey[Any]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits gets a database of its own; a journey that ran out of time, a second try.

    Only Playwright's own TimeoutError is tried again, and once: `R` in the summary.
    """
    for item in items:
        matrix.note(item)
        if item.get_closest_marker("commits") and item.get_closest_marker("django_db"):
            raise pytest.UsageError(f"{item.nodeid} : « commits » ou « django_db », pas les deux")
        if item.get_closest_marker("commits") and isinstance(item, pytest.Function):
            item.fixturenames.insert(0, "clone_db")
        if item.path.is_relative_to(JOURNEYS):
            item.add_marker(pytest.mark.flaky(reruns=1, condition=is_timeout))


def _use(name: str) -> None:
    """Point Django and the connection strings at a database."""
    from django.db import connections

    connections.close_all()
    os.environ.update(database.urls(name))
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
    _current.append(name)


def _leave() -> None:
    from django.db import connections

    connections.close_all()
    _current.pop()
    if _current:
        _use(_current.pop())


@pytest.fixture(scope="session")
def django_db_setup(worker_label: str) -> Iterator[None]:
    """One database per worker, migrated as boucle_owner, used as boucle_web."""
    database.prepare()
    name = database.clone(worker_label)
    _use(name)
    yield
    _leave()
    database.drop(name)


@pytest.fixture(scope="session")
def worker_label() -> str:
    """`gw0`, `gw1`… under xdist, else `main`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def clone_db(django_db_setup: None, django_db_blocker: Any, worker_label: str) -> Iterator[str]:
    """A database of this test's own, committed to at will; its name."""
    name = database.clone(worker_label)
    with django_db_blocker.unblock():
        _use(name)
        yield name
        _leave()
    database.drop(name)


@pytest.fixture
def connect(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Callable[..., Any]]:
    """`connect(role)`: raw connections to the test's database, rolled back and closed after."""
    if request.node.get_closest_marker("commits"):
        request.getfixturevalue("clone_db")
    opened: list[psycopg.Connection[Any]] = []

    def open_one(role: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
        connection = database.connect(role, _current[-1])
        connection.autocommit = autocommit
        opened.append(connection)
        return connection

    yield open_one
    for connection in opened:
        if not connection.closed:
            connection.rollback()
            connection.close()


@pytest.fixture
def web_conn(connect: Callable[..., Any]) -> Any:
    """A connection as boucle_web."""
    return connect("web")


@pytest.fixture
def owner_conn(connect: Callable[..., Any]) -> Any:
    """A connection as boucle_owner."""
    return connect("owner")


@pytest.fixture
def ingest_conn(connect: Callable[..., Any]) -> Any:
    """A connection as boucle_ingest."""
    return connect("ingest")


@pytest.fixture
def super_conn(connect: Callable[..., Any]) -> Any:
    """A connection as the superuser."""
    return connect("postgres")


@pytest.fixture
def boucle_cli(clone_db: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`boucle_cli("balance", "--json", …)` in a process of its own, on this test's own database."""

    def run(*words: str, stdin: str = "", seconds: int = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "boucle", *words],
            env=database.environment(clone_db),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=ROOT,
        )

    return run


def start_site(database_name: str, data: Path, port: int, workers: int = 1) -> None:
    """Serve a database of the tests from a data folder, on a port."""
    environment = {**database.environment(database_name), "BOUCLE_DATA": str(data)}
    command = [sys.executable, "-m", "boucle", "serve", "--detach", "--workers", str(workers)]
    done = subprocess.run(
        [*command, "--port", str(port)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def site(clone_db: str, tmp_path: Path) -> Iterator[str]:
    """The real server and worker on this test's own database; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start_site(clone_db, tmp_path, port)
    try:
        yield f"http://localhost:{port}"
    finally:
        running.stop(tmp_path, 20)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The samples beside the checkout (or BOUCLE_SHARED); the test is skipped without them."""
    if not (SHARED / "samples").is_dir():
        pytest.skip("échantillons absents : dossier « shared » à côté du dépôt, ou BOUCLE_SHARED")
    return SHARED
