"""Webhooks on screen and by the API: whose they are, the secret shown once, the log."""

from __future__ import annotations

import html
import json
import re
import socket
import subprocess
import sys
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from boucle.access.models import User
from boucle.access.public import RIGHTS
from boucle.books.public import lock_month
from boucle.kernel.act import system_act
from boucle.webhooks.models import Delivery, Subscription
from tests.shell.test_api import a_key
from tests.webhooks.conftest import Calls, Office, an_office, wait_for

PAGE = Path(__file__).resolve().parents[2] / "docs/aide/shell/webhooks.md"
HOME = "/preferences/webhooks"


@pytest.fixture
def office(db: None) -> Office:
    return an_office()


def signed_in(office: Office) -> Client:
    client = Client()
    client.force_login(User.objects.get(public_id=office.act.actor))
    return client


def made(client: Client, receiver: Calls, **more: Any) -> Any:
    given = {"label": "Caisse", "url": receiver.url, "types": ["*"], **more}
    return client.post(HOME, given)


def test_the_secret_is_shown_once(office: Office, receiver: Calls) -> None:
    client = signed_in(office)
    page = made(client, receiver).content.decode()
    assert len(re.findall(r"whsec_[\w+/=]{44}", page)) == 1
    assert "whsec_" not in client.get(HOME).content.decode()
    hook = Subscription.objects.get()
    assert "whsec_" not in hook.secret and hook.organisation_id == office.organisation.id
    show = client.get(f"{HOME}/{hook.public_id}").content.decode()
    assert "whsec_" not in show and "Rien n’a encore été envoyé" in show
    fresh = client.post(f"{HOME}/{hook.public_id}/acte", {"acte": "secret"}).content.decode()
    assert len(re.findall(r"whsec_[\w+/=]{44}", fresh)) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "https://127.0.0.1/", "réseau privé"),
        ("url", "pas une adresse", "https://"),
        ("label", "", "Le nom compte"),
        ("types", "x.y", "Choisissez au moins"),
    ],
)
def test_a_refusal_says_which_field(
    office: Office, receiver: Calls, settings: Any, field: str, value: str, said: str
) -> None:
    settings.WEBHOOKS_PRIVATE = False
    answer = made(signed_in(office), receiver, **{"url": "https://8.8.8.8/", field: value})
    assert answer.status_code == 422 and said in html.unescape(answer.content.decode())


def test_the_log_its_states_and_sending_again(office: Office, receiver: Calls) -> None:
    client = signed_in(office)
    made(client, receiver)
    hook = Subscription.objects.get()
    base = f"{HOME}/{hook.public_id}"
    assert client.post(f"{base}/acte", {"acte": "essai"}).status_code == 302
    delivery = Delivery.objects.get()
    assert "En attente" in client.get(base).content.decode()
    assert "Aucune livraison" in client.get(f"{base}?etat=failed").content.decode()
    assert client.get(f"{base}?etat=x").status_code == 400
    Delivery.objects.update(state="failed", attempts=8)
    assert "Abandonné" in client.get(base).content.decode()
    there = f"{base}/livraisons/{delivery.public_id}"
    assert "webhooks.ping" in client.get(there).content.decode()
    assert client.post(there).status_code == 302
    assert Delivery.objects.get().state == "waiting"
    changed = {"label": "Caisse 2", "url": receiver.url, "types": ["books.fec.imported"]}
    assert client.post(base, changed).status_code == 302
    assert "En pause" in client.get(base).content.decode()
    assert client.post(there).status_code == 422
    Subscription.objects.update(state="disabled", failures=40, disabled_at=office.act.at)
    assert "1 webhook arrêté après trop d’échecs" in client.get("/").content.decode()
    assert "40 appels de suite ont échoué" in client.get(base).content.decode()
    assert client.post(f"{base}/acte", {"acte": "supprimer"}).status_code == 302
    assert not Subscription.objects.exists()


