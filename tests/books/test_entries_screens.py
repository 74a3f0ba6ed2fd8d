"""Saisie, brouillard, validation, contrepassation: over HTTP, without a script."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.models import Line
from boucle.books.public import save_draft, validate_entries
from boucle.kernel.act import system_act
from boucle.kernel.pagination import encode_key
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
HOME = f"/d/{SIREN}"
NOBODY = UUID(int=7)
NEW = f"{HOME}/2025/saisie"
DRAFTS = f"{HOME}/2025/brouillard"


def signed_in(dossier: int, level: str = "collaborateur") -> Client:
    company = Organisation.objects.create(kind="cabinet", name=level)
    user = access.create_user(
        login=level, name=f"Anne {level}", password="vraiment-long-42", organisation_id=company.id
    )
    access.grant_level(ACT, dossier, login=level, level=level)
    client = Client()
    client.force_login(user)
    return client


def posted(**more: object) -> dict:
    """A purchase as a browser sends it: two lines and two left empty."""
    columns = {
        "account": ["606100", "401000", "", ""], "third": ["", "F001", "", ""],
        "piece_ref": ["A12", "A12", "", ""], "piece_date": ["14/03/2025", "", "", ""],
        "label": ["Électricité", "Électricité", "", ""], "due_date": ["", "30/04", "", ""],
        "debit": ["1 234,50", "", "", ""], "credit": ["", "1234,5", "", ""],
        "currency": [""] * 4, "currency_amount": [""] * 4,
    }  # fmt: skip
    head = {"public_id": str(uuid4()), "version": "0", "journal": "ACH", "date": "15/03/2025"}
    return {**head, **columns, **more}


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_an_entry_is_saved_and_the_next_one_follows() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    assert 'name="account"' in text_of(client.get(NEW))
    body = posted()
    for _ in range(2):  # sent twice, saved once
        done = client.post(NEW, body)
        assert (done.status_code, done["Location"]) == (302, f"{NEW}?journal=ACH&date=2025-03-15")
    page = text_of(client.get(DRAFTS))
    assert "1 écriture à valider" in page
    assert "1\u00a0234,50" in page
    form = text_of(client.get(f"{HOME}/ecriture/{body['public_id']}/modifier"))
    for value in (
        "606100",
        "F001",
        "A12",
        "14/03/2025",
        "30/04/2025",
        "1\u00a0234,50",
        "Électricité",
    ):
        assert f'value="{value}"' in form


def test_nothing_typed_is_lost_and_each_line_says_its_faults() -> None:
    client = signed_in(a_dossier())
    body = posted(
        account=["999", "", "401000", ""], debit=["12,345", "7,00", "", ""],
        credit=["", "", "5,00", ""], label=["Un", "Deux", "", ""], date="31/02",
    )  # fmt: skip
    refused = client.post(NEW, body)
    page = text_of(refused)
    assert refused.status_code == 422
    for value in ("999", "12,345", "7,00", "31/02", "Deux", "A12"):
        assert f'value="{value}"' in page
    assert "n’est pas un montant" in page
    assert "Le 31/02/2025 n’existe pas" in page
    assert "<p>Le compte manque.</p>" in page

    body.update(
        account=["999", "606100", "401000", ""], debit=["12,34", "7,00", "", ""], date="15/03"
    )
    page = text_of(client.post(NEW, body))
    assert "Le compte «\u00a0999\u00a0» n’existe pas" in page
    assert "Le libellé manque." in page
    assert "n’est pas équilibrée" in page


def test_a_currency_is_typed_on_its_line() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    money = {"currency": ["usd", "", "", ""], "currency_amount": ["1 400,00", "", "", ""]}
    assert client.post(NEW, posted(**money)).status_code == 302
    with access.read(ACT, dossier):
        line = Line.objects.get(dossier_id=dossier, currency="USD")
    assert line.currency_amount == 140_000
    wrong = client.post(NEW, posted(currency=["US", "", "", ""]))
    assert wrong.status_code == 422
    page = text_of(wrong)
    assert '<details class="devise" open>' in page
    assert 'value="US"' in page


def test_more_lines_without_a_script() -> None:
    client = signed_in(a_dossier())
    page = text_of(client.post(NEW, posted(more="1")))
    assert page.count('name="account"') == 4 + 4 + 1  # and the template
    assert 'value="1 234,50"' in page


def test_two_people_change_the_same_draft() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    saved = save_draft(ACT, dossier, an_entry())
    save_draft(
        ACT, dossier,
        an_entry(
            a_line("606100", debit=777, label="La leur"), a_line("401000", credit=777),
            public_id=str(saved.public_id), version=1,
        ),
    )  # fmt: skip
    address = f"{HOME}/ecriture/{saved.public_id}/modifier"
    conflict = client.post(address, posted(version="1", label=["La mienne"] * 4))
    page = text_of(conflict)
    assert conflict.status_code == 409
    assert "La leur" in page and 'value="La mienne"' in page
    assert 'name="version" value="2"' in page
    done = client.post(address, posted(version="2", label=["La mienne"] * 4))
    assert (done.status_code, done["Location"]) == (302, DRAFTS.replace("2025", "2025"))


def test_delete_and_review() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    keys = [save_draft(ACT, dossier, an_entry()).public_id for _ in range(3)]
    client.post(f"{HOME}/ecriture/{keys[0]}/supprimer", {"version": "1"})
    client.post(f"{HOME}/ecriture/{keys[1]}/a-revoir", {"flag": "1"})
    page = text_of(client.get(DRAFTS))
    assert "2 écritures à valider" in page
    assert "1 à revoir" in page
    assert str(keys[2]) not in text_of(client.get(f"{DRAFTS}?revoir=1"))
    ticked = [f"{keys[1]}:1", f"{keys[2]}:1"]
    client.post(f"{DRAFTS}/actes", {"act": "delete", "entry": ticked})
    assert "Aucune écriture en brouillard" in text_of(client.get(DRAFTS))
    assert client.post(f"{HOME}/ecriture/{uuid4()}/supprimer", {"version": "1"}).status_code == 404


def test_ticked_entries_are_shown_then_validated_for_good() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    keys = [save_draft(ACT, dossier, an_entry(day=f"2025-03-{d}")).public_id for d in (10, 11, 12)]
    ticked = [f"{keys[0]}:1", f"{keys[2]}:1"]
    asked = text_of(client.post(f"{DRAFTS}/valider", {"entry": ticked}))
    assert "C’est définitif" in asked
    assert "Valider 2 écritures" in asked
    assert "240,00" in asked
    done = client.post(f"{DRAFTS}/valider", {"entry": ticked, "confirm": "1"}, follow=True)
    page = text_of(done)
    assert done.redirect_chain == [(f"{HOME}/validation/1", 302)]
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)
    assert "Anne collaborateur" in page
    assert "1 écriture à valider" in text_of(client.get(DRAFTS))
    again = client.post(f"{DRAFTS}/valider", {"entry": ticked, "confirm": "1"})
    assert again.status_code == 422
    assert "Rien n’a été validé" in text_of(again)


def test_up_to_a_day_and_by_journal() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    for journal, day in (("ACH", "01-05"), ("BQ", "01-06"), ("ACH", "02-01")):
        save_draft(ACT, dossier, an_entry(journal=journal, day=f"2025-{day}"))
    body = {"journal": "ACH", "until": "31/01/2025", "confirm": "1"}
    client.post(f"{DRAFTS}/valider", body)
    page = text_of(client.get(DRAFTS))
    assert "2 écritures à valider" in page
    assert "/03/2025" not in page
    assert client.post(f"{DRAFTS}/valider", {"until": "hier"}).status_code == 400


def test_what_stands_in_the_way_is_shown_with_links() -> None:
    dossier = a_dossier(years=(2025, 2026, 2027))
    client = signed_in(dossier)
    for _ in range(2):
        save_draft(ACT, dossier, an_entry(day="2027-01-05"))
    page = text_of(client.get(f"{HOME}/2027/brouillard"))
    assert "Après aujourd’hui" in page and "ACH : après aujourd’hui" in page
    assert "Double possible" in page
    body = {"until": "31/12/2027", "confirm": "1"}
    refused = client.post(f"{HOME}/2027/brouillard/valider", body)
    assert refused.status_code == 422
    assert "Ouvrir l’écriture" in text_of(refused)
    assert "2 écritures datées après aujourd’hui" in text_of(
        client.post(f"{HOME}/2027/brouillard/valider", {"until": "31/12/2027"})
    )


def test_alt_x_makes_the_opposite_draft_and_opens_it() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    key = save_draft(ACT, dossier, an_entry()).public_id
    validate_entries(ACT, dossier, a_year(dossier))
    done = client.post(f"{HOME}/ecriture/{key}/contrepasser")
    assert done.status_code == 302
    opened = UUID(done["Location"].split("/")[-2])
    assert opened != key
    assert "Contrepassation n° 1 du 15/03/2025" in text_of(client.get(done["Location"]))
    assert client.post(f"{HOME}/ecriture/{key}/contrepasser").status_code == 422


@pytest.mark.covers("S-018")
@pytest.mark.parametrize(
    ("level", "write", "validate"),
    [("lecture", 403, 403), ("ecriture", 200, 403), ("collaborateur", 200, 200)],
)
def test_rights(level: str, write: int, validate: int) -> None:
    dossier = a_dossier()
    client = signed_in(dossier, level)
    save_draft(ACT, dossier, an_entry())
    assert client.get(NEW).status_code == write
    assert client.get(DRAFTS).status_code == 200
    assert client.post(f"{DRAFTS}/valider", {}).status_code == validate
    assert ("Valider…" in text_of(client.get(DRAFTS))) is (validate == 200)


def test_a_day_without_year_is_of_the_year_of_the_entry() -> None:
    dossier = a_dossier(years=(2024, 2025, 2026))
    client = signed_in(dossier)
    key = save_draft(ACT, dossier, an_entry(day="2024-03-15")).public_id
    address = f"{HOME}/ecriture/{key}/modifier"
    assert 'name="session" value="2024-03-15"' in text_of(client.get(address))
    done = client.post(address, posted(version="1", date="20/04", session="2024-03-15"))
    assert done["Location"] == f"{HOME}/2024/brouillard"
    assert "20/04/2024" in text_of(client.get(done["Location"]))


def test_more_lines_than_the_form_takes_are_refused_not_dropped() -> None:
    client = signed_in(a_dossier())
    body = {name: [""] * 401 for name in posted() if isinstance(posted()[name], list)}
    refused = client.post(NEW, posted(**body))
    assert refused.status_code == 422
    assert "400 lignes" in text_of(refused)


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("get", f"{DRAFTS}?journal=%00&revoir=x", {}, 200),
        ("get", f"{DRAFTS}?mois=2025-13", {}, 400),
        ("get", f"{DRAFTS}?apres=xyz", {}, 400),
        ("get", f"{DRAFTS}?apres={encode_key(2**70, '2025-01-01', 1)}", {}, 400),
        ("get", f"{DRAFTS}?apres={encode_key(1, 'hier', 1)}", {}, 400),
        ("get", f"{HOME}/validation/{10**30}", {}, 404),
        ("get", f"{HOME}/validation/7", {}, 404),
        ("get", f"{NEW}?date=hier&journal=%00", {}, 200),
        ("post", f"{DRAFTS}/valider", {"entry": "x"}, 400),
        ("post", f"{DRAFTS}/valider", {"entry": [str(uuid4())] * 1001}, 400),
        ("post", f"{DRAFTS}/valider", {"journal": "\x00", "until": "31/12/2025"}, 200),
        ("post", f"{DRAFTS}/actes", {"entry": f"{uuid4()}:{10**20}", "act": "delete"}, 302),
        ("post", f"{HOME}/ecriture/{NOBODY}/supprimer", {"version": "²"}, 404),
        ("post", f"{HOME}/ecriture/{NOBODY}/supprimer", {"version": "9" * 30}, 404),
        ("post", NEW, {}, 422),
        ("post", NEW, {"version": "²", "public_id": "x", "label": "\x00", "account": "1"}, 422),
        ("post", NEW, {"journal": "\x00", "date": "\x00", "debit": "9" * 40, "third": "\x00"}, 422),
    ],
)
def test_a_hostile_request_gets_a_french_answer(
    method: str, address: str, body: dict, status: int
) -> None:
    client = signed_in(a_dossier())
    answer = getattr(client, method)(address, body)
    assert answer.status_code == status


def test_a_stranger_finds_nothing() -> None:
    dossier = a_dossier()
    key = save_draft(ACT, dossier, an_entry()).public_id
    stranger = signed_in(a_dossier(siren="552100554"))
    for address in (NEW, DRAFTS, f"{HOME}/ecriture/{key}/modifier", f"{HOME}/validation/1"):
        assert stranger.get(address).status_code == 404
    for address in ("supprimer", "contrepasser", "a-revoir"):
        assert stranger.post(f"{HOME}/ecriture/{key}/{address}").status_code == 404
