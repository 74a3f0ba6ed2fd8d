"""The screens of the import, and the work behind them, run as the worker runs it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from boucle.access import public as access
from boucle.books.commands.fec_queue import import_folder
from boucle.books.models import Account, Journal
from boucle.books.public import run_queued, years_of
from boucle.books.rules.fec_wizard import PLANNED
from boucle.kernel.act import system_act
from boucle.kernel.models import Job
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
    said = {step: client.get(f"{plan}?etape={step}").content.decode() for step in PLANNED}
    assert "Empreinte SHA-256" in said["identite"]
    assert "Empreinte SHA-256" in client.get(plan).content.decode()
    assert "tabulation" in said["identite"]
    assert "Aucune constatation" in said["controle"] or "Règles en cause" in said["controle"]
    shown = said["essai"]
    assert "Importer</button>" in shown
    assert "À-nouveaux" in shown
    assert "720,00" in shown
    job = client.post(plan, {"action": "importer"}).headers["Location"]
    run_job(job, dossier)
    done = client.get(job).content.decode()
    assert "3 écritures et 6 lignes importées" in done
    assert "<strong>0 écart</strong>" in done
    assert hashlib.sha256(a_fec(tmp_path).read_bytes()).hexdigest() in done
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


@pytest.mark.covers("S-038")
@pytest.mark.parametrize("kept", [(), ("entries", "validation")], ids=["nothing", "no import"])
def test_a_work_whose_right_was_taken_back_ends(tmp_path: Path, kept: tuple[str, ...]) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier, "collaborateur")
    start = f"/d/{SIREN}/import"
    plan = client.post(start, {"fichier": upload(a_fec(tmp_path))}).headers["Location"]
    lea = next(one.user_id for one in access.people_of(ACT, dossier))
    if kept:
        wish = access.GrantWish(mode="expert", reads=("books",), writes=kept)
        access.give(ACT, [dossier], login="lea", wish=wish)
    else:
        access.revoke_grant(ACT, dossier, user_id=lea)
    before = table_counts()
    run_job(plan, dossier)
    assert table_counts() == before
    with access.read(ACT, dossier):
        job = Job.objects.get(dossier_id=dossier)
    assert job.state == "refused" and "retiré" in job.result["error"]


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


def planned(client: Client, dossier: int, path: Path) -> str:
    """The page of the dry run of a file, at its end."""
    page = client.post(f"/d/{SIREN}/import", {"fichier": upload(path)}).headers["Location"]
    run_job(page, dossier)
    return page


def test_the_mapping_is_chosen_by_hand(tmp_path: Path) -> None:
    dossier = a_dossier()
    client = a_person(dossier)
    path = a_fec(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"ACH\tAchats", b"HA\tAchats"))
    page = planned(client, dossier, path)
    shown = client.get(f"{page}?etape=correspondance").content.decode()
    assert 'name="nature:AN"' in shown
    assert "altérerait le FEC" in shown
    choices = {
        "action": "correspondance", "nature:AN": "od", "libelle:AN": "Reprise",
        "nature:HA": "achats", "libelle:HA": "Achats", "vers:HA": "ACH",
    }  # fmt: skip
    wrong = client.post(page, choices | {"vers:HA": "BQ"})
    assert wrong.status_code == 422
    assert "ne saurait plus les distinguer" in wrong.content.decode()
    after = client.post(page, choices).headers["Location"]
    again, _, step = after.partition("?")
    assert (again != page, step) == (True, "etape=essai"), "a code goes elsewhere: planned again"
    run_job(again, dossier)
    shown = client.get(after).content.decode()
    assert "HA dans ACH" in shown
    assert "AN « Reprise » (Opérations diverses)" in shown
    job = client.post(again, {"action": "importer"}).headers["Location"]
    run_job(job, dossier)
    assert "<strong>0 écart</strong>" in client.get(job).content.decode()
    with access.read(ACT, dossier):
        names = dict(Journal.objects.filter(dossier_id=dossier).values_list("code", "label"))
    assert "HA" not in names
    assert names["AN"] == "Reprise"


def test_flags_and_labels_of_new_accounts_are_chosen(tmp_path: Path) -> None:
    dossier = a_dossier(siren=SIREN, years=())
    client = a_person(dossier)
    path = a_fec(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"606100", b"606800"))
    page = planned(client, dossier, path)
    choices = {"action": "correspondance", "compte:606800": "Gaz", "lettrable": ["606"]}
    assert client.post(page, choices).headers["Location"] == f"{page}?etape=essai"
    kept = client.get(f"{page}?etape=correspondance").content.decode()
    assert 'value="Gaz"' in kept
    run_job(client.post(page, {"action": "importer"}).headers["Location"], dossier)
    with access.read(ACT, dossier):
        gas = Account.objects.get(dossier_id=dossier, number="606800")
    assert (gas.label, gas.lettrable, gas.is_control) == ("Gaz", True, False)


def test_a_stated_balance_is_compared_and_blocks_nothing(tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier)
    page = planned(client, dossier, a_fec(tmp_path))
    digest = hashlib.sha256(a_fec(tmp_path).read_bytes()).hexdigest()
    typed = {"action": "balance", "fichier": digest, "soldes": "classe 5 400 D\n401 19,00 C"}
    assert client.post(page, typed).headers["Location"] == f"{page}?etape=essai"
    shown = client.get(f"{page}?etape=essai").content.decode()
    assert "<strong>1 écart</strong>" in shown
    assert "Importer</button>" in shown
    table = SimpleUploadedFile(
        "balance.csv", b"Compte;Solde\n101;-500\n401;-20\n512;400\n6061;120\n"
    )
    client.post(page, {"action": "balance", "fichier": digest, "balance": table})
    assert "<strong>0 écart</strong>" in client.get(f"{page}?etape=essai").content.decode()
    wrong = client.post(page, typed | {"soldes": "bonjour"})
    assert wrong.status_code == 422
    assert "Ligne 1" in wrong.content.decode()
    assert client.post(page, typed | {"fichier": "0" * 64}).status_code == 409


def test_names_are_mapped_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boucle.books.rules.fec_wizard.NAMES_SHOWN", 2)
    dossier = a_dossier(years=())
    with access.write(ACT, dossier, "books.write"):
        Account.objects.filter(dossier_id=dossier).update(number=Concat("number", Value("9")))
    client = a_person(dossier)
    page = planned(client, dossier, a_fec(tmp_path))
    shown = client.get(f"{page}?etape=correspondance").content.decode()
    assert 'name="compte:101000"' in shown
    assert 'name="compte:512000"' not in shown
    assert "1 à 2 sur 4" in shown
    first = {"action": "correspondance", "compte:101000": "Capital social", "comptes": ""}
    after = client.post(page, first | {"page": "comptes=401000&tiers="}).headers["Location"]
    assert after == f"{page}?etape=correspondance&comptes=401000&tiers="
    shown = client.get(after).content.decode()
    assert "3 à 4 sur 4" in shown
    assert 'name="compte:512000"' in shown
    second = {"action": "correspondance", "compte:512000": "Crédit du Nord", "comptes": "401000"}
    assert client.post(page, second).headers["Location"] == f"{page}?etape=essai"
    back = client.get(f"{page}?etape=correspondance").content.decode()
    assert 'value="Capital social"' in back
    job = client.post(page, {"action": "importer"}).headers["Location"]
    run_job(job, dossier)
    with access.read(ACT, dossier):
        labels = dict(Account.objects.filter(dossier_id=dossier).values_list("number", "label"))
    assert (labels["101000"], labels["512000"]) == ("Capital social", "Crédit du Nord")


def test_a_wrong_import_is_archived_and_the_siren_is_free(tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    client = a_person(dossier)
    page = planned(client, dossier, a_fec(tmp_path))
    job = client.post(page, {"action": "importer"}).headers["Location"]
    run_job(job, dossier)
    assert "/reglages/archiver" in client.get(job).content.decode()
    client.post(f"/d/{SIREN}/reglages/archiver", {"siren": SIREN})
    assert "Dossier archivé le" in client.get(f"/d/{SIREN}/").content.decode()
    again = client.post(
        "/dossiers/importer", {"fichier": upload(a_fec(tmp_path)), "nom": "Ma société"}
    )
    assert again.status_code == 302
