"""Every refusal is a page in French; the two last ones need neither database nor request."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from boucle.kernel.errors import (
    BoucleError,
    Conflict,
    Finding,
    Forbidden,
    NotFound,
    Refused,
    Unavailable,
    WrongUse,
)
from boucle.shell import errors
from boucle.shell.middleware import error_response

REFUSED = Refused(
    [
        Finding(code="a", message="Il manque 20,00 au débit.", line=2, help="Complétez."),
        Finding(code="b", message="Le compte <9> n’existe pas."),
    ]
)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WrongUse(), "Demande illisible"),
        (Forbidden(), "Droit insuffisant"),
        (NotFound(), "Page introuvable"),
        (Conflict(), "Modifié entre-temps"),
        (REFUSED, "Ligne 2 : Il manque 20,00 au débit. Complétez."),
        (Unavailable(retry_after=7), "momentanément indisponible"),
        (BoucleError(), "Une erreur est survenue"),
    ],
)
def test_a_page_for_each(error: BoucleError, words: str) -> None:
    answer = error_response(RequestFactory().get("/"), error)
    text = answer.content.decode()
    assert answer.status_code == error.status and words in text
    assert "<9>" not in text and text.count("<h1") == 1
    if isinstance(error, Unavailable):
        assert answer["Retry-After"] == "7"


def test_the_last_pages_do_without_a_database() -> None:
    """No database mark on this test: a query would fail it."""
    request: Any = RequestFactory().get("/")
    assert errors.server_error(request).status_code == 500
    assert b"R\xc3\xa9f\xc3\xa9rence" in errors.server_error(request).content


@pytest.mark.django_db
def test_a_crash_is_a_page_without_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("boucle.shell.web.help_pages.pages", crash)
    answer = Client(raise_request_exception=False).get("/aide")
    assert answer.status_code == 500
    assert b"secret" not in answer.content and b"Une erreur est survenue" in answer.content


@pytest.mark.django_db
def test_an_old_form_says_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/connexion", {"login": "a"})
    assert answer.status_code == 403 and "Formulaire périmé" in answer.content.decode()


@pytest.mark.django_db
def test_sign_in_says_the_same_whoever_it_is() -> None:
    answer = Client().post("/connexion", {"login": "personne", "password": "x", "suite": "//x.fr"})
    text = answer.content.decode()
    assert answer.status_code == 422 and 'aria-invalid="true"' in text
    assert 'name="suite" value="/"' in text


@pytest.mark.django_db
def test_a_login_with_a_sign_that_no_text_holds_is_unknown_like_others() -> None:
    answer = Client().post("/connexion", {"login": "a\x00", "password": "\x00"})
    assert answer.status_code == 422 and "inconnu" in answer.content.decode()
