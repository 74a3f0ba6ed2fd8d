"""Headers of every answer, cookies, what machines ask for, and what is never served."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from boucle.shell.middleware import CSP
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
PAGES = ("/connexion", "/aide", "/sante", "/nulle-part", "/api/v1/moi", "/.well-known/security.txt")


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_carries_its_headers(page: str) -> None:
    answer = Client().get(page)
    assert answer["Content-Security-Policy"] == CSP
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]


def test_the_policy_lets_nothing_inline_or_foreign_run() -> None:
    rules = dict(one.strip().partition(" ")[::2] for one in CSP.split(";"))
    assert rules["default-src"] == "'self'" and "unsafe" not in CSP and "http" not in CSP
    assert {rules[name] for name in ("base-uri", "object-src", "frame-ancestors")} == {"'none'"}
    assert "script-src" not in rules and "style-src" not in rules


def test_over_https_cookies_are_locked_and_the_browser_told_for_a_year() -> None:
    text = (
        "from boucle.shell import settings as s; print(s.SECURE_HSTS_SECONDS,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME,"
        " s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.DEBUG)"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, cwd=ROOT, check=True,
        env={**os.environ, "BOUCLE_HTTPS": "1", "BOUCLE_SECRET_KEY": "x" * 60},
    )  # fmt: skip
    hsts, *rest = done.stdout.split()
    assert int(hsts) >= 31_536_000
    assert rest == ["True", "True", "__Host-boucle", "__Host-csrf", "True", "Lax", "False"]


def test_signing_out_empties_the_cache() -> None:
    assert Client().post("/deconnexion")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in Client().get("/connexion").headers


def test_whom_to_tell_of_a_hole(settings: Any) -> None:
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:securite@exemple.fr"
    told = Client().get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:securite@exemple.fr\n" in told and "Expires: 20" in told


def test_a_refusal_of_the_browser_is_one_line_of_log(caplog: pytest.LogCaptureFixture) -> None:
    report = {"csp-report": {"blocked-uri": "https://ailleurs.fr/x.js", "autre": "non"}}
    client = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.WARNING, "boucle.csp"):
        for body in (json.dumps(report), "pas du json", "[]", '{"csp-report": 3}'):
            answer = client.post("/csp", body, content_type="application/csp-report")
            assert answer.status_code == 204
    assert [one.getMessage() for one in caplog.records] == [
        'csp {"blocked-uri": "https://ailleurs.fr/x.js"}'
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.env", "/admin/", "/metrics", "/static/../shell/settings.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml", "/requirements/base.txt", "/docs/",
        "/server-status", "/debug", "/api/v1/docs",
    ],
)  # fmt: skip
def test_nothing_of_the_workshop_is_served(path: str) -> None:
    assert Client().get(path).status_code == 404
