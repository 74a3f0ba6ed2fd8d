"""Secrets planted everywhere never reach a log; what a caller typed begins no line of its own."""

from __future__ import annotations

import logging

import pytest

from boucle.kernel.logs import Scrubbed, one_line, scrubbed

CANARIES = {
    "Authorization: Bearer bcl_CANARI0123456789abcdef": "CANARI",
    "clé bcl_CANARI0123456789abcdef refusée": "CANARI",
    "whsec_Q0FOQVJJQ0FOQVJJQ0FOQVJJ signe": "Q0FO",
    "{'login': 'claire', 'password': 'CANARI-mot'}": "CANARI",
    "password=CANARI&login=claire": "CANARI",
    "mot de passe : CANARI": "CANARI",
    "postgresql://boucle_web:CANARI@localhost/boucle": "CANARI",
    "Not Found: /premier-acces/CANARI": "CANARI",
    "Not Found: /mot-de-passe/nouveau/CANARI-x": "CANARI",
    "Cookie: boucle_session=CANARI; theme=x": "CANARI",
    "jeton eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDQU5BUkkifQ.c2lnbmF0dXJl": "eyJz",
    "virement vers FR7630006000011234567890189 refusé": "3000600001",
    "virement vers FR76 3000 6000 0112 3456 7890 189 refusé": "3456",
}


@pytest.mark.parametrize("text", CANARIES, ids=range(len(CANARIES)))
def test_a_canary_never_sings(text: str) -> None:
    assert CANARIES[text] not in scrubbed(text) and "***" in scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /d/732829320/2025/balance?mois=3",
        "FR entrée 732829320 exercice 2025",
        "events: the listener starts again (OperationalError)",
        "compte 401000 débit 1 200,00",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert scrubbed(text) == text


def test_a_message_is_one_line_and_its_trace_is_cut() -> None:
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "adresse %s", ("a\r\nb\u2028",), None)
    assert Scrubbed().format(record) == "adresse a\\r\\nb\\u2028"
    assert one_line("tab\tété") == "tab\tété"
    try:
        raise ValueError("token=CANARI")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    told = Scrubbed().format(record)
    assert "Traceback" in told and "CANARI" not in told.replace('token=CANARI")', "")


def test_the_product_logs_through_it() -> None:
    from django.conf import settings

    handlers = settings.LOGGING["handlers"]
    assert {one["formatter"] for one in handlers.values()} == {"scrubbed"}
