"""A company takes everything along: the archive is whole, true to the books, and checked."""

from __future__ import annotations

import hashlib
import html
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.commands.fec_job import TAKEAWAY
from boucle.books.commands.fec_queue import run_queued
from boucle.books.commands.takeaway import ask_takeaway, takeaway_file, write_takeaway
from boucle.books.commands.works import latest_works
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Forbidden, NotFound
from boucle.kernel.jobs import Progress
from boucle.tenancy.public import Organisation
from tests.access.test_accounts import act_of, now
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry

ACT = system_act()


def kept_books() -> int:
    """Two years, three validated entries and a draft."""
    dossier = a_dossier(years=(2024, 2025))
    for day in ("2024-05-02", "2025-02-01", "2025-03-01"):
        books.save_draft(ACT, dossier, an_entry(day=day))
    for label in ("2024", "2025"):
        books.validate_entries(ACT, dossier, a_year(dossier, label))
    lines = a_line("606100", 1234), a_line("512000", credit=1234)
    books.save_draft(ACT, dossier, an_entry(*lines, day="2025-04-01"))
    return dossier


def names_and_texts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.django_db
@pytest.mark.covers("S-016")
def test_the_archive_holds_the_books_and_its_manifest_is_true(tmp_path: Path) -> None:
    dossier = kept_books()
    row = access.dossier_for(ACT, SIREN)
    facts = write_takeaway(ACT, row, tmp_path / "tout.zip", Progress(lambda _facts: False))
    assert (facts["lines"], facts["years"], facts["pieces"]) == (8, 2, 0)
    found = names_and_texts(tmp_path / "tout.zip")
    listed = {one["nom"]: one for one in json.loads(found.pop("manifeste.json"))["fichiers"]}
    assert set(listed) == set(found)
    for name, content in found.items():
        assert listed[name]["sha256"] == hashlib.sha256(content).hexdigest(), name
        assert listed[name]["octets"] == len(content)
    assert sum(name.endswith("FEC20241231.txt") or "FEC2025" in name for name in found) >= 2
    table = found["ecritures.csv"].decode("utf-8-sig").splitlines()
    assert len(table) == 9 and any(";12,34;" in line and ";brouillard;" in line for line in table)
    entries = [json.loads(line) for line in found["ecritures.jsonl"].decode().splitlines()]
    assert len(entries) == 4
    for entry in entries:
        assert sum(line["debit"] - line["credit"] for line in entry["lignes"]) == 0
    assert "606100;" in found["comptes.csv"].decode() and "F001;" in found["tiers.csv"].decode()
    assert dossier


@pytest.mark.django_db
def test_the_proof_of_the_archive_checks_itself(tmp_path: Path) -> None:
    kept_books()
    row = access.dossier_for(ACT, SIREN)
    write_takeaway(ACT, row, tmp_path / "tout.zip", Progress(lambda _facts: False))
    with ZipFile(tmp_path / "tout.zip") as archive:
        archive.extractall(tmp_path)
    proof = next((tmp_path / "preuve").glob("*.jsonl"))
    script = next((tmp_path / "preuve").glob("*.py"))
    done = subprocess.run([sys.executable, script, proof], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def people() -> Callable[[int], tuple[Act, Act]]:
    """Rémi, of the company, who reads; Claire, of a cabinet, who may everything."""

    def make(dossier: int) -> tuple[Act, Act]:
        with access.read(ACT, dossier):
            company = Organisation.objects.get(dossiers__id=dossier)
        remi = act_of("remi", company.id)
        firm = Organisation.objects.create(kind="cabinet", name="Cabinet")
        claire = act_of("claire", firm.id)
        access.grant_level(ACT, dossier, login="remi", level="lecture")
        access.grant_level(ACT, dossier, login="claire", level="expert")
        access.name_administrator(ACT, company.id, access.NewAdministrator("remi", now(ACT).at))
        return remi, claire

    return make


@pytest.mark.django_db
@pytest.mark.covers("S-114")
def test_only_who_speaks_for_the_company_takes_the_books(people: Any) -> None:
    dossier = kept_books()
    remi, claire = people(dossier)
    row = access.dossier_for(ACT, SIREN)
    with pytest.raises(Forbidden):
        ask_takeaway(now(claire), row)
    job = ask_takeaway(now(remi), row)
    run_queued(dossier, str(job))
    (work,) = latest_works(now(remi), dossier, TAKEAWAY)
    assert work.state == "done" and work.result and work.result["lines"] == 8
    assert takeaway_file(now(remi), dossier, job).is_file()
    with pytest.raises(NotFound):
        takeaway_file(now(claire), dossier, job)


@pytest.mark.django_db
def test_the_screen_of_the_cabinet(people: Any) -> None:
    dossier = kept_books()
    people(dossier)
    remi, claire = Client(), Client()
    for client, login in ((remi, "remi"), (claire, "claire")):
        client.force_login(access.User.objects.get(login=login))
    address = f"/d/{SIREN}/reglages/cabinet"
    assert "Aucun cabinet ne travaille" in html.unescape(remi.get(address).content.decode())
    assert remi.post(address, {"acte": "export"}).status_code == 302
    (work,) = latest_works(ACT, dossier, TAKEAWAY)
    run_queued(dossier, str(work.id))
    assert "Télécharger" in remi.get(address).content.decode()
    answer = remi.get(f"{address}/{work.id}")
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:2] == b"PK"
    assert claire.post(address, {"acte": "export"}).status_code == 403
    refused = claire.post(address, {"acte": "invite", "siren": "552100554"})
    assert refused.status_code == 422 and "vérifiez-le" in html.unescape(refused.content.decode())
    wrong = remi.post(address, {"acte": "leave", "effective_on": "2026-02-31"})
    assert wrong.status_code == 422
