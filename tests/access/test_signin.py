"""Signing in: first links, passwords, throttling, sessions and what the log keeps."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from boucle.access.jobs import forget_sessions
from boucle.access.models import Device, Link, Session, Throttle
from boucle.access.models_accounts import SaasAdministrator
from boucle.access.public import User, create_user, one_time_link
from boucle.access.signin.address import send_address
from boucle.access.signin.passwords import send_reset
from boucle.access.signin.throttle import failed, of_password
from boucle.kernel import clock
from boucle.tenancy.public import Organisation

pytestmark = pytest.mark.django_db
WORD = "une-phrase-assez-longue"
NEW = "encore une phrase bien longue"


@pytest.fixture
def lea() -> User:
    """A member of a company, with an e-mail address."""
    place = Organisation.objects.create(kind="company", name="Dupré")
    user = create_user(login="lea", name="Léa Dupré", password=WORD, organisation_id=place.id)
    user.email = "lea@dupre.example"
    user.save()
    return user


def enter(client: Client, login: str = "lea", word: str = WORD, **extra: Any) -> int:
    """Sign in by the form; the status."""
    return client.post("/connexion", {"login": login, "password": word}, **extra).status_code


def is_in(client: Client) -> bool:
    """Whether the home opens."""
    return client.get("/").status_code == 200


def test_login_or_e_mail_opens_a_session_under_a_new_key(lea: User) -> None:
    for name in ("lea", "LEA", "Lea@Dupre.example"):
        client = Client()
        client.get("/connexion")
        assert enter(client, name) == 302 and is_in(client), name
    client = Client()
    client.session.save()
    before = client.session.session_key
    assert enter(client) == 302
    assert client.cookies["boucle_session"].value != before
    assert client.cookies["boucle_session"]["httponly"]
    assert client.cookies["boucle_session"]["samesite"] == "Lax"


def test_the_table_holds_no_key_of_a_session(lea: User) -> None:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    enter(client)
    row = Session.objects.get(user=lea)
    assert row.key_hash != client.cookies["boucle_session"].value and len(row.key_hash) == 64
    assert row.address == "127.0.0.1" and "Firefox" in row.agent


def test_a_session_ends_by_itself(lea: User) -> None:
    start = clock.now()
    client = Client()
    with time_machine.travel(start):
        enter(client)
    with time_machine.travel(start + timedelta(minutes=29)):
        assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=58)):
        assert is_in(client)  # it was used meanwhile
    with time_machine.travel(start + timedelta(minutes=89)):
        assert not is_in(client)
    busy = Client()
    with time_machine.travel(start):
        enter(busy)
    for hour in range(1, 48):
        with time_machine.travel(start + timedelta(minutes=15 * hour)):
            assert is_in(busy)
    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        assert not is_in(busy)


def test_a_session_ended_elsewhere_is_not_brought_back(lea: User) -> None:
    client = Client()
    enter(client)
    Session.objects.filter(user=lea).delete()
    assert not is_in(client)
    assert not Session.objects.filter(user=lea).exists()


def test_signing_out_ends_the_session(lea: User) -> None:
    client = Client()
    enter(client)
    client.post("/deconnexion")
    assert not is_in(client) and not Session.objects.filter(user=lea).exists()


def test_guessers_wait_longer_and_longer(lea: User) -> None:
    start = clock.now()
    client = Client()
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            assert enter(client, word="faux") == 422
        assert enter(client) == 422  # the right one, too soon
        longest = max(one.until for one in Throttle.objects.filter(until__isnull=False))
        assert longest > start
    with time_machine.travel(start + timedelta(minutes=16)):
        assert enter(client) == 302


def test_a_thousand_wrong_logins_do_not_keep_a_person_out(lea: User) -> None:
    """From anywhere, on his login: he enters from the device that he has used before."""
    mine = Client()
    assert enter(mine) == 302
    mine.post("/deconnexion")
    for n in range(1000):
        failed(of_password("lea", f"198.51.{n // 250}.{n % 250}"), clock.now())
    assert enter(Client(), REMOTE_ADDR="203.0.113.9") == 422  # a stranger is kept out
    assert enter(mine) == 302


def test_locked_wrong_and_unknown_look_alike(lea: User) -> None:
    def seen(login: str) -> bytes:
        answer = Client().post("/connexion", {"login": login, "password": "faux"})
        return answer.content.split(b"<main")[1].replace(login.encode(), b"")

    wrong, unknown = seen("lea"), seen("leo")
    for _ in range(8):
        locked = seen("lea")

    def tidy(page: bytes) -> bytes:
        return re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"", page)

    assert tidy(wrong) == tidy(unknown) == tidy(locked)


def test_an_inactive_person_does_not_enter(lea: User) -> None:
    client = Client()
    enter(client)
    User.objects.filter(pk=lea.pk).update(is_active=False)
    assert not is_in(client)
    assert enter(Client()) == 422


def test_a_new_device_is_told(lea: User) -> None:
    enter(Client())
    lea.refresh_from_db()
    assert lea.notices_unread == 0  # the first one is no news
    enter(Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0"))
    lea.refresh_from_db()
    assert lea.notices_unread == 1
    assert "Chrome sur Linux" in lea.notices.get().text
    assert Device.objects.filter(user=lea).count() == 2


@pytest.mark.covers("S-041")
def test_a_first_link_serves_once_within_72_hours(lea: User) -> None:
    word = one_time_link(lea)
    assert word not in str(list(Link.objects.values()))
    page = f"/premier-acces/{word}"
    client = Client()
    assert client.get(page).status_code == 200
    assert client.get(page).status_code == 200  # looking does not use it up
    short = client.post(page, {"password": "court", "again": "court"})
    assert short.status_code == 422
    differs = client.post(page, {"password": NEW, "again": "autre"})
    assert differs.status_code == 422
    assert client.post(page, {"password": NEW, "again": NEW}).status_code == 302
    assert client.get(page).status_code == 404
    assert enter(client, word=NEW) == 302
    old = one_time_link(lea)
    with time_machine.travel(clock.now() + timedelta(hours=72, minutes=1)):
        assert Client().get(f"/premier-acces/{old}").status_code == 404
    newer = one_time_link(lea)
    assert Client().get(f"/premier-acces/{old}").status_code == 404
    assert Client().get(f"/premier-acces/{newer}").status_code == 200
    assert Client().get(f"/mot-de-passe/nouveau/{newer}").status_code == 404


def test_a_forgotten_password(lea: User) -> None:
    inside = Client()
    enter(inside)
    known = Client().post("/mot-de-passe/oublie", {"login": "lea"})
    unknown = Client().post("/mot-de-passe/oublie", {"login": "personne"})
    assert known.status_code == unknown.status_code == 200
    assert known.content.split(b"<main")[1] == unknown.content.split(b"<main")[1]
    send_reset("personne", "https://boucle.example/", "")
    assert not mail.outbox
    send_reset("lea@dupre.example", "https://boucle.example/", "")
    (letter,) = mail.outbox
    address = letter.body.split("https://boucle.example")[1].split()[0]
    assert letter.to == ["lea@dupre.example"]
    assert Client().post(address, {"password": NEW, "again": NEW}).status_code == 302
    assert not is_in(inside)
    assert Client().get(address).status_code == 404
    assert enter(Client(), word=NEW) == 302


@pytest.mark.parametrize("weak", ["password1234", "lea@dupre.example", "Léa Dupré 123", "court"])
def test_weak_passwords_are_refused(lea: User, weak: str) -> None:
    word = one_time_link(lea)
    answer = Client().post(f"/premier-acces/{word}", {"password": weak, "again": weak})
    assert answer.status_code == 422


@pytest.mark.covers("S-030")
def test_two_networks_at_once_are_told_to_the_person_and_who_speaks_for_the_client(
    lea: User,
) -> None:
    home = lea.memberships.get().organisation_id
    chief = create_user(login="chef", name="Chef", password=WORD, organisation_id=home)
    SaasAdministrator.objects.create(
        organisation_id=home, user=chief, starts_at=clock.now(), named_by="système:essai"
    )
    enter(Client(), REMOTE_ADDR="198.51.100.7")
    enter(Client(), REMOTE_ADDR="198.51.100.7")
    assert not lea.notices.filter(kind="sharing").exists()  # two browsers of one place
    enter(Client(), REMOTE_ADDR="203.0.113.9")
    for person in (lea, chief):
        (told,) = person.notices.filter(kind="sharing")
        assert "198.51.100.7" in told.text and "203.0.113.9" in told.text


def test_an_ipv6_address_counts_as_its_network(lea: User) -> None:
    for n in range(6):
        enter(Client(), word="faux", REMOTE_ADDR=f"2001:db8:1:2::{n + 1:x}")
    assert enter(Client(), REMOTE_ADDR="2001:db8:1:2:ffff::9") == 422
    assert enter(Client(), REMOTE_ADDR="2001:db8:1:3::1") == 302


def test_a_new_e_mail_address_is_proved_and_the_former_is_told(lea: User) -> None:
    client = Client()
    enter(client)
    client.post("/preferences/adresse", {"email": "pas une adresse"})
    assert not mail.outbox
    assert client.post("/preferences/adresse", {"email": "lea@neuve.example"}).status_code == 302
    send_address(lea.pk, "lea@neuve.example", "https://boucle.example/")
    (letter,) = mail.outbox
    assert letter.to == ["lea@neuve.example"]
    address = letter.body.split("https://boucle.example")[1].split()[0]
    place = lea.memberships.get().organisation_id
    create_user(login="paul", name="Paul", password=WORD, organisation_id=place)
    other = Client()
    enter(other, "paul")
    assert other.get(address).status_code == 404  # another’s link
    assert client.get(address + "x").status_code == 404
    assert "lea@neuve.example" in client.get(address).content.decode()
    lea.refresh_from_db()
    assert lea.email == "lea@dupre.example"  # looking changes nothing
    assert client.post(address).status_code == 302
    lea.refresh_from_db()
    assert lea.email == "lea@neuve.example" and lea.notices.filter(kind="address").exists()
    assert mail.outbox[-1].to == ["lea@dupre.example"]
    assert client.get(address).status_code == 404


def test_the_address_changes_only_for_who_has_just_proved_himself(lea: User) -> None:
    client, start = Client(), clock.now()
    with time_machine.travel(start):
        enter(client)
    with time_machine.travel(start + timedelta(minutes=11)):
        answer = client.post("/preferences/adresse", {"email": "lea@neuve.example"})
        assert "/confirmer" in answer["Location"]
        page = "/preferences/securite/confirmer"
        assert client.post(page, {"password": "faux"}).status_code == 422
        assert client.post(page, {"password": WORD, "suite": "//x.fr"})["Location"] == "/"
        answer = client.post("/preferences/adresse", {"email": "lea@neuve.example"})
        assert answer["Location"] == "/preferences/securite"


def test_old_sessions_and_counters_are_forgotten(lea: User) -> None:
    start = clock.now()
    with time_machine.travel(start):
        enter(Client())
        enter(Client(), word="faux")
    with time_machine.travel(start + timedelta(minutes=20)):
        forget_sessions(0)
        assert Session.objects.count() == 1 and Throttle.objects.exists()
    with time_machine.travel(start + timedelta(hours=25)):
        forget_sessions(0)
        assert not Session.objects.exists() and not Throttle.objects.exists()
