"""Every object of another tenant is tried, by every address of site and API, and counted.

The figures go to `build/isolation.json`, and the end of a run says them.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.access.models import User
from boucle.access.models_cabinet import CabinetInvitation
from boucle.books.models import Entry
from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from boucle.shell.rest.gate import table as api_table
from boucle.tenancy.public import Organisation
from boucle.webhooks import public as webhooks
from tests.books.build import a_line, an_entry
from tests.conftest import ROOT
from tests.shell.routes import ZERO, Route, routes
from tests.shell.test_api import ALL as OPERATIONS
from tests.shell.test_api import Caller, a_key
from tests.webhooks.conftest import Office, an_office

pytestmark = [pytest.mark.django_db, pytest.mark.attack]
MINE, THEIRS = "732829320", "552100554"
ALL = routes()
INSIDE = [route for route in ALL if "dossier" in dict(route.converters)]
OBJECTS = [
    route for route in ALL
    if "dossier" not in dict(route.converters)
    and "UUIDConverter" in dict(route.converters).values()
]  # fmt: skip
UNKNOWN = dict.fromkeys(
    (
        "entry", "hook", "delivery", "key", "place", "person", "session", "job", "administrator",
        "invitation",
    ),
    ZERO,
)  # fmt: skip
"""What nobody has: another's object answers like it, where a form is read before the object."""


class Named(dict[str, str]):
    """Parts of an address; of one that the world has no object for, a plausible one."""

    def __missing__(self, name: str) -> str:
        return "1"


@dataclass
class World:
    """Two clients who know nothing of each other, each with something of every kind."""

    mine: Office
    theirs: Office
    foreign: dict[str, str]

    @property
    def client(self) -> Client:
        """The strongest person of my side, signed in."""
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(public_id=self.mine.act.actor))
        return client

    @property
    def key(self) -> Caller:
        """His key, with every scope."""
        user = User.objects.get(public_id=self.mine.act.actor)
        return a_key(user, self.mine.organisation.id)


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.WEBHOOKS_PRIVATE = True
    mine, theirs = an_office(MINE, "moi"), an_office(THEIRS, "voisin")
    hook, _ = webhooks.create_hook(
        theirs.act, label="x", url="https://127.0.0.1/", types=[webhooks.EVERY]
    )
    key, _ = access.create_key(
        theirs.act, label="x", scopes=["books.read"], organisation_id=theirs.organisation.id,
        expires_at=theirs.act.at + timedelta(days=7),
    )  # fmt: skip
    lines = a_line("606100", 1200), a_line("512000", credit=1200)
    foreign = {
        "entry": str(save_draft(system_act(), theirs.dossier, an_entry(*lines)).public_id),
        "hook": str(hook.public_id),
        "delivery": str(webhooks.ping(theirs.act, hook.public_id)),
        "key": str(key.public_id),
        "place": str(theirs.organisation.public_id),
        "person": theirs.act.actor,
        "session": str(a_support_session(theirs)), "job": ZERO,
        "administrator": str(an_administrator(theirs)), "invitation": str(an_invitation(theirs)),
    }  # fmt: skip
    return World(mine, theirs, foreign)


def a_support_session(theirs: Office) -> UUID:
    """Asked by the operator's staff, and waiting for their word."""
    operator = Organisation.objects.create(kind="operator", name="Exploitant")
    access.create_user(login="sam", name="Sam", password="x", organisation_id=operator.id)
    sam = replace(theirs.act, actor=str(User.objects.get(login="sam").public_id))
    return access.ask_support(sam, theirs.organisation.id, reason="Essai", ticket="T-1")


def an_administrator(theirs: Office) -> UUID:
    """Who speaks for them."""
    login = User.objects.get(public_id=theirs.act.actor).login
    new = access.NewAdministrator(login, theirs.act.at)
    return access.name_administrator(system_act(), theirs.organisation.id, new)


def an_invitation(theirs: Office) -> UUID:
    """Sent to their cabinet."""
    row = CabinetInvitation.objects.create(
        number=theirs.dossier, siren=THEIRS, name="x", company=theirs.organisation,
        cabinet=theirs.organisation, sent_by=theirs.act.actor,
        expires_at=theirs.act.at + timedelta(days=7),
    )  # fmt: skip
    row.refresh_from_db(fields=["public_id"])
    return row.public_id


