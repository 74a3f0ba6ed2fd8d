"""Acts of the grid beside saving: creation in place, drafts moved and deleted together, notes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.models import Account, Entry, ThirdParty
from boucle.books.public import lock_month, save_draft, validate_entries
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
AT = f"/d/{SIREN}/2025/saisie"


def signed_in(dossier: int, level: str = "collaborateur") -> Client:
    firm = Organisation.objects.create(kind="cabinet", name="Essai")
    user = access.create_user(
        login="anne", name="Anne", password="vraiment-long-42", organisation_id=firm.id
    )
    access.grant_level(ACT, dossier, login="anne", level=level)
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, to: str, **body: Any) -> Any:
    return client.post(f"{AT}/{to}", body, content_type="application/json")


def drafts(dossier: int) -> list[tuple[int, str, bool, str]]:
    with access.read(ACT, dossier):
        found = Entry.objects.filter(dossier_id=dossier, state="d").order_by("id")
        return [(e.version, f"{e.date}", e.to_review, e.review_note) for e in found]


def test_an_account_and_a_third_party_are_made_in_place() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    found = post(client, "creer", kind="account", number="6063", label="Petit équipement")
    assert found.json() == {"account": ["6063", "Petit équipement", "", "", "", 0]}
    found = post(client, "creer", kind="third", number="NEUF", label="Neuf SARL")
    assert found.json()["third"][:2] == ["NEUF", "Neuf SARL"]
    again = post(client, "creer", kind="third", number="NEUF", label="Neuf SARL")
    assert again.status_code == 422 and "existe déjà" in again.json()["findings"][0]["message"]
    with access.read(ACT, dossier):
        assert Account.objects.filter(dossier_id=dossier, number="6063").exists()
        assert ThirdParty.objects.filter(dossier_id=dossier, number="NEUF").exists()


def test_a_customer_made_from_the_bank_stays_a_customer() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    found = post(client, "creer", kind="third", nature="c", number="NEUF", label="Neuf SARL")
    assert found.json()["third"] == ["NEUF", "Neuf SARL", "411000"]
    rows = client.get(f"{AT}/BQ/2025-03/donnees").json()["thirds"]
    assert next(row for row in rows if row[0] == "NEUF")[2] == "411000"


def test_the_reversed_copy_follows_the_rule_of_the_server() -> None:
    """Its label, and a day that is open: today is in no exercice, March is locked."""
    dossier = a_dossier()
    client = signed_in(dossier, "expert")
    saved = save_draft(ACT, dossier, an_entry(day="2025-03-15"))
    validate_entries(ACT, dossier, a_year(dossier))
    lock_month(ACT, dossier, "ACH", date(2025, 3, 1))
    made = client.get(f"{AT}/contrepassation/{saved.public_id}").json()
    assert (made["date"], made["reverses"]) == ("2025-04-01", str(saved.public_id))
    assert made["lines"][0]["label"].startswith("Contrepassation n° ")
    assert made["lines"][0]["credit"] == 12_000
    assert drafts(dossier) == []


def test_an_unreadable_save_is_refused_as_json() -> None:
    client = signed_in(a_dossier())
    found = client.post(f"{AT}/ACH/ecritures", "[1]", content_type="application/json")
    assert found.status_code == 400 and found.json()["findings"]


def test_a_clerk_of_the_company_creates_no_account_but_leaves_a_note() -> None:
    dossier = a_dossier()
    client = signed_in(dossier, "ecriture")
    refused = post(client, "creer", kind="account", number="6063", label="Petit équipement")
    assert refused.status_code == 403
    for place in ("plan/nouveau", "plan/importer"):
        assert client.get(f"/d/{SIREN}/reglages/{place}").status_code == 403
    assert post(client, "creer", kind="third", number="NEUF", label="Neuf").status_code == 200
    entry = an_entry() | {"public_id": str(uuid4()), "version": 0, "review": "Compte à créer : x"}
    assert post(client, "ACH/ecritures", **entry).status_code == 200
    assert drafts(dossier) == [(1, "2025-03-15", True, "Compte à créer : x")]
    data = client.get(f"{AT}/ACH/2025-03/donnees").json()
    assert data["entries"][0]["review"] == "Compte à créer : x"


def chosen(*saved: Any, **more: str) -> list[dict[str, Any]]:
    return [{"id": str(each.public_id), "version": each.version, **more} for each in saved]


def test_chosen_drafts_move_and_go_together() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    saved = [save_draft(ACT, dossier, an_entry()) for _ in range(2)]
    found = post(client, "lot", act="move", entries=chosen(*saved, journal="OD", date="2025-04-15"))
    assert [version for _, version in found.json()["entries"]] == [2, 2]
    assert [day for _, day, *_ in drafts(dossier)] == ["2025-04-15"] * 2
    assert len(client.get(f"{AT}/OD/2025-04/donnees").json()["entries"]) == 2
    entries = [{**each, "version": 2} for each in chosen(*saved)]
    assert post(client, "lot", act="delete", entries=entries).status_code == 200
    assert drafts(dossier) == []


def test_one_refusal_keeps_all_where_they_are_and_is_named() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    lines = a_line("606100", 100, piece_ref="P7"), a_line("401000", credit=100, third="F001")
    saved = [save_draft(ACT, dossier, an_entry()), save_draft(ACT, dossier, an_entry(*lines))]
    with access.write(ACT, dossier):
        Account.objects.filter(dossier_id=dossier, number="606100").update(active=False)
    refused = post(client, "lot", act="move", entries=chosen(*saved[1:], date="2025-04-15"))
    assert refused.status_code == 422
    assert "Écriture du 15/03/2025, P7 :" in refused.json()["findings"][0]["message"]
    both = [*chosen(saved[0]), {**chosen(saved[1])[0], "version": 9}]
    conflict = post(client, "lot", act="delete", entries=both)
    assert conflict.status_code == 409 and "P7" in conflict.json()["findings"][0]["message"]
    assert [version for version, *_ in drafts(dossier)] == [1, 1]


@pytest.mark.parametrize("entries", [[], None, [1], [{"id": "x"}], [{"id": str(uuid4())}]])
def test_a_selection_that_cannot_be_read_is_no_server_error(entries: Any) -> None:
    client = signed_in(a_dossier())
    assert post(client, "lot", act="move", entries=entries).status_code == 400


@pytest.mark.parametrize(
    "path", ["palette?q=%00", "reglages/plan?q=%00", "reglages/tiers/code/%00"]
)
def test_a_sign_that_no_text_holds_is_no_outage(path: str) -> None:
    client = signed_in(a_dossier())
    assert client.get(f"/d/{SIREN}/{path}").status_code in {400, 404}
    assert client.get("/d/%00/").status_code in {400, 404}


def test_a_note_with_such_a_sign_or_a_bottomless_body_is_a_wrong_use() -> None:
    dossier = a_dossier()
    saved = save_draft(ACT, dossier, an_entry())
    client = signed_in(dossier)
    note = {"id": str(saved.public_id), "flag": True, "note": "\x00"}
    assert post(client, "a-revoir", **note).status_code == 400
    deep = client.post(
        f"/d/{SIREN}/2025/saisie/a-revoir", "[" * 100_000, content_type="application/json"
    )
    assert deep.status_code == 400


def test_a_note_goes_with_the_flag() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    saved = save_draft(ACT, dossier, an_entry())
    asked = {"id": str(saved.public_id), "flag": True, "note": "Facture illisible"}
    assert post(client, "a-revoir", **asked).json()["to_review"]
    assert drafts(dossier) == [(1, "2025-03-15", True, "Facture illisible")]
    assert "Facture illisible" in client.get(f"/d/{SIREN}/2025/brouillard").content.decode()
    post(client, "a-revoir", **asked | {"flag": False})
    assert drafts(dossier) == [(1, "2025-03-15", False, "")]
