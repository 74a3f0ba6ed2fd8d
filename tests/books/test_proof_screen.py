"""The screen of the proof: empty, sound, broken, taken away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.commands.proof import VERIFIER
from boucle.books.public import run_queued, save_draft, validate_entries
from boucle.kernel import audit
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books import build

ADDRESS = f"/d/{build.SIREN}/preuve"


def a_reader(dossier: int, level: str = "lecture") -> Client:
    company = Organisation.objects.create(kind="cabinet", name="Essai", siren="")
    user = access.create_user(login="lea", name="Léa", password="x", organisation_id=company.id)
    access.grant_level(system_act(), dossier, login="lea", level=level)
    client = Client()
    client.force_login(user)
    return client


def verified(client: Client, dossier: int) -> Any:
    """The page once the worker has done what was asked."""
    asked = client.post(f"{ADDRESS}/verification", follow=True)
    job = asked.context["job"]
    assert "attente de son tour" in asked.text
    again = client.post(f"{ADDRESS}/verification", follow=True)
    assert again.context["job"].id == job.id, "one at a time"
    assert "hx-trigger" in client.get(f"{ADDRESS}/verification/{job.id}").text
    run_queued(dossier, str(job.id))
    assert client.get(f"{ADDRESS}/verification/{job.id}").headers["HX-Refresh"] == "true"
    return client.get(ADDRESS)


def validated(dossier: int, *days: str) -> None:
    for day in days:
        save_draft(system_act(), dossier, build.an_entry(day=day))
        validate_entries(system_act(), dossier, build.a_year(dossier))


@pytest.mark.django_db
def test_an_empty_chain_says_so() -> None:
    client = a_reader(build.a_dossier())
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert "Aucune écriture validée" in answer.text
    assert client.post(f"{ADDRESS}/verification").status_code == 302


@pytest.mark.django_db
def test_batches_are_listed_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boucle.books.web.proof.BATCHES_SHOWN", 2)
    dossier = build.a_dossier()
    validated(dossier, "2025-01-01", "2025-01-02", "2025-01-03")
    client = a_reader(dossier)
    first = client.get(ADDRESS)
    assert [row.id for row in first.context["batches"]] == [3, 2]
    second = client.get(ADDRESS, {"avant": first.context["next_key"]})
    assert [row.id for row in second.context["batches"]] == [1]
    assert second.context["next_key"] is None
    assert client.get(ADDRESS, {"avant": "x"}).status_code == 400


@pytest.mark.django_db
def test_a_reader_verifies_and_takes_the_proof_away() -> None:
    dossier = build.a_dossier()
    validated(dossier, "2025-01-01")
    client = a_reader(dossier)
    answer = verified(client, dossier)
    assert "par Léa" in answer.text
    assert "sont intactes" in answer.text
    assert "Depuis, d’autres" not in answer.text
    proof = client.get(f"{ADDRESS}/fichier")
    rows = [json.loads(line) for line in b"".join(proof.streaming_content).splitlines()]
    assert rows[-1]["head"] == answer.context["head_hex"]
    assert rows[-1]["head"][:8] in proof["Content-Disposition"]
    script = client.get(f"{ADDRESS}/verifier.py")
    assert b"".join(script.streaming_content) == VERIFIER.read_bytes()


@pytest.mark.django_db
def test_a_stranger_finds_nothing() -> None:
    dossier = build.a_dossier()
    other = build.a_dossier(siren="552100554")
    client = a_reader(other)
    for address in ("", "/fichier", "/verifier.py"):
        assert client.get(ADDRESS + address).status_code == 404
    assert client.post(f"{ADDRESS}/verification").status_code == 404
    assert Client().get(ADDRESS).status_code == 302
    assert dossier


@pytest.mark.commits
def test_broken_books_are_named(super_conn: Any) -> None:
    dossier = build.a_dossier()
    validated(dossier, "2025-01-01", "2025-01-02")
    client = a_reader(dossier)
    super_conn.execute("set session_replication_role = replica")
    super_conn.execute("update boucle.books_entry set date = date + 1 where number_text = '2'")
    super_conn.commit()
    answer = verified(client, dossier)
    assert "Le contenu de l’écriture n’est plus celui qui a été validé" in answer.text
    assert "écriture n°\u00a02" in answer.text


@pytest.mark.django_db
def test_the_verdict_is_kept_with_its_date_and_author() -> None:
    dossier = build.a_dossier()
    validated(dossier, "2025-01-01")
    client = a_reader(dossier)
    verified(client, dossier)
    validated(dossier, "2025-01-02")
    assert "Depuis, d’autres écritures" in client.get(ADDRESS).text
    page = verified(client, dossier)
    assert "les 2 écritures validées sont intactes" in page.text
    assert "Vérifications précédentes" in page.text
    with access.read(system_act(), dossier):
        last = audit.last_events(dossier, 1)[0]
    assert last.verb == "books.verified"


@pytest.mark.django_db
def test_a_verification_is_stopped_and_asked_again() -> None:
    dossier = build.a_dossier()
    validated(dossier, "2025-01-01")
    client = a_reader(dossier)
    job = client.post(f"{ADDRESS}/verification", follow=True).context["job"]
    client.post(f"{ADDRESS}/verification", {"action": "arreter"})
    run_queued(dossier, str(job.id))
    assert "a été arrêtée" in client.get(ADDRESS).text
    assert "sont intactes" in verified(client, dossier).text
