"""Administration, the operator's console, the banner of support, several organisations, by HTTP."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.access.models_accounts import AccessAccount
from boucle.kernel import clock
from boucle.tenancy.public import NewDossier, Organisation
from tests.access.test_accounts import Scene, now, opened, scene

__all__ = ["scene"]
pytestmark = pytest.mark.django_db


def client_of(login: str) -> Client:
    client = Client()
    client.force_login(access.User.objects.get(login=login))
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def place(scene: Scene, tab: str) -> str:
    key = Organisation.objects.get(id=scene.client).public_id
    return f"/admin/{key}/{tab}"


TABS = ("personnes", "administrateurs", "contrat", "assistance")


def test_each_page_for_who_may_and_nobody_else(scene: Scene) -> None:
    for tab in TABS:
        for login, status in (("ada", 200), ("sam", 200), ("ben", 403), ("eve", 404)):
            page(client_of(login), place(scene, tab), status)
    assert "/exploitation" in page(client_of("sam"), "/")
    page(client_of("ada"), "/exploitation", 404)
    page(client_of("ben"), "/admin", 404)
    assert "Ben" in page(client_of("ada"), "/admin")


@pytest.mark.covers("S-121", "S-123")
def test_an_account_from_the_request_to_the_first_use(scene: Scene) -> None:
    ada, sam = client_of("ada"), client_of("sam")
    form = {"acte": "ask-open", "login": "zoe", "name": "Zoé Roux", "reason": "Embauche"}
    assert ada.post(place(scene, "personnes"), form).status_code == 302
    assert "Zoé Roux" in page(sam, "/exploitation")
    (asked,) = access.waiting_requests(scene.sam)
    done = sam.post(place(scene, "personnes"), {"acte": "accept", "request": asked.public_id})
    assert "/premier-acces/" in done.content.decode()
    assert "/premier-acces/" not in page(sam, place(scene, "personnes"))
    zoe = access.User.objects.get(login="zoe")
    text = page(client_of("zoe"), "/")
    assert "pas encore de compte applicatif" in text and "Ada" in text
    ada.post(place(scene, "personnes"), {"acte": "give", "user": zoe.public_id})
    assert "Votre portefeuille est vide" in page(client_of("zoe"), "/")
    refused = ada.post(place(scene, "personnes"), form)
    assert refused.status_code == 422 and "a déjà un compte accès" in html.unescape(
        refused.content.decode()
    )
    assert ada.post(place(scene, "personnes"), {"acte": "open", "login": "yo", "name": "Y",
                                                "ticket": "T"}).status_code == 404  # fmt: skip


@pytest.mark.covers("S-029")
def test_the_contract_page_counts_and_refuses_in_words(scene: Scene) -> None:
    sam, ada = client_of("sam"), client_of("ada")
    address = place(scene, "contrat")
    sam.post(address, {"acte": "record", "reference": "C-7", "signatory": "Ada",
                       "signed_on": "2026-01-05"})  # fmt: skip
    for code, quantity in (("utilisateurs", "2"), ("compta", "1")):
        sam.post(address, {"acte": "order", "code": code, "quantity": quantity,
                           "starts_on": "2026-01-05", "order_ref": "BC"})  # fmt: skip
    sam.post(address, {"acte": "activate"})
    text = page(ada, address)
    assert "C-7" in text and "Utilisateurs nommés" in text and "Module Comptabilité" in text
    zoe = opened(scene, "zoe")
    refused = ada.post(place(scene, "personnes"), {"acte": "give", "user": zoe})
    assert refused.status_code == 422
    assert "commandez des utilisateurs" in html.unescape(refused.content.decode())


def test_the_banner_of_support_is_on_every_page_for_both(scene: Scene) -> None:
    sam, ada = client_of("sam"), client_of("ada")
    address = place(scene, "assistance")
    assert sam.get("/d/732829320/").status_code == 404
    sam.post(address, {"acte": "ask", "reason": "Balance fausse", "ticket": "T-7"})
    assert "demande à entrer dans votre espace" in page(ada, "/")
    (row,) = access.support_of(scene.ada, scene.client)
    ada.post(address, {"acte": "grant", "session": row.public_id})
    sam.post(address, {"acte": "enter", "session": row.public_id})
    for where in ("/d/732829320/", "/portefeuille", "/preferences"):
        assert "Session d’assistance chez Cabinet" in page(sam, where)
        assert "Sam est dans votre espace" in page(ada, where)
    assert "Lecture seule" in page(sam, "/d/732829320/")
    assert sam.get("/d/732829320/reglages/audit").status_code == 403
    ada.post(f"/assistance/{row.public_id}/fin", {"suite": "/portefeuille"})
    assert sam.get("/d/732829320/").status_code == 404
    assert "est dans votre espace" not in page(ada, "/")


@pytest.mark.covers("S-036")
def test_a_person_of_two_organisations_works_for_one_at_a_time(scene: Scene) -> None:
    other = Organisation.objects.get(id=scene.other)
    eve = now(scene.eve)
    access.create_dossier(eve, NewDossier(siren="552100554", name="Ailleurs", cabinet_id=other.id))
    user = access.User.objects.get(login="eve")
    AccessAccount.objects.create(
        user=user, organisation_id=scene.client, opened_by="x", open_ticket="x"
    )
    access.give_application(scene.ada, scene.client, user.public_id)
    access.grant_level(scene.ada, scene.dossier, login="eve", level="lecture")
    client = client_of("eve")

    def listed() -> tuple[bool, bool]:
        text = page(client, "/portefeuille")
        return "Durand" in text, "Ailleurs" in text

    def choose(organisation: Any) -> None:
        answer = client.post("/organisation", {"organisation": str(organisation)})
        assert answer.status_code == 302

    assert listed() == (True, True)
    choose(other.public_id)
    assert listed() == (False, True)
    choose(Organisation.objects.get(id=scene.client).public_id)
    assert listed() == (True, False)
    assert client.get("/d/552100554/").status_code == 200  # an address is followed all the same
    choose("")
    assert listed() == (True, True)
    operator = Organisation.objects.get(kind="operator")
    assert client.post("/organisation", {"organisation": operator.public_id}).status_code == 404
    assert clock.today()
