"""The import in the worker: to its end, stopped in full flight, taken up after its death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from boucle.access import public as access
from boucle.books.commands.fec_job import PLAN
from boucle.books.public import (
    ImportOptions,
    ask_to_stop,
    job_row,
    keep_files,
    queue_import,
    queue_plan,
)
from boucle.kernel.act import system_act
from boucle.kernel.jobs import JobRow
from boucle.tenancy.public import NewDossier
from tests import database
from tests.books.build import SIREN
from tests.books.fec_build import a_fec, a_long_fec, table_counts

pytestmark = pytest.mark.commits
ACT = system_act()
ROOT = Path(__file__).resolve().parents[2]
Worker = Callable[[], subprocess.Popen[bytes]]


class Uploaded:
    """A file as the web server hands it over."""

    def __init__(self, path: Path) -> None:
        self.name, self.path = path.name, path
        self.size = path.stat().st_size

    def temporary_file_path(self) -> str:
        return str(self.path)


@pytest.fixture
def worker(clone_db: str) -> Iterator[Worker]:
    """`boucle worker` on the test's database; whoever lives at the end is ended."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {**database.environment(clone_db), "BOUCLE_STALLED_SECONDS": "8"}

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "boucle", "worker"]
        started.append(subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True))
        return started[-1]

    yield start
    for child in started:
        if child.poll() is None:
            child.kill()
            child.wait(10)


def wait_for(
    dossier: int, job: UUID, until: Callable[[JobRow], bool], seconds: int = 120
) -> JobRow:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        row = job_row(ACT, dossier, job)
        if until(row):
            return row
        time.sleep(0.05)
    raise AssertionError(job_row(ACT, dossier, job))


def a_planned(dossier: int, path: Path) -> UUID:
    """The import of a file, queued after a dry run that is skipped here."""
    plan = queue_plan(ACT, dossier, keep_files([Uploaded(path)]), ImportOptions())
    row = job_row(ACT, dossier, plan)
    done = JobRow(
        id=plan, kind=PLAN, state="done", step="", done=0, total=0, result={"blocked": False},
        arguments=row.arguments, actor=row.actor, created_at=row.created_at, ended_at=None,
    )  # fmt: skip
    ask_to_stop(ACT, dossier, plan)
    return queue_import(ACT, dossier, done)


@pytest.fixture
def dossier(clone_db: str) -> int:
    return access.create_dossier(ACT, NewDossier(siren=SIREN, name="Reprise"))


def test_the_worker_imports_and_indexes(dossier: int, worker: Worker, tmp_path: Path) -> None:
    job = a_planned(dossier, a_fec(tmp_path))
    worker()
    row = wait_for(dossier, job, lambda found: found.is_ended)
    assert row.state == "done", row
    assert row.result is not None
    assert (row.result["entries"], row.result["years"]) == (3, ["2025"])
    assert table_counts()["books_search_token"] > 0


def test_a_killed_worker_leaves_nothing_and_the_next_one_takes_it_up(
    dossier: int, worker: Worker, tmp_path: Path
) -> None:
    job = a_planned(dossier, a_long_fec(tmp_path, entries=40_000))
    first = worker()
    wait_for(dossier, job, lambda found: found.state == "running" and found.done > 0)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    counts = table_counts()
    assert (counts["books_entry"], counts["books_fec_import"]) == (0, 0)
    assert not job_row(ACT, dossier, job).is_ended
    worker()
    row = wait_for(dossier, job, lambda found: found.is_ended)
    assert row.state == "done", row
    counts = table_counts()
    assert (counts["books_entry"], counts["books_line"]) == (40_000, 80_000)
    assert counts["line"] == counts["segment"] == counts["ref"] == 0


def test_an_import_whose_database_went_away_starts_again(
    dossier: int, worker: Worker, tmp_path: Path
) -> None:
    job = a_planned(dossier, a_long_fec(tmp_path, entries=40_000))
    worker()
    wait_for(dossier, job, lambda found: found.state == "running" and found.done > 0)
    with database.connect("postgres", str(connection.settings_dict["NAME"])) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    connection.close()
    row = wait_for(dossier, job, lambda found: found.is_ended)
    assert row.state == "done", row
    assert table_counts()["books_entry"] == 40_000


def test_a_running_import_is_stopped_and_keeps_nothing(
    dossier: int, worker: Worker, tmp_path: Path
) -> None:
    job = a_planned(dossier, a_long_fec(tmp_path, entries=40_000))
    worker()
    wait_for(dossier, job, lambda found: found.state == "running" and found.done > 0)
    ask_to_stop(ACT, dossier, job)
    row = wait_for(dossier, job, lambda found: found.is_ended)
    assert row.state == "cancelled"
    assert table_counts()["books_entry"] == 0
