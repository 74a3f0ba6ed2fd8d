"""Rows Ew, J'': what a page costs beside its work, and the statements that it sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.test import Client

from boucle.access import public as access
from boucle.bench.books import Bench, Held
from boucle.bench.measure import Result, judged, quick
from boucle.bench.rows_write import an_entry
from boucle.books import public as books
from boucle.books.types_entries import SavedDraft
from boucle.books.web import grid
from boucle.tenancy.public import Organisation

LOGIN, WORD = "mesure", "une-longue-phrase-42"
PAGES = {
    "portefeuille": "/portefeuille",
    "accueil du dossier": "/d/{siren}/",
    "grille de saisie": "/d/{siren}/{year}/saisie/AC/{year}-06",
    "brouillard": "/d/{siren}/{year}/brouillard",
    "balance": "/d/{siren}/{year}/balance",
    "grand livre": "/d/{siren}/{year}/grand-livre?compte=411000",
    "journaux": "/d/{siren}/{year}/journaux",
    "compte": "/d/{siren}/{year}/compte/411000",
    "tiers": "/d/{siren}/{year}/tiers",
    "recherche": "/d/{siren}/recherche?q=achat",
}
"""The ten most used, of a Dossier that holds lines."""


def _signed_in(bench: Bench, held: Held) -> Client:
    """A person who writes in the Dossier, CSRF checked as in a browser."""
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name hashed files
    firm = Organisation.objects.create(kind="cabinet", name="Mesure")
    user = access.create_user(
        login=LOGIN, name="Mesure", password=WORD, organisation_id=firm.id, mfa_waived=True
    )
    access.grant_level(bench.act, held.dossier.id, login=LOGIN, level="collaborateur")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def address_of(held: Held, page: str) -> str:
    """The address of a page in this Dossier."""
    return page.format(siren=held.dossier.siren, year=held.year.label)


def pages(bench: Bench) -> Iterator[Result]:
    """Ew: a draft of three lines by HTTP, beside the same request whose work is done; J''."""
    held = bench.tenth
    client = _signed_in(bench, held)
    counts = {name: _statements(client, address_of(held, page)) for name, page in PAGES.items()}
    yield _saved_by_http(client, held)
    books.validate_entries(bench.act, held.dossier.id, held.year)
    yield Result(id="J''", ratio=max(counts.values()), detail={"statements": counts})


def _statements(client: Client, address: str) -> int:
    """How many the page sends, session and scope included; the second time it is shown."""
    sent = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(sql, params, many, context)

    client.get(address)
    with connection.execute_wrapper(count):
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return sent


def _saved_by_http(client: Client, held: Held) -> Result:
    entry = an_entry(1)
    lines = [
        {**line, "debit": f"{line['debit'] / 100:.2f}", "credit": f"{line['credit'] / 100:.2f}"}
        for line in entry["lines"]
    ]
    address = address_of(held, "/d/{siren}/{year}/saisie/AC/ecritures")
    token = client.cookies["csrftoken"].value

    def product() -> None:
        answer = client.post(
            address,
            {"date": entry["date"], "lines": lines},
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )
        assert answer.status_code == 200, answer.content

    done = SavedDraft(public_id=UUID(int=1), version=1), (), ()

    def reference() -> None:
        with mock.patch.object(grid, "save_and_letter", return_value=done):
            product()

    return judged("Ew", lambda: quick(reference, product), lines=held.corpus.lines)