@pytest.mark.covers("S-018")
def test_the_administrator_of_another_organisation_finds_nothing(
    office: Office, receiver: Calls
) -> None:
    made(signed_in(office), receiver)
    hook = Subscription.objects.get()
    owner = signed_in(office)
    owner.post(f"{HOME}/{hook.public_id}/acte", {"acte": "essai"})
    delivery = Delivery.objects.get()
    other = an_office("552100554", "voisin")
    stranger, key = signed_in(other), key_of(other)
    place = f"{HOME}/{hook.public_id}"
    assert "Caisse" not in stranger.get(HOME).content.decode()
    for address in (place, f"{place}/acte", f"{place}/livraisons/{delivery.public_id}"):
        for method in ("GET", "POST"):
            status = stranger.generic(method, address).status_code
            assert status in {404, 405} or (status == 400 and address.endswith("acte")), address
    rest = f"/webhooks/{hook.public_id}"
    body = {"label": "x", "url": receiver.url, "types": ["*"]}
    for method, path, sent in (
        ("GET", rest, None), ("PUT", rest, body), ("DELETE", rest, None),
        ("POST", f"{rest}/secret", None), ("POST", f"{rest}/essai", None),
        ("GET", f"{rest}/livraisons", None),
        ("GET", f"{rest}/livraisons/{delivery.public_id}", None),
        ("POST", f"{rest}/livraisons/{delivery.public_id}/renvoi", None),
    ):  # fmt: skip
        assert key(method, path, sent).status_code == 404, (method, path)
    assert Subscription.objects.get().label == "Caisse"


def key_of(office: Office) -> Any:
    return a_key(User.objects.get(public_id=office.act.actor), office.organisation.id, RIGHTS)


def test_the_whole_life_of_one_by_the_api(office: Office, receiver: Calls) -> None:
    call = key_of(office)
    body = {"label": "API", "url": receiver.url, "types": ["books.month.locked"]}
    assert "*" in call("GET", "/webhooks/evenements").json()["types"]
    answer = call("POST", "/webhooks", body)
    assert answer.status_code == 201 and answer.json()["secret"].startswith("whsec_")
    rest = f"/webhooks/{answer.json()['hook']['id']}"
    assert [one["label"] for one in call("GET", "/webhooks").json()] == ["API"]
    assert call("POST", f"{rest}/secret").json()["secret"].startswith("whsec_")
    sent = call("POST", f"{rest}/essai")
    assert sent.status_code == 202
    full = call("GET", f"{rest}/livraisons/{sent.json()['id']}").json()
    assert full["type"] == "webhooks.ping" and full["attempts"] == []
    assert call("POST", f"{rest}/livraisons/{sent.json()['id']}/renvoi").status_code == 204
    assert len(call("GET", f"{rest}/livraisons?etat=waiting").json()["items"]) == 1
    stopped = call("PUT", rest, body | {"active": False}).json()
    assert stopped["state"] == "paused"
    assert call("POST", f"{rest}/essai").status_code == 422
    assert call("DELETE", rest).status_code == 204
    assert call("GET", rest).status_code == 404


@pytest.fixture
def open_site(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The site of a network of one's own: it may call this machine."""
    monkeypatch.setenv("BOUCLE_WEBHOOKS_PRIVATE", "1")
    return str(request.getfixturevalue("site"))


@pytest.mark.commits
def test_the_script_of_the_help_hears_a_month_that_closes(open_site: str, tmp_path: Path) -> None:
    """The real worker calls the program of the help page, which verifies; neither is told to."""
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    office = an_office()
    port = free_port()
    wanted = {"label": "aide", "url": f"http://127.0.0.1:{port}/", "types": ["books.month.locked"]}
    asked = urllib.request.Request(
        f"{open_site}/api/v1/webhooks",
        json.dumps(wanted).encode(),
        {"Authorization": f"Bearer {key_of(office).secret}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked) as answer:
        secret = json.load(answer)["secret"]
    heard = tmp_path / "heard"
    with heard.open("w") as out:
        program = subprocess.Popen(
            [sys.executable, "-c", script], stdout=out, stderr=out,
            env={"BOUCLE_SECRET": secret, "PORT": str(port), "PATH": ""},
        )  # fmt: skip
    try:
        lock_month(system_act(), office.dossier, "ACH", date(2025, 1, 1))
        wait_for(lambda: "books.month.locked" in heard.read_text())
    finally:
        program.kill()
        program.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
