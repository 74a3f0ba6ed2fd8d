"""A new Dossier over HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books import public as books
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation

pytestmark = pytest.mark.django_db
PATH = "/dossiers/nouveau"
FORM = {
    "siren": "732 829 320", "name": "Ateliers Durand", "legal_form": "SARL", "tax_regime": "is_rn",
    "vat_regime": "mensuel", "start": "01/07/2026", "end": "31/12/2027",
    "chart": "", "digits": "6",
}  # fmt: skip


@pytest.fixture
def client() -> Client:
    cabinet = Organisation.objects.create(kind="cabinet", name="Cabinet Martin", siren="552100554")
    for login in ("claire", "paul"):
        user = access.create_user(
            login=login, name=login, password="long-assez-42", organisation_id=cabinet.id
        )
    client = Client()
    client.force_login(access.User.objects.get(login="claire"))
    assert user.login == "paul"
    return client


def test_the_form_offers_the_running_year(client: Client) -> None:
    page = client.get(PATH).content.decode()
    assert 'value="01/01/' in page and "PCG 2026" in page


def test_a_dossier_is_opened_and_shown(client: Client) -> None:
    done = client.post(PATH, FORM)
    assert (done.status_code, done["Location"]) == (302, "/d/732829320/")
    act = system_act()
    dossier = access.dossier_for(act, "732829320")
    assert [year.label for year in books.years_of(act, dossier.id)] == ["2027"]
    rights = {p.login: p.rights.can_manage for p in access.people_of(act, dossier.id)}
    assert rights == {"claire": True, "paul": False}
    assert client.get(done["Location"]).status_code == 200


def test_it_asks_when_the_vat_of_sales_is_due(client: Client) -> None:
    assert "Sur les encaissements" in client.get(PATH).content.decode()
    client.post(PATH, {**FORM, "vat_due_on": "receipts"})
    act = system_act()
    codes = books.vat_codes_of(act, access.dossier_for(act, "732829320").id)
    found = {code.code: (code.due_on, code.entry_account) for code in codes}
    assert found["V20"] == ("receipts", "445880") and found["D20"][0] == "debits"


def test_everything_wrong_is_told_at_once_and_kept(client: Client) -> None:
    wrong = {**FORM, "siren": "732829321", "name": "", "start": "1/13/2026"}
    page = client.post(PATH, wrong)
    text = page.content.decode()
    assert page.status_code == 422
    assert text.count('class="problem"') == 3
    assert 'value="732829321"' in text and 'value="1/13/2026"' in text
    assert access.portfolio(system_act()) == []


def test_the_same_siren_twice_is_refused(client: Client) -> None:
    client.post(PATH, FORM)
    again = client.post(PATH, FORM)
    assert (again.status_code, "existe déjà" in again.content.decode()) == (422, True)


def test_one_must_be_signed_in() -> None:
    assert Client().get(PATH).status_code == 302
