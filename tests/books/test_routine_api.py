"""VAT codes, models and recurring entries by the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shell.test_api import MINE, Caller, make_world

pytestmark = pytest.mark.django_db
HOME = f"/dossiers/{MINE}"
LINES = [
    {"account": "606100", "side": "D", "formula": "100", "vat_code": ""},
    {"account": "401000", "third": "F001", "side": "C", "formula": "solde"},
]  # fmt: skip


@pytest.fixture
def call() -> Caller:
    return make_world().keys["expert"]


def test_a_model_is_added_replaced_and_deleted(call: Caller) -> None:
    model: dict[str, Any] = {"code": "elec", "label": "Énergie", "journals": ["achats"]}
    made = call("POST", f"{HOME}/modeles", model | {"lines": LINES})
    assert (made.status_code, made.json()) == (201, {"code": "ELEC"}), made.content
    (found,) = call("GET", f"{HOME}/modeles").json()
    assert (found["code"], found["lines"][1]["formula"]) == ("ELEC", "solde")
    wrong = call("PUT", f"{HOME}/modeles/ELEC", model | {"lines": [*LINES, LINES[1]]})
    assert wrong.status_code == 422 and wrong.json()["findings"][0]["line"] == 3
    assert call("PUT", f"{HOME}/modeles/AUTRE", model | {"lines": LINES}).status_code == 404
    assert call("DELETE", f"{HOME}/modeles/ELEC").status_code == 204
    assert call("GET", f"{HOME}/modeles").json() == []


def test_a_vat_code_is_added_changed_and_retired(call: Caller) -> None:
    new = {"code": "X20", "label": "Essai", "kind": "deductible", "account": "445660"}
    assert call("POST", f"{HOME}/codes-tva", new).status_code == 201
    assert call("POST", f"{HOME}/codes-tva", new).status_code == 422
    changed = new | {"code": "Y20", "active": False}
    assert call("PUT", f"{HOME}/codes-tva/X20", changed).json() == {"code": "Y20"}
    found = {row["code"]: row["active"] for row in call("GET", f"{HOME}/codes-tva").json()}
    assert found["Y20"] is False and "X20" not in found


def test_a_subscription_is_added_paused_and_run(call: Caller) -> None:
    new: dict[str, Any] = {
        "label": "Énergie", "journal": "ACH", "every": "month", "day": 1,
        "start": "2025-01-01", "until": "2025-03-31",
        "lines": [
            {"account": "606100", "debit": 10_000},
            {"account": "401000", "third": "F001", "formula": "solde", "side": "C"},
        ],
    }  # fmt: skip
    made = call("POST", f"{HOME}/abonnements", new)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    (row,) = call("GET", f"{HOME}/abonnements").json()
    assert (row["next"], row["lines"][1]["credit"]) == ("2025-01-01", 10_000)
    address = f"{HOME}/abonnements/{number}"
    assert call("PUT", address, new | {"active": False}).status_code == 200
    assert call("POST", f"{HOME}/echeances").json() == {"made": 0, "waiting": []}
    call("PUT", address, new)
    assert call("POST", f"{HOME}/echeances").json()["made"] == 3
    (row,) = call("GET", f"{HOME}/abonnements").json()
    assert (row["next"], row["made"]) == (None, 3)
    wrong = call("POST", f"{HOME}/abonnements", new | {"journal": "ZZ"})
    assert wrong.status_code == 422
    assert call("PUT", f"{HOME}/abonnements/999999", new).status_code == 404


def test_nothing_is_due_where_no_code_waits(call: Caller) -> None:
    address = f"{HOME}/exercices/2025/tva-encaissements"
    assert call("GET", f"{address}?au=2025-03-31").json()["items"] == []
    assert call("POST", address, {"until": "2025-03-31"}).status_code == 422
    assert call("POST", address, {"until": "2031-03-31"}).status_code == 422
