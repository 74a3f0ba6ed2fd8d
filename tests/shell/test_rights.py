"""The gate of the site: each route declared, and held for each person, method and tenant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.access.public import create_user, grant_level
from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from boucle.shell.rights import table
from boucle.tenancy.public import Organisation
from tests.books.build import a_dossier, a_line, an_entry
from tests.shell.routes import Route, routes

ALL = routes()
INSIDE = [route for route in ALL if "dossier" in dict(route.converters)]
OUTSIDE = [route for route in ALL if "dossier" not in dict(route.converters)]
MINE, THEIRS = "732829320", "552100554"
OURS = ("access.", "books.", "kernel.", "shell.", "tenancy.", "webhooks.")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OWN = re.compile(r"<code>[0-9A-F]{6}</code>|csrfmiddlewaretoken[^>]*|X-CSRFToken[^}]*")
"""What differs from answer to answer."""


ROLES: dict[str, access.Rights] = {
    preset.code: access.Rights(preset.mode, preset.reads, preset.writes)
    for preset in access.presets().values()
} | {"droits seuls": access.Rights("company", frozenset({"rights"}), frozenset({"rights"}))}
"""Every preset, and somebody who gives rights without reading the books."""


@dataclass
class World:
    """Two Dossiers of two tenants; whoever is asked for comes to mine with his rights."""

    mine: int
    firm: int
    entry: str
    people: dict[str, Any] = field(default_factory=dict)

    def client(self, role: str | None) -> Client:
        """Signed in as that person, or nobody."""
        client = Client(raise_request_exception=False)
        if role:
            client.force_login(self.people.get(role) or self._person(role))
        return client

    def _person(self, role: str) -> Any:
        user = create_user(login=role, name=role, password="x" * 12, organisation_id=self.firm)
        held = ROLES[role]
        wish = access.GrantWish(
            mode=held.mode, reads=tuple(held.reads), writes=tuple(held.writes)
        )  # fmt: skip
        access.give(system_act(), [self.mine], login=role, wish=wish)
        return self.people.setdefault(role, user)


@pytest.fixture
def world(db: None) -> World:
    """Made afresh, rolled back."""
    act = system_act()
    mine, theirs = a_dossier(act, siren=MINE), a_dossier(act, siren=THEIRS)
    firm = Organisation.objects.create(kind="cabinet", name="Cabinet Voisin")
    create_user(login="voisin", name="Voisin", password="x" * 12, organisation_id=firm.id)
    grant_level(act, theirs, login="voisin", level="expert")
    lines = a_line("606100", 1200), a_line("512000", credit=1200)
    saved = save_draft(act, mine, an_entry(*lines))
    return World(mine, firm.id, str(saved.public_id))


def test_every_route_is_declared_and_every_line_is_a_route() -> None:
    assert {route.name for route in ALL} == set(table())


def test_every_task_is_declared_and_every_line_is_a_task() -> None:
    from procrastinate.contrib.django import app

    tasks = {name for name in app.tasks if name.startswith(OURS)}
    assert tasks == set(access.job_rights())
    others = {name for name in app.tasks if name not in tasks}
    assert all("procrastinate" in name for name in others), others


def test_a_dossier_route_is_of_scope_dossier() -> None:
    wrong = [r.name for r in INSIDE if r.right is None or r.right.scope != "dossier"]
    wrong += [r.name for r in OUTSIDE if r.right is None or r.right.scope == "dossier"]
    assert not wrong


@pytest.mark.covers("S-018", "S-124")
@pytest.mark.parametrize("route", INSIDE, ids=lambda route: route.name)
def test_inside_a_dossier(world: World, route: Route) -> None:
    assert route.right is not None
    mine = route.address(MINE, entry=world.entry)
    theirs = route.address(THEIRS, entry=world.entry)
    for method in route.right.methods:
        nobody = world.client(None).generic(method, mine)
        assert nobody.status_code == 302 and nobody["Location"].startswith("/connexion"), method
        for level, rights in ROLES.items():
            client = world.client(level)
            assert client.generic(method, theirs).status_code == 404, (method, level)
            status = client.generic(method, mine).status_code
            if rights.allows(route.right.right):
                assert status < 500 and status not in {401, 403, 405}, (method, level, status)
            else:
                assert status == 403, (method, level, status)


@pytest.mark.parametrize("route", OUTSIDE, ids=lambda route: route.name)
def test_outside_the_dossiers(world: World, route: Route) -> None:
    assert route.right is not None
    address = route.address("")
    for method in route.right.methods:
        nobody = world.client(None).generic(method, address)
        if route.right.scope == "login":
            assert nobody.status_code == 302 and nobody["Location"].startswith("/connexion")
        else:
            assert nobody.status_code < 500, method
        somebody = world.client("lecteur").generic(method, address)
        assert somebody.status_code < 500 and somebody.status_code not in {401, 403}, method


@pytest.mark.parametrize("route", ALL, ids=lambda route: route.name)
def test_other_methods_are_refused(world: World, route: Route) -> None:
    assert route.right is not None
    client = world.client("expert_comptable")
    for method in METHODS:
        if method not in route.right.methods:
            answer = client.generic(method, route.address(MINE, entry=world.entry))
            assert answer.status_code == 405, method
            assert answer["Allow"] == ", ".join(route.right.methods)


@pytest.mark.django_db
def test_an_undeclared_route_does_not_exist(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {name: row for name, row in table().items() if name != "books:dossier-home"}
    monkeypatch.setattr("boucle.shell.middleware.table", lambda: rows)
    assert world.client("expert_comptable").get(f"/d/{MINE}/").status_code == 404


@pytest.mark.django_db
def test_programs_get_json(world: World) -> None:
    json = {"Accept": "application/json"}
    nobody = world.client(None).get(f"/d/{MINE}/", headers=json)
    assert nobody.status_code == 401 and nobody.json()["status"] == 401
    wrong = world.client("expert_comptable").get(f"/d/{THEIRS}/", headers=json)
    assert wrong.status_code == 404 and wrong.json()["findings"]
    page = world.client(None).get(f"/d/{MINE}/", headers={"HX-Request": "true"})
    assert page.status_code == 401 and page["HX-Redirect"] == "/connexion"


@pytest.mark.django_db
def test_a_foreign_dossier_looks_like_none(world: World) -> None:
    client = world.client("expert_comptable")

    def seen(siren: str) -> str:
        text = client.get(f"/d/{siren}/").content.decode().replace(siren, "SIREN")
        return re.sub(
            r"<code>[0-9A-F]{6}</code>|csrfmiddlewaretoken[^>]*|X-CSRFToken[^}]*", "", text
        )

    assert seen(THEIRS) == seen("404833048")
