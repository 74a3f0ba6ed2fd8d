"""`boucle jobs`: what the actor may see, in order, and how to end one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta

import pytest

from boucle.access import public as access
from boucle.kernel import clock
from boucle.kernel.act import system_act
from boucle.kernel.models import Job
from boucle.tenancy.public import NewDossier

pytestmark = pytest.mark.commits
Cli = Callable[..., subprocess.CompletedProcess[str]]
SIREN, OTHER = "732829320", "552100554"


def a_job(siren: str, kind: str = "books.fec_import", **more: object) -> str:
    act = system_act()
    dossier = access.create_dossier(act, NewDossier(siren=siren, name=f"Société {siren}"))
    with access.write(act, dossier, "books.write"):
        job = Job.objects.create(dossier_id=dossier, kind=kind, actor=act.actor, **more)
        job.refresh_from_db()
    return str(job.id)


def test_nothing_is_said(boucle_cli: Cli) -> None:
    done = boucle_cli("jobs")
    assert (done.returncode, done.stdout) == (0, "Aucun travail.\n")


def test_jobs_are_listed_with_their_dossier(boucle_cli: Cli) -> None:
    number = a_job(SIREN, state="running", done=25, total=100, step="lecture")
    a_job(OTHER)
    found = json.loads(boucle_cli("jobs", "--json").stdout)
    assert {job["dossier"] for job in found} == {SIREN, OTHER}
    one = boucle_cli("jobs", "--dossier", SIREN)
    assert number in one.stdout
    assert "en cours 25 % · lecture" in one.stdout
    assert OTHER not in one.stdout


def test_a_running_job_is_asked_to_stop(boucle_cli: Cli) -> None:
    number = a_job(SIREN, state="running")
    found = json.loads(boucle_cli("jobs", "--annuler", number, "--json").stdout)
    assert [job["cancel_asked"] for job in found] == [True]


def test_an_ended_job_stays_as_it_is(boucle_cli: Cli) -> None:
    number = a_job(SIREN, state="done", ended_at=clock.now())
    found = json.loads(boucle_cli("jobs", "--annuler", number, "--json").stdout)
    assert [job["cancel_asked"] for job in found] == [False]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--annuler", "0198c0de-0000-7000-8000-000000000000"], 1),
        (["--annuler", "xyz"], 2),
        (["--dossier", "123456789"], 1),
        (["--limite", "0"], 2),
    ],
)
def test_what_is_not_there_is_refused(boucle_cli: Cli, words: list[str], code: int) -> None:
    done = boucle_cli("jobs", *words)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("boucle : ")


def test_a_running_job_whose_process_is_gone_is_told_and_ended(boucle_cli: Cli) -> None:
    long_ago = clock.now() - timedelta(minutes=5)
    number = a_job(SIREN, state="running", started_at=long_ago, seen_at=long_ago)
    a_job(OTHER, state="running", started_at=long_ago, arguments={"folder": "x"})
    found = {
        job["dossier"]: job["state"] for job in json.loads(boucle_cli("jobs", "--json").stdout)
    }
    assert found == {SIREN: "interrupted", OTHER: "running"}
    assert "interrompu" in boucle_cli("jobs", "--dossier", SIREN).stdout
    done = json.loads(boucle_cli("jobs", "--annuler", number, "--json").stdout)
    assert [(job["state"], job["ended_at"] is not None) for job in done] == [("failed", True)]