def kept(found: Counter[str]) -> None:
    """Beside what other runs wrote."""
    place = ROOT / "build" / "isolation.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(dict(found), indent=1) + "\n", encoding="utf-8")


def site_attempts(world: World, found: Counter[str]) -> list[str]:
    """Their Dossier at every address; my Dossier with their entry; their objects outside."""
    client, leaks = world.client, []

    def tried(route: Route, method: str, dossier: str, kind: str) -> None:
        status = client.generic(method, route.address(dossier, **world.foreign)).status_code
        found[kind] += 1
        if status != 404:
            nobody = client.generic(method, route.address(dossier, **UNKNOWN)).status_code
            if status < 300 or status != nobody:
                leaks.append(f"{kind} {method} {route.name} → {status}, {nobody}")

    for route in INSIDE:
        assert route.right is not None
        kinds = dict(route.converters)
        for method in route.right.methods:
            tried(route, method, THEIRS, "dossier d’autrui")
            if "entry" in kinds:
                tried(route, method, MINE, "écriture d’autrui")
    for route in OBJECTS:
        assert route.right is not None
        if {name for name, _ in route.converters} - set(world.foreign):
            found["adresses sans objet d’essai"] += 1
        for method in route.right.methods:
            tried(route, method, "", "objet d’autrui")
    return leaks


def api_attempts(world: World, found: Counter[str]) -> list[str]:
    """The same by the API, with a key of every scope."""
    key, leaks = world.key, []
    named = world.foreign | {"exercice": "2025"}
    for name, method, route, path in OPERATIONS:
        if "{" not in path:
            continue
        inside = "{dossier}" in path
        assert (api_table()[route, method].scope == "dossier") == inside, name
        tries = [("dossier d’autrui", THEIRS)] if inside else [("objet d’autrui", "")]
        tries += [("écriture d’autrui", MINE)] if "{entry}" in path else []
        for kind, dossier in tries:
            body = None if method in ("GET", "DELETE") else body_of(name)
            status = key(method, path.format_map(Named(named, dossier=dossier)), body).status_code
            found[f"API, {kind}"] += 1
            if status != 404:
                unknown = path.format_map(Named(named | UNKNOWN, dossier=dossier))
                nobody = key(method, unknown, body).status_code
                if status < 300 or status != nobody:
                    leaks.append(f"{name} {kind} → {status}, {nobody}")
    return leaks


BODIES: dict[str, dict[str, Any]] = {
    "assistance.answer": {"accept": True},
    "cabinet.answer": {"accept": True},
    "demandes.create": {"kind": "open", "login": "intrus", "name": "Intrus"},
    "administrateurs.name": {"login": "intrus"},
}


def body_of(name: str) -> dict[str, Any]:
    """A body that is read, where the object is looked for after it."""
    if name in BODIES:
        return BODIES[name]
    if name == "webhooks.change":
        return {"label": "x", "url": "https://8.8.8.8/", "types": ["*"]}
    if name == "ecritures.change":
        line = {"label": "x", "account": "606100", "debit": "1,00"}
        other = {"label": "x", "account": "512000", "credit": "1,00"}
        return {"journal": "ACH", "date": "2025-03-01", "lines": [line, other], "version": 1}
    return {}


@pytest.mark.covers("S-018")
def test_every_object_route_was_tried(world: World) -> None:
    found: Counter[str] = Counter()
    leaks = site_attempts(world, found) + api_attempts(world, found)
    total = sum(found.values()) - found["adresses sans objet d’essai"]
    figures = Counter({**found, "tentatives": total, "refusées": total - len(leaks)})
    figures |= Counter({"adresses du site": len(ALL), "opérations de l’API": len(OPERATIONS)})
    kept(figures)
    assert not leaks, "\n".join(leaks)
    with access.read(system_act(), world.theirs.dossier):
        assert Entry.objects.get(public_id=world.foreign["entry"]).version == 1
    assert webhooks.hook(world.theirs.act, webhooks.hooks_of(world.theirs.act)[0].public_id)
