"""An entry of the grid that pays: saved and lettered once, whatever happens to the open line."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from boucle.access import public as access
from boucle.books.models import Entry, Lettrage
from boucle.books.public import letter, save_draft
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, a_line, an_entry
from tests.books.test_grid_data import signed_in

pytestmark = pytest.mark.django_db
ACT = system_act()


def a_sale(dossier: int, cents: int = 141100) -> str:
    lines = a_line("411000", cents, third="C001"), a_line("707000", credit=cents)
    saved = save_draft(ACT, dossier, an_entry(*lines, journal="VTE", day="2025-02-11"))
    return f"{saved.public_id}:1"


def receipt(cents: int, pays: str, key: str) -> dict[str, Any]:
    lines = a_line("411000", credit=cents, third="C001"), a_line("512000", cents)
    body = an_entry(*lines, public_id=key, version=0)
    del body["journal"]
    return body | {"letters": [{"position": 1, "lines": [pays]}]}


def send(client: Any, body: Any) -> Any:
    address = f"/d/{SIREN}/2025/saisie/BQ/ecritures"
    return client.post(address, json.dumps(body), content_type="application/json")


def lettrages(dossier: int) -> list[tuple[str, bool]]:
    with access.read(ACT, dossier):
        rows = Lettrage.objects.filter(dossier_id=dossier).order_by("id")
        return [(row.code, row.is_partial) for row in rows]


def test_a_receipt_is_saved_and_lettered_once_however_often_it_is_sent() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    body = receipt(141100, a_sale(dossier), str(uuid4()))
    first = send(client, body).json()
    assert first["codes"] == ["AAA"] and first["reasons"] == []
    again = send(client, body).json()
    assert (again["entry"], again["version"]) == (first["entry"], first["version"])
    assert lettrages(dossier) == [("AAA", False)] and again["reasons"] == []
    with access.read(ACT, dossier):
        assert Entry.objects.filter(dossier_id=dossier).count() == 2


def test_a_part_is_partial_and_the_rest_completes_it() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    bill = a_sale(dossier)
    assert send(client, receipt(100000, bill, str(uuid4()))).json()["codes"] == ["aaa"]
    address = f"/d/{SIREN}/2025/lettrage/ouvertes?compte=411000&tiers=C001"
    (item,) = client.get(address).json()["items"]
    assert (item["net"], item["code"]) == (41100, "aaa") and len(item["lines"]) == 2
    done = send(client, receipt(41100, item["lines"][0], str(uuid4()))).json()
    assert done["codes"] == ["AAA"] and lettrages(dossier) == [("AAA", False)]
    assert client.get(address).json()["items"] == []


def test_what_somebody_lettered_meanwhile_leaves_the_entry_saved_and_says_so() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    bill = a_sale(dossier)
    other = an_entry(a_line("411000", credit=141100, third="C001"), a_line("512000", 141100))
    paid = save_draft(ACT, dossier, other)
    key, position = bill.split(":")
    letter(ACT, dossier, "411000", "C001", [(key, int(position)), (paid.public_id, 1)])
    answer = send(client, receipt(141100, bill, str(uuid4())))
    assert answer.status_code == 200 and answer.json()["codes"] == []
    assert "déjà lettrée" in answer.json()["reasons"][0]


def test_unreadable_lettrages_are_refused() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    body = receipt(100, "x:1", str(uuid4()))
    for bad in ("x", [1], [{"position": 0, "lines": []}], [{"position": 1, "lines": ["x:1"]}]):
        assert send(client, body | {"letters": bad}).status_code == 400
    with access.read(ACT, dossier):
        assert not Entry.objects.filter(dossier_id=dossier).exists()
