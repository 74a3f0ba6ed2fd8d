"""The API: every operation declared and held for each level and tenant; keys, rate, idempotency."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.access.public import LEVELS, RIGHTS, create_user, grant_level
from boucle.books.public import save_draft
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.shell.rest.api import api
from boucle.shell.rest.gate import table
from boucle.tenancy.public import Organisation
from tests.books.build import a_dossier, a_line, an_entry

MINE, THEIRS = "732829320", "552100554"
ZERO = "01890000-0000-7000-8000-000000000000"


def _operations() -> list[tuple[str, str, str, str]]:
    """(operation id, method, route name, path) of every operation."""
    found = []
    for _, bound in api._routers if hasattr(api, "_routers") else []:
        for path, view in bound.path_operations.items():
            for one in view.operations:
                found += [(one.operation_id, m, one.url_name, path) for m in one.methods]
    return sorted(found)


ALL = _operations()
INSIDE = [one for one in ALL if "{dossier}" in one[3]]


@dataclass
class Caller:
    """A client with a key."""

    secret: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        more: dict[str, Any] = {}
        if body is not None:
            more = {"data": json.dumps(body), "content_type": "application/json"}
        client = Client(raise_request_exception=False)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.generic(
            method, f"/api/v1{path}", headers={"Authorization": f"Bearer {self.secret}"} | names,
            **more,
        )  # fmt: skip


@dataclass
class World:
    """Two Dossiers of two tenants, a key for somebody at each level in mine, a draft."""

    keys: dict[str, Caller]
    entry: str
    users: dict[str, Any]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def make_world() -> World:
    """Made in the database in use."""
    act = system_act()
    mine, theirs = a_dossier(act, siren=MINE), a_dossier(act, siren=THEIRS)
    firm = Organisation.objects.create(kind="cabinet", name="Cabinet Voisin")
    keys, users = {}, {}
    for level in [*LEVELS, "voisin"]:
        users[level] = create_user(
            login=level, name=level, password="x" * 12, organisation_id=firm.id
        )
        where = theirs if level == "voisin" else mine
        grant_level(act, where, login=level, level="expert" if level == "voisin" else level)
        keys[level] = a_key(users[level], firm.id)
    lines = a_line("606100", 1200), a_line("512000", credit=1200)
    return World(keys, str(save_draft(act, mine, an_entry(*lines)).public_id), users)


def a_key(user: Any, organisation: int, scopes: tuple[str, ...] = RIGHTS) -> Caller:
    """A key of this user that lives a week."""
    act = Act(actor=str(user.public_id), at=clock.now())
    _, secret = access.create_key(
        act, label="essai", scopes=scopes, expires_at=act.at + timedelta(days=7),
        organisation_id=organisation,
    )  # fmt: skip
    return Caller(secret)


def _address(path: str, dossier: str, entry: str) -> str:
    known = {
        "dossier": dossier, "exercice": "2025", "entry": entry, "job": ZERO, "person": ZERO,
        "hook": ZERO, "delivery": ZERO, "code": "D20", "number": 1,
    }  # fmt: skip
    return path.format(**known)


def test_every_operation_is_declared_and_every_line_is_an_operation() -> None:
    assert len(ALL) >= 25
    declared = {(row.operation, row.method, row.route) for row in table().values()}
    ours = {row for row in declared if row[0] not in ("openapi", "root")}
    assert {(name, method, route) for name, method, route, _ in ALL} == ours


def test_an_operation_inside_a_dossier_is_of_scope_dossier() -> None:
    for name, method, route, path in ALL:
        assert (table()[route, method].scope == "dossier") == ("{dossier}" in path), name


@pytest.mark.covers("S-018", "S-124")
@pytest.mark.parametrize(("name", "method", "route", "path"), INSIDE, ids=[o[0] for o in INSIDE])
def test_rights_of_each_level(world: World, name: str, method: str, route: str, path: str) -> None:
    mine, theirs = _address(path, MINE, world.entry), _address(path, THEIRS, world.entry)
    needed = table()[route, method].right
    body = {} if method in ("POST", "PUT") else None
    nobody = Client().generic(method, f"/api/v1{mine}")
    assert nobody.status_code == 401 and nobody["WWW-Authenticate"] == "Bearer"
    for level, rights in LEVELS.items():
        assert world.keys[level](method, theirs, body).status_code == 404, level
        answer = world.keys[level](method, mine, body)
        if rights.allows(needed):
            assert answer.status_code < 500 and answer.status_code not in {401, 403, 405}, level
        else:
            assert answer.status_code == 403, level
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert {"code", "detail", "status", "title", "findings"} <= set(answer.json())


def test_a_scope_that_the_key_lacks_is_refused(world: World) -> None:
    user = world.users["expert"]
    reader = a_key(user, user.memberships.first().organisation_id, ("books.read",))
    assert reader("GET", f"/dossiers/{MINE}").status_code == 200
    refused = reader("POST", f"/dossiers/{MINE}/ecritures", {})
    assert refused.status_code == 403 and "books.write" in refused.json()["detail"]
    refused = reader("POST", f"/dossiers/{MINE}/lettrages", {})
    assert refused.status_code == 403 and "books.write" in refused.json()["detail"]


def test_a_session_opens_nothing(world: World) -> None:
    client = Client()
    client.force_login(world.users["expert"])
    assert client.get(f"/api/v1/dossiers/{MINE}").status_code == 401


def test_a_revoked_expired_or_foreign_key_opens_nothing(world: World) -> None:
    user = world.users["expert"]
    act = Act(actor=str(user.public_id), at=clock.now())
    key = access.keys_of(act)[0]
    stranger = Act(actor=str(world.users["voisin"].public_id), at=clock.now())
    with pytest.raises(access_error()):
        access.revoke_key(stranger, key.public_id)
    assert world.keys["expert"]("GET", "/moi").status_code == 200
    access.revoke_key(act, key.public_id)
    assert world.keys["expert"]("GET", "/moi").status_code == 401
    for secret in ("", "bcl_", "bcl_faux", "x" * 5000):
        assert Caller(secret)("GET", "/moi").status_code == 401


def test_a_key_dies_when_its_owner_leaves_the_organisation(world: World) -> None:
    assert world.keys["expert"]("GET", "/moi").status_code == 200
    world.users["expert"].memberships.all().delete()
    assert world.keys["expert"]("GET", "/moi").status_code == 401


def access_error() -> type[Exception]:
    from boucle.kernel.errors import NotFound

    return NotFound


def test_too_many_calls_a_minute_are_refused(world: World) -> None:
    from boucle.access.models import ApiKey

    ApiKey.objects.update(per_minute=3)
    answers = [world.keys["lecture"]("GET", "/moi").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    late = world.keys["lecture"]("GET", "/moi")
    assert 1 <= int(late["Retry-After"]) <= 60
    assert world.keys["expert"]("GET", "/moi").status_code == 200


def _entry(**more: Any) -> dict[str, Any]:
    lines = [
        {"account": "606100", "label": "Énergie", "debit": "12,00"},
        {"account": "512000", "label": "Énergie", "credit": 1200},
    ]
    return {"journal": "BQ", "date": "2025-03-15", "lines": lines} | more


def test_an_idempotency_key_makes_one_entry(world: World) -> None:
    call = world.keys["expert"]
    first = call("POST", f"/dossiers/{MINE}/ecritures", _entry(), Idempotency_Key="a-1")
    again = call("POST", f"/dossiers/{MINE}/ecritures", _entry(), Idempotency_Key="a-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    other = call(
        "POST", f"/dossiers/{MINE}/ecritures", _entry(date="2025-03-16"), Idempotency_Key="a-1"
    )
    assert other.status_code == 422 and other.json()["code"] == "api.idempotency.reused"
    found = call("GET", f"/dossiers/{MINE}/ecritures?q=12,00").json()["items"]
    assert [hit["entry"] for hit in found].count(first.json()["entry"]) == 1


def test_write_read_change_validate_reverse(world: World) -> None:
    call, base = world.keys["expert"], f"/dossiers/{MINE}"
    saved = call("POST", f"{base}/ecritures", _entry()).json()
    read = call("GET", f"{base}/ecritures/{saved['entry']}").json()
    assert read["state"] == "draft" and read["lines"][0]["debit"] == 1200
    body = _entry(date="2025-03-20") | {"version": saved["version"]}
    changed = call("PUT", f"{base}/ecritures/{saved['entry']}", body)
    assert changed.status_code == 200, changed.content
    late = call("PUT", f"{base}/ecritures/{saved['entry']}", body | {"date": "2025-03-21"})
    assert late.status_code == 409
    done = call("POST", f"{base}/exercices/2025/validation", {"entries": [saved["entry"]]})
    assert done.status_code == 200 and done.json()["entries"] == 1
    refused = call("PUT", f"{base}/ecritures/{saved['entry']}", body | {"version": 2})
    assert refused.status_code in {409, 422}
    back = call("POST", f"{base}/ecritures/{saved['entry']}/contrepassation", {})
    assert back.status_code == 201
    balance = call("GET", f"{base}/exercices/2025/balance?brouillard=1").json()
    assert balance["debit"] == balance["credit"]
    lines = call("GET", f"{base}/exercices/2025/grand-livre?compte=606100").json()["items"]
    assert lines[0]["balance"] == 1200
    fec = call("GET", f"{base}/exercices/2025/fec?brouillard=1")
    assert fec.status_code == 200 and b"JournalCode" in b"".join(fec.streaming_content)


def test_refusals_name_line_and_field(world: World) -> None:
    body = _entry()
    body["lines"][1]["credit"] = 1100
    answer = world.keys["expert"]("POST", f"/dossiers/{MINE}/ecritures", body)
    assert answer.status_code == 422
    assert any("équilibr" in one["message"] for one in answer.json()["findings"])
    for wrong in (_entry(lines="x"), _entry(unknown=1), _entry(date="2025-02-31"), []):
        answer = world.keys["expert"]("POST", f"/dossiers/{MINE}/ecritures", wrong)
        assert answer.status_code == 422 and answer.json()["findings"][0]["field"], wrong
    raw = Client().post(
        f"/api/v1/dossiers/{MINE}/ecritures", "{", content_type="application/json",
        headers={"Authorization": f"Bearer {world.keys['expert'].secret}"},
    )  # fmt: skip
    assert raw.status_code == 400


def test_the_description_is_openapi_3_1_and_names_every_operation(db: None) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    named = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert named == {name for name, *_ in ALL}


def test_unknown_addresses_and_methods_are_problems(world: World) -> None:
    call = world.keys["expert"]
    assert call("GET", "/rien").status_code == 404
    wrong = call("PATCH", f"/dossiers/{MINE}")
    assert wrong.status_code == 405 and wrong["Allow"] == "GET"
    assert call("GET", "/dossiers?apres=faux").status_code == 400


@pytest.mark.covers("S-124")
def test_rights_are_given_with_limits_seen_and_given_on_many(world: World) -> None:
    call, person = world.keys["expert"], str(world.users["ecriture"].public_id)
    body = {"login": "ecriture", "level": "assistant", "journals": ["ACH"], "ends_on": "2099-12-31"}
    assert call("POST", f"/dossiers/{MINE}/droits", body).status_code == 204
    rows = call("GET", f"/dossiers/{MINE}/droits").json()
    held = next(one for one in rows if one["user_id"] == person)
    assert (held["preset"], held["journals"], held["can_validate"]) == ("assistant", ["ACH"], False)
    seen = call("GET", f"/droits/{person}").json()["items"][0]
    assert (seen["siren"], seen["counts"], seen["ends_on"]) == (MINE, True, "2099-12-31")
    many = body | {"dossiers": [seen["dossier"]], "reads": ["books"], "writes": []}
    assert call("POST", "/droits", many).json() == {"dossiers": 1}
    assert not access.rights_of(Act(actor=person, at=clock.now()), seen_id(MINE)).can_write  # type: ignore[union-attr]
    assert call("POST", "/droits", many | {"dossiers": [ZERO]}).status_code == 404
    assert world.keys["lecture"]("POST", "/droits", many).status_code in {403, 404}
    assert call("POST", f"/dossiers/{MINE}/droits", body | {"level": "roi"}).status_code == 422
    assert call("GET", f"/droits/{ZERO}").status_code == 404


def seen_id(siren: str) -> int:
    return access.dossier_for(system_act(), siren).id
