"""What the log keeps of signing in, and what is written nowhere."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from boucle.access.public import create_user, one_time_link
from boucle.kernel import clock
from boucle.tenancy.public import Organisation
from tests import database

WORD, WRONG, NEW = "canari-numero-un-long", "canari-numero-deux", "canari numéro trois bien long"
PAGE = "/preferences/securite"
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.commits
def test_every_act_is_in_the_log_and_no_secret_is(
    super_conn: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    place = Organisation.objects.create(kind="company", name="Dupré")
    lea = create_user(login="lea", name="Léa", password=WORD, organisation_id=place.id)
    link = one_time_link(lea)
    Client().post("/connexion", {"login": "lea", "password": WRONG})
    other, client = Client(), Client()
    for one in (other, client):
        one.post("/connexion", {"login": "lea", "password": WORD})
    page = client.get(f"{PAGE}/codes").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    shown = client.post(f"{PAGE}/codes", {"code": code}).content.decode()
    codes = re.findall(r"<li><code>(\d{8})</code>", shown)
    Client().post("/connexion", {"login": "lea", "password": WORD})
    client.post("/preferences/sessions/fin")
    client.post(f"{PAGE}/codes-de-secours")
    client.post("/deconnexion")
    Client().post(f"/premier-acces/{link}", {"password": NEW, "again": NEW})
    keys = [one.cookies["boucle_session"].value for one in (other,)]

    rows = super_conn.execute(
        "select verb, actor, address, organisation_id, before::text, after::text"
        " from boucle.kernel_audit order by id"
    ).fetchall()
    verbs = [row[0] for row in rows]
    for verb in (
        "access.link.first", "access.session.refused", "access.session.opened",
        "access.factor.added", "access.session.ended_others", "access.factor.renewed",
        "access.session.closed", "access.link.first_used",
    ):  # fmt: skip
        assert verb in verbs, verb
    mine = [row for row in rows if row[1] == str(lea.public_id)]
    assert {row[3] for row in mine} == {place.id}
    assert {row[2] for row in mine} == {"127.0.0.1"}
    written = json.dumps(rows, default=str) + caplog.text
    tables = ("access_session", "access_link", "access_device", "access_notice",
              "access_throttle", "mfa_authenticator", "procrastinate_jobs")  # fmt: skip
    for table in tables:
        written += str(
            super_conn.execute(f"select to_jsonb(t)::text from boucle.{table} t").fetchall()
        )
    for canary in (WORD, WRONG, NEW, link, secret, *codes, *keys):
        assert canary not in written


def test_the_ways_in_are_listed() -> None:
    """A session opens where allauth's last step is called, and nowhere else."""
    calls = re.compile(r"\b(perform_\w*login|resume_login|stage\.exit|django_login|login)\(request")
    found = {
        f"{path.stem}.{line.strip()}"
        for path in (ROOT / "boucle").rglob("*.py")
        for line in path.read_text().splitlines()
        if calls.search(line) and not line.lstrip().startswith("def ")
    }
    places = {name.partition(".")[0] for name in found}
    assert places == {"adapters", "signin", "signin_second", "signin_external"}, found


def test_cookies_and_transport_behind_https() -> None:
    names = (
        "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS", "PUBLIC_URL", "PASSWORD_HASHERS", "MFA_DEMANDED",
    )  # fmt: skip
    asked = f"from boucle.shell import settings as s; print([getattr(s, n) for n in {names}])"
    environment = {**database.environment("boucle"), "BOUCLE_HTTPS": "1"}
    environment.update(BOUCLE_URL="https://boucle.example")
    environment.pop("BOUCLE_MFA_REQUIRED")
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, cwd=ROOT
    )
    found = dict(zip(names, ast.literal_eval(done.stdout), strict=True))
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_HTTPONLY"] and found["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 86_400
    assert found["PUBLIC_URL"] == "https://boucle.example/"
    assert found["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert found["MFA_DEMANDED"] is True
