"""The screens of the import, and the work behind them, run as the worker runs it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boucle.access import public as access
from boucle.books.commands.fec_queue import import_folder
from boucle.books.public import run_queued, years_of
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier
from tests.books.fec_build import a_fec, table_counts

pytestmark = pytest.mark.commits
ACT = system_act()
WAITING = re.compile(r"/d/[^/]+/import/[0-9a-f-]{36}")


def a_person(dossier: int | None = None, level: str = "expert") -> Client:
    """A logged-in person of a cabinet, with this level in the Dossier."""
    firm = Organisation.objects.create(kind="cabinet", name="Cabinet Test")
    user = access.create_user(
        login="lea", name="Léa", password="un long mot de passe", organisation_id=firm.id
    )
    if dossier is not None:
        access.grant_level(ACT, dossier, login="lea", level=level)
    client = Client()
    client.force_login(user)
    return client


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def waiting_files() -> set[Path]:
    """What lies in the folder of the imports (runs share it)."""
    return set(import_folder().rglob("*.txt"))


def run_job(page: str, dossier: int) -> None:
    run_queued(dossier, page.rsplit("/", 1)[1])


def test_a_file_is_checked_then_imported(tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier)
    start, before_files = f"/d/{SIREN}/import", waiting_files()
    assert client.get(start).status_code == 200
    plan = client.post(start, {"fichier": upload(a_fec(tmp_path))}).headers["Location"]
    assert WAITING.fullmatch(plan)
    assert "En attente" in client.get(plan).content.decode()
    assert "hx-trigger" in client.get(f"{plan}/etat").content.decode()
    run_job(plan, dossier)
    assert client.get(f"{plan}/etat").headers["HX-Refresh"] == "true"
    shown = client.get(plan).content.decode()
    assert "Importer</button>" in shown
    assert "À-nouveaux" in shown
    assert "720,00" in shown
    job = client.post(plan, {"action": "importer"}).headers["Location"]
    run_job(job, dossier)
    done = client.get(job).content.decode()
    assert "3 écritures et 6 lignes importées" in done
    assert [year.label for year in years_of(ACT, dossier)] == ["2025"]
    assert waiting_files() == before_files


def test_a_refused_file_says_why_and_writes_nothing(tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier)
    path, before_files = a_fec(tmp_path, spoil={("2", "Debit"): "121,00"}), waiting_files()
    plan = client.post(f"/d/{SIREN}/import", {"fichier": upload(path)}).headers["Location"]
    before = table_counts()
    run_job(plan, dossier)
    assert table_counts() == before
    shown = client.get(plan).content.decode()
    assert "pas importable" in shown
    assert "Importer</button>" not in shown
    assert client.post(plan, {"action": "importer"}).status_code == 409
    assert client.post(plan, {"action": "abandonner"}).status_code == 302
    assert waiting_files() == before_files


def test_a_work_that_waits_is_stopped(tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier)
    plan = client.post(f"/d/{SIREN}/import", {"fichier": upload(a_fec(tmp_path))}).headers[
        "Location"
    ]
    client.post(plan, {"action": "arreter"})
    run_job(plan, dossier)
    assert "Travail arrêté" in client.get(plan).content.decode()


def test_a_new_dossier_comes_from_the_file_alone(tmp_path: Path) -> None:
    client = a_person()
    assert client.get("/dossiers/importer").status_code == 200
    answer = client.post(
        "/dossiers/importer", {"fichier": upload(a_fec(tmp_path)), "nom": "Ma société"}
    )
    plan = answer.headers["Location"]
    (row,) = access.portfolio(ACT)
    assert (row.siren, row.name) == (SIREN, "Ma société")
    run_job(plan, row.id)
    job = client.post(plan, {"action": "importer"}).headers["Location"]
    run_job(job, row.id)
    assert "importées" in client.get(job).content.decode()
    again = client.post(
        "/dossiers/importer", {"fichier": upload(a_fec(tmp_path)), "nom": "Ma société"}
    )
    assert again.status_code == 422
    assert "existe déjà" in again.content.decode()


def test_a_new_dossier_goes_with_the_import_that_is_given_up(tmp_path: Path) -> None:
    client = a_person()
    answer = client.post(
        "/dossiers/importer", {"fichier": upload(a_fec(tmp_path)), "nom": "Ma société"}
    )
    plan = answer.headers["Location"]
    (row,) = access.portfolio(ACT)
    assert client.post(plan, {"action": "abandonner"}).status_code == 409
    run_job(plan, row.id)
    assert client.post(plan, {"action": "abandonner"}).headers["Location"] == "/"
    assert access.portfolio(ACT) == []


@pytest.mark.parametrize(("level", "status"), [("lecture", 403), ("ecriture", 403)])
def test_who_may_not_validate_does_not_import(level: str, status: int, tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier, level)
    assert client.get(f"/d/{SIREN}/import").status_code == status
    answer = client.post(f"/d/{SIREN}/import", {"fichier": upload(a_fec(tmp_path))})
    assert answer.status_code == status


def test_bad_input_is_said(tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier)
    nothing = client.post(f"/d/{SIREN}/import", {})
    assert nothing.status_code == 422
    assert "Choisissez" in nothing.content.decode()
    bad = client.post(f"/d/{SIREN}/import", {"fichier": upload(a_fec(tmp_path)), "debut": "hier"})
    assert bad.status_code == 422
    unknown = client.get(f"/d/{SIREN}/import/0198c0de-0000-7000-8000-000000000000")
    assert unknown.status_code == 404
