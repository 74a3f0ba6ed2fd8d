"""The log of an organisation: for its administrators only, over all Dossiers, as a file too."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.access.models import User
from boucle.kernel import audit, db
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import NotFound
from boucle.tenancy.public import Organisation
from tests.access.test_accounts import Scene, scene
from tests.webhooks.conftest import Office, an_office

__all__ = ["scene"]
pytestmark = pytest.mark.django_db
ALWAYS = access.AuditFilter(
    since=datetime(2020, 1, 1, tzinfo=UTC), until=datetime(2100, 1, 1, tzinfo=UTC)
)


@pytest.fixture
def office() -> Office:
    return an_office()


def signed_in(act: Act) -> Client:
    client = Client()
    client.force_login(User.objects.get(public_id=act.actor))
    return client


def events(act: Act, organisation: int, **more: Any) -> list[tuple[int, str]]:
    page = access.events_of_organisation(act, organisation, ALWAYS, **more)
    return [(one.dossier, one.row.verb) for one in page.rows]


def test_it_holds_what_is_in_a_dossier_and_what_is_in_none(office: Office) -> None:
    with db.scope(system_act(), []):
        audit.record(system_act(), "access.key.created", organisation_id=office.organisation.id)
    found = events(office.act, office.organisation.id)
    assert (0, "access.key.created") in found and (office.dossier, "access.grant.given") in found
    assert {d for d, _ in events(office.act, office.organisation.id, dossier=0)} == {0}
    first = access.events_of_organisation(office.act, office.organisation.id, ALWAYS, limit=1)
    again = events(office.act, office.organisation.id, before_id=first.rows[0].row.id)
    assert first.has_next and len(again) == len(found) - 1


@pytest.mark.attack
def test_it_is_closed_to_all_others(office: Office) -> None:
    other = an_office("552100554", "voisin")
    access.create_user(login="simple", name="S", password="x" * 12,
                       organisation_id=office.organisation.id)  # fmt: skip
    access.grant_level(system_act(), office.dossier, login="simple", level="autonome")
    simple = Act(actor=str(User.objects.get(login="simple").public_id), at=office.act.at)
    for act in (other.act, simple, Act(actor="anonyme", at=office.act.at)):
        with pytest.raises(NotFound):
            events(act, office.organisation.id)
    assert all(d != office.dossier for d, _ in events(other.act, other.organisation.id))


def test_the_page_and_its_filters(office: Office) -> None:
    client = signed_in(office.act)
    address = f"/admin/{office.organisation.public_id}/audit"
    text = html.unescape(client.get(address).content.decode())
    assert "Droit accordé" in text and "Hors dossier" in text
    assert "Aucun événement" in client.get(address, {"q": "introuvable-mot"}).content.decode()
    assert "Droit accordé" not in html.unescape(
        client.get(address, {"dossier": "0"}).content.decode()
    )
    assert client.get(address, {"du": "hier"}).status_code == 400
    done = client.post(address, follow=True).content.decode()
    assert "Chaîne vérifiée" in html.unescape(done)
    stranger = signed_in(an_office("552100554", "voisin").act)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address).status_code == 404


@pytest.mark.covers("S-124")
def test_the_log_of_the_organisation_leaves_as_a_file(office: Office) -> None:
    client = signed_in(office.act)
    address = f"/admin/{office.organisation.public_id}/audit"
    answer = client.get(address, {"format": "csv"})
    body = b"".join(answer) if answer.streaming else answer.content
    assert "access.grant.given" in body.decode("utf-8-sig")
    assert (0, "access.audit.exported") in events(office.act, office.organisation.id)


def test_who_speaks_for_the_client_reads_it_too(scene: Scene) -> None:
    place = Organisation.objects.get(id=scene.client)
    for login, status in (("ada", 200), ("ben", 403), ("sam", 404)):
        client = Client()
        client.force_login(User.objects.get(login=login))
        assert client.get(f"/admin/{place.public_id}/audit").status_code == status, login
