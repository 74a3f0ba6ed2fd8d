"""Accounts, support and cabinets by the API: who administers may, nobody else learns anything."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.access import public as access
from boucle.tenancy.public import Organisation
from tests.access.test_accounts import Scene, asked, now, opened, scene
from tests.shell.test_api import Caller, a_key

__all__ = ["scene"]
pytestmark = pytest.mark.django_db


def key_of(login: str, organisation: int) -> Caller:
    return a_key(access.User.objects.get(login=login), organisation)


def test_the_administrator_has_what_the_screens_have(scene: Scene) -> None:
    ada = key_of("ada", scene.client)
    (mine,) = ada("GET", "/organisations").json()
    assert mine["is_saas"] and mine["is_manager"]
    here = f"/organisations/{mine['id']}"
    body = {"kind": "open", "login": "zoe", "name": "Zoé"}
    made = ada("POST", f"{here}/demandes", body)
    assert made.status_code == 201
    assert [one["state"] for one in ada("GET", f"{here}/demandes").json()] == ["asked"]
    tom = opened(scene, "tom")
    assert ada("PUT", f"{here}/comptes/{tom}", {"is_manager": True}).status_code == 204
    people = {one["login"]: one for one in ada("GET", f"{here}/comptes").json()}
    assert people["tom"]["is_manager"] and people["ada"]["is_saas"]
    assert ada("DELETE", f"{here}/comptes/{tom}").status_code == 204
    assert ada("GET", f"{here}/contrat").json()["elements"] == []
    named = ada("POST", f"{here}/administrateurs", {"login": "ben"})
    assert named.status_code == 201
    assert len(ada("GET", f"{here}/administrateurs").json()) == 2
    ended = ada("DELETE", f"{here}/administrateurs/{named.json()['id']}")
    assert ended.status_code == 204


def test_a_support_session_is_answered_and_ended(scene: Scene) -> None:
    ada = key_of("ada", scene.client)
    (mine,) = ada("GET", "/organisations").json()
    number = asked(scene)
    assert ada("POST", f"/assistance/{number}", {"accept": True}).status_code == 204
    assert ada("POST", f"/assistance/{number}", {"accept": True}).status_code == 409
    access.enter_support(now(scene.sam), number)
    (row,) = ada("GET", f"/organisations/{mine['id']}/assistance").json()
    assert row["state"] == "open" and not row["may_write"]
    assert ada("DELETE", f"/assistance/{number}").status_code == 204
    assert access.rights_of(now(scene.sam), scene.dossier) is None


@pytest.mark.covers("S-114")
def test_others_are_refused(scene: Scene) -> None:
    key = Organisation.objects.get(id=scene.client).public_id
    ben, eve = key_of("ben", scene.client), key_of("eve", scene.other)
    number = asked(scene)
    calls: list[tuple[str, str, Any]] = [
        ("GET", f"/organisations/{key}/comptes", None),
        ("POST", f"/organisations/{key}/demandes", {"kind": "open", "login": "x1", "name": "X"}),
        ("GET", f"/organisations/{key}/contrat", None),
        ("POST", f"/organisations/{key}/administrateurs", {"login": "ben"}),
        ("POST", f"/assistance/{number}", {"accept": True}),
    ]
    for method, path, body in calls:
        assert ben(method, path, body).status_code == 403, path
        assert eve(method, path, body).status_code == 404, path


def test_a_departure_is_asked_by_who_speaks(scene: Scene) -> None:
    ada = key_of("ada", scene.client)
    refused = ada("POST", "/departs", {"dossier": "732829320"})
    assert refused.status_code == 403
    invited = ada("POST", "/invitations", {"dossier": "732829320", "siren": "918355207"})
    assert invited.status_code == 422
    zero = "01890000-0000-7000-8000-000000000000"
    assert ada("POST", f"/invitations/{zero}", {"accept": True}).status_code == 404
