"""Second factors: added, asked, single use, demanded; passkeys first; sessions ended."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from boucle.access.models import Session
from boucle.access.public import User, create_user
from boucle.access.signin.throttle import failed, of_password
from boucle.kernel import clock
from boucle.tenancy.public import Organisation
from tests.access.soft_key import UP, SoftKey

pytestmark = pytest.mark.django_db
WORD = "une-phrase-assez-longue"
PAGE = "/preferences/securite"


@pytest.fixture
def claire() -> User:
    """Works for a cabinet."""
    place = Organisation.objects.create(kind="cabinet", name="Cabinet Martin")
    return create_user(login="claire", name="Claire", password=WORD, organisation_id=place.id)


@pytest.fixture
def demanded(settings: Any) -> None:
    """As in production."""
    settings.MFA_DEMANDED = True


def a_client(word: str = WORD, login: str = "claire", **extra: Any) -> Client:
    """After the first step of the form."""
    client = Client(SERVER_NAME="localhost", **extra)
    client.post("/connexion", {"login": login, "password": word})
    return client


def code(secret: str, ahead: int = 0) -> str:
    """What the application shows now, or some steps later."""
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + ahead))


def with_totp(client: Client) -> tuple[str, list[str]]:
    """Add the application by the pages; its secret and the recovery codes."""
    page = client.get(f"{PAGE}/codes").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    done = client.post(f"{PAGE}/codes", {"code": code(secret)})
    assert done.status_code == 200, done.status_code
    return secret, re.findall(r"<li><code>(\d{8})</code>", done.content.decode())


def with_passkey(client: Client) -> SoftKey:
    """Add a passkey by the pages."""
    key = SoftKey()
    asked = client.post(f"{PAGE}/cle/defi", secure=True).json()
    posted = {"name": "téléphone", "credential": key.create(asked)}
    assert client.post(f"{PAGE}/cle", posted, secure=True).status_code == 200
    return key


def is_in(client: Client) -> bool:
    """Whether the home opens."""
    return client.get("/").status_code == 200


def test_a_code_is_asked_and_serves_once(claire: User) -> None:
    client = a_client()
    assert is_in(client)
    secret, codes = with_totp(client)
    assert len(set(codes)) == 10
    kept = Authenticator.objects.get(user=claire, type="totp").data["secret"]
    assert secret not in kept and kept.startswith("F1:")
    again = a_client()
    assert not is_in(again)
    assert again.post("/connexion/second-facteur", {"code": "000000"}).status_code == 422
    assert again.post("/connexion/second-facteur", {"code": code(secret)}).status_code == 422
    with time_machine.travel(clock.now() + timedelta(seconds=30)):
        used = code(secret)
        assert again.post("/connexion/second-facteur", {"code": used}).status_code == 302
        assert is_in(again)
        other = a_client()
        assert other.post("/connexion/second-facteur", {"code": used}).status_code == 422
    with time_machine.travel(clock.now() + timedelta(seconds=300)):
        other = a_client()
        assert other.post("/connexion/second-facteur", {"code": used}).status_code == 422
        right = {"code": code(secret), "suite": "/"}
        assert other.post("/connexion/second-facteur", right).status_code == 302


def test_a_recovery_code_serves_once(claire: User) -> None:
    _, codes = with_totp(a_client())
    for status in (302, 422):
        answer = a_client().post("/connexion/second-facteur", {"code": codes[0]})
        assert answer.status_code == status


def test_codes_are_not_guessed(claire: User) -> None:
    secret, _ = with_totp(a_client())
    with time_machine.travel(clock.now() + timedelta(seconds=60), tick=False):
        client = a_client()
        for n in range(6):
            client.post("/connexion/second-facteur", {"code": f"{n:06}"})
        answer = client.post("/connexion/second-facteur", {"code": code(secret)})
        assert answer.status_code == 422 and not is_in(client)


def test_the_second_step_alone_opens_nothing(claire: User) -> None:
    client = Client()
    assert client.get("/connexion/second-facteur")["Location"] == "/connexion"
    assert client.post("/connexion/second-facteur", {"code": "1"})["Location"] == "/connexion"


@pytest.mark.covers("S-045")
def test_a_passkey_alone_signs_in(claire: User) -> None:
    key = with_passkey(a_client())
    for address in ("198.51.100.7", "198.51.100.8"):  # whatever guessers did
        for _ in range(40):
            failed(of_password("claire", address), clock.now())
    client = Client(SERVER_NAME="localhost")
    asked = client.post("/connexion/cle/defi", secure=True).json()
    posted = {"credential": key.get(asked), "suite": PAGE}
    done = client.post("/connexion/cle", posted, secure=True)
    assert done.status_code == 302 and done["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
    replayed = Client(SERVER_NAME="localhost")
    assert replayed.post("/connexion/cle", posted, secure=True).status_code == 422


def test_a_passkey_is_refused_when_it_should_be(claire: User) -> None:
    key = with_passkey(a_client())

    def attempt(**how: Any) -> int:
        client = Client(SERVER_NAME="localhost")
        asked = client.post("/connexion/cle/defi", secure=True).json()
        signer = how.pop("signer", key)
        posted = {"credential": signer.get(asked, **how)}
        return client.post("/connexion/cle", posted, secure=True).status_code

    stranger = SoftKey()
    stranger.user, stranger.id = key.user, key.id
    assert attempt(signer=stranger) == 422
    assert attempt(origin="https://localhost.example") == 422
    assert attempt(flags=UP) == 422  # nobody's finger
    for junk in ("", "{}", "[]", "null", "x", '{"id": 1}'):
        answer = Client().post("/connexion/cle", {"credential": junk})
        assert answer.status_code == 422, junk
    User.objects.filter(pk=claire.pk).update(is_active=False)
    assert attempt() == 422


def test_a_passkey_as_second_step(claire: User) -> None:
    key = with_passkey(a_client())
    client = a_client()
    assert not is_in(client)
    asked = client.post("/connexion/cle/defi", secure=True).json()
    posted = {"credential": key.get(asked)}
    assert client.post("/connexion/second-facteur", posted, secure=True).status_code == 302
    assert is_in(client)


def test_factors_change_only_for_who_has_just_proved_himself(claire: User) -> None:
    start = clock.now()
    with time_machine.travel(start):
        client = a_client()
        secret, _ = with_totp(client)
    with time_machine.travel(start + timedelta(minutes=11)):
        assert client.get(PAGE).status_code == 200
        for page in (f"{PAGE}/codes", f"{PAGE}/cle"):
            assert client.get(page)["Location"].startswith(f"{PAGE}/confirmer?suite=")
        factor = Authenticator.objects.get(user=claire, type="totp").pk
        client.post(f"{PAGE}/retirer", {"factor": factor})
        assert Authenticator.objects.filter(pk=factor).exists()
        assert client.post(f"{PAGE}/cle/defi").status_code == 409
        word = {"password": WORD, "suite": PAGE}
        assert client.post(f"{PAGE}/confirmer", word).status_code == 422  # the factor is asked
        good = {"code": code(secret), "suite": PAGE}
        assert client.post(f"{PAGE}/confirmer", good)["Location"] == PAGE
        client.post(f"{PAGE}/retirer", {"factor": factor})
        assert not Authenticator.objects.filter(user=claire).exists()  # its codes went with it
    claire.refresh_from_db()
    texts = " ".join(claire.notices.values_list("text", flat=True))
    assert "ajouté : Application de codes" in texts and "retiré : Application de codes" in texts


def test_a_factor_of_another_is_out_of_reach(claire: User) -> None:
    with_totp(a_client())
    place = Organisation.objects.create(kind="company", name="Dupré")
    create_user(login="paul", name="Paul", password=WORD, organisation_id=place.id)
    factor = Authenticator.objects.get(user=claire, type="totp").pk
    paul = a_client(login="paul")
    assert paul.post(f"{PAGE}/retirer", {"factor": factor}).status_code == 404
    assert paul.post(f"{PAGE}/retirer", {"factor": "x"}).status_code == 404


def test_who_must_have_a_factor_reaches_nothing_else(claire: User, demanded: None) -> None:
    client = a_client()
    for page in ("/", "/portefeuille", "/preferences", "/preferences/cles-api"):
        answer = client.get(page)
        assert answer.status_code in {302, 404}, page
        if answer.status_code == 302:
            assert answer["Location"] == PAGE
    json = client.get("/portefeuille", headers={"Accept": "application/json"})
    assert json.status_code == 403
    assert "vous est demandé" in client.get(PAGE).content.decode()
    with_totp(client)
    assert is_in(client)
    factor = Authenticator.objects.get(user=claire, type="totp").pk
    client.post(f"{PAGE}/retirer", {"factor": factor})
    assert Authenticator.objects.filter(pk=factor).exists()  # the last one stays


def test_a_session_without_the_factor_is_asked_for_it(claire: User, demanded: None) -> None:
    secret, _ = with_totp(a_client())
    client = Client()
    client.force_login(claire)
    assert client.get("/portefeuille")["Location"].startswith(f"{PAGE}/confirmer?suite=")
    with time_machine.travel(clock.now() + timedelta(seconds=60)):
        client.post(f"{PAGE}/confirmer", {"code": code(secret)})
        assert is_in(client)


@pytest.mark.parametrize(
    ("kind", "is_admin", "waived", "asked"),
    [
        ("cabinet", False, False, True), ("operator", False, False, True),
        ("company", True, False, True), ("company", False, False, False),
        ("cabinet", True, True, False),
    ],
)  # fmt: skip
def test_whom_a_factor_is_demanded_of(
    demanded: None, kind: str, is_admin: bool, waived: bool, asked: bool
) -> None:
    place = Organisation.objects.create(kind=kind, name="Maison")
    create_user(
        login="leo", name="Léo", password=WORD, organisation_id=place.id, is_admin=is_admin,
        mfa_waived=waived,
    )  # fmt: skip
    client = a_client(login="leo")
    assert client.get("/").status_code == (302 if asked else 200)
    page = client.get(PAGE).content.decode()
    assert ("Compte de démonstration" in page) == waived
    assert ("Démonstration" in Client().get("/connexion").content.decode()) == waived


def test_staff_shows_a_passkey(demanded: None) -> None:
    place = Organisation.objects.create(kind="operator", name="Exploitant")
    create_user(login="sam", name="Sam", password=WORD, organisation_id=place.id)
    client = a_client(login="sam")
    secret, _ = with_totp(client)
    assert client.get("/")["Location"] == PAGE  # codes are not enough
    key = SoftKey()
    asked = client.post(f"{PAGE}/cle/defi", secure=True).json()
    client.post(f"{PAGE}/cle", {"name": "clé", "credential": key.create(asked)}, secure=True)
    assert client.get("/preferences").status_code == 200
    with time_machine.travel(clock.now() + timedelta(seconds=60)):
        again = a_client(login="sam")
        again.post("/connexion/second-facteur", {"code": code(secret)})
        assert again.get("/")["Location"].startswith(f"{PAGE}/confirmer")
    passkey = Authenticator.objects.get(type="webauthn").pk
    client.post(f"{PAGE}/retirer", {"factor": passkey})
    assert Authenticator.objects.filter(pk=passkey).exists()


def test_one_ends_ones_sessions(claire: User) -> None:
    first, second = a_client(HTTP_USER_AGENT="Firefox/140 Windows"), a_client()
    page = first.get(PAGE).content.decode()
    assert "Firefox sur Windows" in page and page.count("Celle-ci") == 1
    session = Session.objects.exclude(agent__startswith="Firefox").get(user=claire)
    assert first.post(f"/preferences/sessions/{session.public_id}/fin").status_code == 302
    assert is_in(first) and not is_in(second)
    third = a_client()
    first.post("/preferences/sessions/fin")
    assert is_in(first) and not is_in(third)
    assert first.post(f"/preferences/sessions/{uuid4()}/fin").status_code == 404


def test_an_administrator_ends_the_sessions_of_members_only(claire: User) -> None:
    home = claire.memberships.get().organisation_id
    create_user(login="chef", name="Chef", password=WORD, organisation_id=home, is_admin=True)
    away = Organisation.objects.create(kind="company", name="Ailleurs")
    create_user(login="paul", name="Paul", password=WORD, organisation_id=away.id)
    chef, member, stranger = a_client(login="chef"), a_client(), a_client(login="paul")
    page = chef.get("/administration/sessions").content.decode()
    assert "Claire" in page and "Paul" not in page

    def end(client: Client, login: str) -> int:
        session = Session.objects.get(user__login=login)
        answer = client.post(f"/preferences/sessions/{session.public_id}/fin", {"membres": "1"})
        return answer.status_code

    assert end(member, "chef") == 404  # a member administers nobody
    assert end(chef, "paul") == 404 and is_in(stranger)
    assert end(chef, "claire") == 302 and not is_in(member)


def test_a_changed_password_ends_every_session(claire: User) -> None:
    client, other = a_client(), a_client()
    page, new = "/preferences/mot-de-passe", "encore une phrase bien longue"
    wrong = {"old": "faux", "password": new, "again": new}
    assert client.post(page, wrong).status_code == 422
    assert client.post(page, {**wrong, "old": WORD}).status_code == 302
    assert not is_in(client) and not is_in(other)
    assert is_in(a_client(word=new))
