"""What the grid loads: totals of the whole month, and journals whose code is odd."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.models import Journal, ThirdParty
from boucle.books.public import journals_of, save_draft
from boucle.books.queries import grid
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()


def signed_in(dossier: int) -> Client:
    company = Organisation.objects.create(kind="cabinet", name="Essai")
    user = access.create_user(
        login="anne", name="Anne", password="vraiment-long-42", organisation_id=company.id
    )
    access.grant_level(ACT, dossier, login="anne", level="collaborateur")
    client = Client()
    client.force_login(user)
    return client


def test_the_session_line_counts_entries_that_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = a_dossier()
    for _ in range(3):
        save_draft(ACT, dossier, an_entry())
    journal = next(j for j in journals_of(ACT, dossier) if j.code == an_entry()["journal"])
    month = date.fromisoformat(an_entry()["date"]).replace(day=1)
    whole = grid.grid_data(ACT, dossier, a_year(dossier), journal, month)
    assert whole["earlier"] == {"debit": 0, "credit": 0, "count": 0}
    one = sum(line.get("debit", 0) for line in whole["entries"][0]["lines"])
    assert one > 0
    real = grid.run_sql

    def last_only(name: str, **params: object) -> list:
        rows = real(name, **params)
        return rows[-1:] if name == "books/grid_entries" else rows

    monkeypatch.setattr(grid, "run_sql", last_only)
    cut = grid.grid_data(ACT, dossier, a_year(dossier), journal, month)
    assert cut["earlier"] == {"debit": 2 * one, "credit": 2 * one, "count": 2}


@pytest.mark.parametrize("code", ["A/B", "..", "A B", "é?"])
def test_a_journal_with_an_odd_code_breaks_no_screen(code: str) -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Journal.objects.create(dossier_id=dossier, code=code, label="Divers", type="od")
    client = signed_in(dossier)
    assert client.get(f"/d/{SIREN}/2025/saisie").status_code == 200
    assert client.get(f"/d/{SIREN}/2025/journaux").status_code == 200


def test_the_grid_of_a_journal_with_a_slash_opens() -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Journal.objects.create(dossier_id=dossier, code="A/B", label="Divers", type="od")
    client = signed_in(dossier)
    assert client.get(f"/d/{SIREN}/2025/saisie/A/B/2025-03").status_code == 200
    found = client.get(f"/d/{SIREN}/2025/saisie/A/B/2025-03/donnees").json()
    assert found["journal"]["code"] == "A/B"


@pytest.mark.parametrize("code", [".", ".."])
def test_a_journal_that_no_address_can_name_is_not_where_the_grid_starts(code: str) -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Journal.objects.filter(dossier_id=dossier, code="ACH").update(code=code)
    there = signed_in(dossier).get(f"/d/{SIREN}/2025/saisie/grille").headers["Location"]
    assert there.startswith(f"/d/{SIREN}/2025/saisie/") and f"/{code}/" not in there


def test_saisie_opens_the_grid_where_one_was() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    start = f"/d/{SIREN}/2025/saisie/grille"
    assert client.get(start).headers["Location"] == f"/d/{SIREN}/2025/saisie/ACH/2025-12"
    line = {"account": "606100", "label": "Achat", "debit": 5000}
    body = an_entry(line, a_line("512000", credit=5000), day="2025-04-09", version=0)
    body = {**body, "public_id": str(uuid4())}
    body.pop("journal")
    saved = client.post(
        f"/d/{SIREN}/2025/saisie/BQ/ecritures", json.dumps(body), content_type="application/json"
    )
    assert saved.status_code == 200, saved.content
    assert client.get(start).headers["Location"] == f"/d/{SIREN}/2025/saisie/BQ/2025-04"


def data_of(dossier: int, code: str = "ACH") -> dict[str, Any]:
    journal = next(j for j in journals_of(ACT, dossier) if j.code == code)
    return grid.grid_data(ACT, dossier, a_year(dossier), journal, date(2025, 3, 1))


def third_of(data: dict[str, Any], number: str) -> list[Any]:
    row = next(row for row in data["thirds"] if row[0] == number)
    return [*row, *["", "", 0, 0, 0, None][len(row) - 3 :]]


def bought(day: int, account: str = "606100") -> dict[str, Any]:
    lines = a_line(account, 1000), a_line("445660", 200)
    return an_entry(a_line("401000", credit=1200, third="F001"), *lines, day=f"2025-03-{day:02d}")


def test_codes_of_the_journal_on_known_accounts() -> None:
    dossier = a_dossier()
    found = data_of(dossier)["vat"]
    assert found[0] == {
        "code": "D20", "label": "TVA déductible 20 %", "kind": "deductible", "on": "debits",
        "account": "445660", "final": "445660", "rate": 2000, "pair": None, "share": 10000,
        "rates": [{"rate": 1960, "from": "2000-04-01", "to": "2013-12-31"},
                  {"rate": 2000, "from": "2014-01-01", "to": None}],
        "box": "20", "baseBox": None,
    }  # fmt: skip
    assert {code["kind"] for code in found} == {"deductible"}
    assert [code["code"] for code in data_of(dossier, "VTE")["vat"]] == ["V20", "V10", "V55", "V21"]
    assert {code["kind"] for code in data_of(dossier, "OD")["vat"]} == {"deductible", "collected"}


def test_a_third_party_teaches_its_usual_lines() -> None:
    dossier = a_dossier()
    assert third_of(data_of(dossier), "F001")[3:] == ["", "", 0, 0, 0, None]
    save_draft(ACT, dossier, bought(1))
    one = {"lines": [{"account": "606100", "vat": "D20"}], "state": "proposé"}
    assert third_of(data_of(dossier), "F001")[3:] == ["606100", "D20", 0, 1, -1200, one]
    for day in (2, 3):
        save_draft(ACT, dossier, bought(day))
    assert third_of(data_of(dossier), "F001")[8] == {**one, "state": "habituel"}
    assert third_of(data_of(dossier, "VTE"), "F001")[8] is None, "another nature of journal"


def test_what_the_card_says_comes_before_the_past() -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, bought(1))
    with access.write(ACT, dossier):
        mine = ThirdParty.objects.filter(dossier_id=dossier, number="F001")
        mine.update(contra_number="101000")
    found = third_of(data_of(dossier), "F001")
    assert found[8] == {"lines": [{"account": "101000", "vat": "D20"}], "state": "proposé"}
    with access.write(ACT, dossier):
        mine.update(vat_code="D10")
    found = third_of(data_of(dossier), "F001")
    assert found[8] == {"lines": [{"account": "101000", "vat": "D10"}], "state": "habituel"}


def test_a_customer_of_two_rates_teaches_both() -> None:
    dossier = a_dossier()
    lines = (
        a_line("411000", 141100, third="C001"), a_line("707000", credit=100000),
        a_line("445710", credit=20000), a_line("101000", credit=0), a_line("707000", credit=20000),
        a_line("445710", credit=1100),
    )  # fmt: skip
    kept = [line for line in lines if line["debit"] or line["credit"]]
    save_draft(ACT, dossier, an_entry(*kept, journal="VTE"))
    usual = third_of(data_of(dossier, "VTE"), "C001")[8]
    assert usual["lines"] == [
        {"account": "707000", "vat": "V20"}, {"account": "707000", "vat": "V55"},
    ]  # fmt: skip


def test_third_parties_beyond_those_loaded_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, bought(1))
    client = signed_in(dossier)
    home = f"/d/{SIREN}/2025/saisie/ACH"

    def found(text: str) -> list[str]:
        return [row[0] for row in client.get(f"{home}/tiers", {"q": text}).json()["thirds"]]

    assert found("ener") == ["F001"] and found("sud") == ["F001"] and found("c0") == ["C001"]
    assert found("du") == ["C001", "F001"] or found("du") == ["F001", "C001"]
    assert found("") == found("%") == found("zz") == []
    assert not data_of(dossier)["more"]
    rows = client.get(f"{home}/tiers", {"q": "ener"}).json()["thirds"]
    assert rows == [third_of(data_of(dossier), "F001")]


def test_the_last_labels_of_a_third_party() -> None:
    dossier = a_dossier()
    for rank, label in enumerate("ABCDEFA", start=1):
        entry = bought(rank)
        entry["lines"][0]["label"] = label
        save_draft(ACT, dossier, entry)
    client = signed_in(dossier)
    home = f"/d/{SIREN}/2025/saisie"
    found = client.get(f"{home}/ACH/libelles", {"tiers": "F001"}).json()
    assert found == {"labels": ["A", "F", "E", "D", "C"]}
    assert client.get(f"{home}/VTE/libelles", {"tiers": "F001"}).json() == {"labels": []}
    assert client.get(f"{home}/ZZ/libelles", {"tiers": "F001"}).status_code == 404


def test_arrivals_name_who_saved_and_what_is_gone() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    address = f"/d/{SIREN}/2025/saisie/ACH/2025-03/arrivees"
    one, other = (str(save_draft(ACT, dossier, an_entry()).public_id) for _ in range(2))
    found = client.get(f"{address}?ids={one}").json()
    assert [entry["public_id"] for entry in found["entries"]] == [one] and not found["gone"]
    assert found["entries"][0]["author"] == ACT.actor and found["entries"][0]["version"] == 1
    missing = "01890000-0000-7000-8000-000000000000"
    found = client.get(f"{address}?ids={one},{missing}").json()
    assert found["gone"] == [missing]
    whole = client.get(address).json()
    assert [entry["public_id"] for entry in whole["entries"]] == [one, other] and whole["whole"]
    assert client.get(f"{address}?ids=x").status_code == 400
