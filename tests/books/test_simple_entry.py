"""The simple entry: the entry that each kind makes, what is said at the field, what comes back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.commands.simple_entry import save_simple
from boucle.books.queries.drafts import content_of, entry_to_edit
from boucle.books.queries.pieces import pieces_of
from boucle.books.queries.simple_entry import simple_books, simple_latest
from boucle.books.queries.years import years_of
from boucle.books.rules.simple_entry import SimpleForm, blank, form_of, new_number
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Forbidden, Refused
from boucle.kernel.ids import new_id
from boucle.tenancy.public import NewDossier

from .build_setup import SIREN, a_dossier, a_person

pytestmark = pytest.mark.django_db
ACT = system_act()
DAY = date(2025, 3, 14)
HOME = f"/d/{SIREN}/2025/saisie/simple"


@pytest.fixture
def dossier() -> int:
    return a_dossier()


def typed(kind: str, **values: str) -> SimpleForm:
    form = blank(kind, DAY)
    form.public_id = str(new_id())
    form.values |= values
    return form


def saved(dossier: int, form: SimpleForm, act: Act = ACT) -> dict[str, Any]:
    done = save_simple(act, dossier, form, DAY)
    return content_of(entry_to_edit(act, dossier, done.public_id))


def shape(content: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Account, third party, debit − credit."""
    return [
        (line["account"], line.get("third", ""), line["debit"] - line["credit"])
        for line in content["lines"]
    ]


CASES: dict[str, tuple[str, dict[str, str], str, list[tuple[str, str, int]]]] = {
    "dépense par carte": (
        "depense", {"amount": "120", "category": "bureau", "means": "BQ"}, "BQ",
        [("606400", "", 10_000), ("445660", "", 2_000), ("512000", "", -12_000)],
    ),
    "carburant, 80 % de la TVA": (
        "depense", {"amount": "60,00", "category": "carburant", "means": "BQ"}, "BQ",
        [("606100", "", 5_200), ("445660", "", 800), ("512000", "", -6_000)],
    ),
    "train, sans TVA, en espèces": (
        "depense", {"amount": "45,5", "category": "transport", "means": "CAI"}, "CAI",
        [("625100", "", 4_550), ("530000", "", -4_550)],
    ),
    "facture à payer, nouveau fournisseur": (
        "depense",
        {"amount": "1 200", "category": "honoraires", "means": "plus-tard", "who": "Maître Noé"},
        "ACH",
        [("622600", "", 100_000), ("445660", "", 20_000), ("401000", "MATRENO", -120_000)],
    ),
    "TVA choisie": (
        "depense", {"amount": "110", "category": "bureau", "means": "BQ", "vat": "D10"}, "BQ",
        [("606400", "", 10_000), ("445660", "", 1_000), ("512000", "", -11_000)],
    ),
    "sans TVA": (
        "depense", {"amount": "110", "category": "bureau", "means": "BQ", "vat": ""}, "BQ",
        [("606400", "", 11_000), ("512000", "", -11_000)],
    ),
    "recette encaissée": (
        "recette", {"amount": "240", "category": "prestations", "means": "BQ"}, "BQ",
        [("706000", "", -20_000), ("445710", "", -4_000), ("512000", "", 24_000)],
    ),
    "vente à encaisser": (
        "recette",
        {"amount": "99,99", "category": "ventes", "means": "plus-tard", "who": "Durand SARL"},
        "VTE",
        [("707000", "", -8_333), ("445710", "", -1_666), ("411000", "DURANDSARL", 9_999)],
    ),
    "retrait d’espèces": (
        "virement", {"amount": "300", "source": "BQ", "target": "CAI"}, "BQ",
        [("530000", "", 30_000), ("512000", "", -30_000)],
    ),
    "apport d’un associé": (
        "virement", {"amount": "5000", "source": "455", "target": "BQ"}, "BQ",
        [("512000", "", 500_000), ("455000", "", -500_000)],
    ),
    "note de frais d’un salarié": (
        "frais", {"amount": "22", "category": "repas", "role": "421", "who": "Léa Petit"}, "OD",
        [("625700", "", 2_000), ("445660", "", 200), ("421000", "LAPETIT", -2_200)],
    ),
    "note de frais du dirigeant": (
        "frais", {"amount": "80", "category": "hotel", "role": "455", "who": "Paul Roux"}, "OD",
        [("625100", "", 8_000), ("455000", "PAULROUX", -8_000)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_kind_makes_its_entry_and_comes_back_as_it_was_typed(dossier: int, name: str) -> None:
    kind, values, journal, lines = CASES[name]
    form = typed(kind, **values)
    content = saved(dossier, form)
    assert (content["journal"], content["origin"], content["date"]) == (journal, kind, "2025-03-14")
    assert shape(content) == lines
    back = form_of(content, simple_books(ACT, dossier, DAY))
    assert back is not None and back.version == 1
    for name_of, value in values.items():
        if name_of not in ("amount", "vat"):
            assert back.values[name_of] == value or (name_of == "who" and not back.values["who"])
    back.values["label"] = "Corrigé"
    done = save_simple(ACT, dossier, back, DAY)
    again = content_of(entry_to_edit(ACT, dossier, done.public_id))
    assert shape(again) == lines and again["lines"][0]["label"] == "Corrigé"


def test_sent_twice_it_is_saved_once(dossier: int) -> None:
    form = typed("depense", amount="12", category="bureau", means="plus-tard", who="Papier & Cie")
    first, second = (save_simple(ACT, dossier, form, DAY) for _ in range(2))
    assert first == second
    assert len(simple_latest(ACT, dossier)) == 1


def test_without_vat_nothing_is_said_of_it() -> None:
    new = NewDossier(siren="552100554", name="Micro", vat_regime="franchise")
    small = access.create_dossier(ACT, new)
    books.open_books(ACT, small, date(2025, 1, 1), date(2025, 12, 31))
    content = saved(small, typed("depense", amount="120", category="bureau", means="BQ"))
    assert shape(content) == [("606400", "", 12_000), ("512000", "", -12_000)]
    assert simple_books(ACT, small, DAY).vat == ()


@pytest.mark.parametrize(
    ("kind", "values", "fields"),
    [
        ("depense", {"date": ""}, {"date", "amount", "category", "means"}),
        ("depense", {"amount": "0", "category": "bureau", "means": "BQ"}, {"amount"}),
        ("depense", {"amount": "10,005", "category": "ventes", "means": "X"},
         {"amount", "category", "means"}),
        ("depense", {"amount": "1", "category": "bureau", "means": "plus-tard"}, {"who"}),
        ("depense", {"amount": "1", "category": "bureau", "means": "BQ", "vat": "V20"}, {"vat"}),
        ("frais", {"amount": "1", "category": "repas"}, {"role", "who"}),
        ("virement", {"amount": "-5"}, {"amount", "source", "target"}),
        ("virement", {"amount": "5", "source": "BQ", "target": "BQ"}, {"target"}),
        ("recette", {"amount": "1", "category": "ventes", "means": "BQ", "date": "2031-01-01"},
         {"date"}),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(
    dossier: int, kind: str, values: dict[str, str], fields: set[str]
) -> None:
    form = typed(kind, **values)
    with pytest.raises(Refused) as refusal:
        save_simple(ACT, dossier, form, DAY)
    if not form.problems:
        form.tell(refusal.value.findings)
    assert set(form.problems) == fields
    assert not simple_latest(ACT, dossier)


def test_an_entry_changed_otherwise_is_left_to_the_whole_form(dossier: int) -> None:
    form = typed("depense", amount="120", category="bureau", means="BQ")
    content = saved(dossier, form)
    content["lines"][0] |= {"debit": 9_999}
    content["lines"][1] |= {"debit": 2_001}
    books.save_draft(ACT, dossier, content)
    found = content_of(entry_to_edit(ACT, dossier, content["public_id"]))
    assert form_of(found, simple_books(ACT, dossier, DAY)) is None


def test_a_refused_entry_leaves_no_new_third_party(dossier: int) -> None:
    books.lock_month(ACT, dossier, "ACH", date(2025, 3, 1))
    form = typed("depense", amount="12", category="bureau", means="plus-tard", who="Nouveau")
    with pytest.raises(Refused):
        save_simple(ACT, dossier, form, DAY)
    assert "Nouveau" not in simple_books(ACT, dossier, DAY).thirds.values()


def test_codes_of_new_third_parties() -> None:
    assert new_number("L’Épicerie du coin", {}) == "LPICERIEDU"
    assert new_number("Abc", {"ABC": "", "ABC2": ""}) == "ABC3"
    assert new_number("東京", {}) == "TIERS"


def client_of(dossier: int, level: str) -> Client:
    a_person(dossier, level)
    client = Client()
    client.force_login(access.User.objects.get(login="jeanne"))
    return client


def test_the_screens_save_show_edit_and_delete(dossier: int) -> None:
    client = client_of(dossier, "ecriture")
    assert "Rien encore" in client.get(HOME).content.decode()
    page = client.get(f"{HOME}/depense").content.decode()
    public_id = re.search(r'name="public_id" value="([^"]+)"', page)[1]  # type: ignore[index]
    assert 'inputmode="decimal"' in page and "TVA déductible 20" in page
    body = {"public_id": public_id, "version": "0", "date": "2025-03-14", "amount": "bien",
            "category": "bureau", "vat": "auto", "means": "BQ", "label": "Encre"}  # fmt: skip
    wrong = client.post(f"{HOME}/depense", body)
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "n’est pas un montant" in text and 'value="Encre"' in text
    assert public_id in text
    done = client.post(f"{HOME}/depense", body | {"amount": "12"}, follow=True).content.decode()
    assert "Dépense enregistrée." in done and "Encre" in done and "12,00" in done
    assert client.get(f"{HOME}/autre").status_code == 404
    page = client.get(f"{HOME}/ecriture/{public_id}").content.decode()
    assert 'value="12,00"' in page and 'name="version" value="1"' in page
    changed = body | {"amount": "24", "version": "1"}
    client.post(f"{HOME}/ecriture/{public_id}", changed)
    (row,) = simple_latest(a_user("jeanne"), dossier)
    assert (row.amount, row.version) == (2_400, 2)
    late = client.post(f"{HOME}/ecriture/{public_id}", changed | {"label": "Autre"})
    assert late.status_code == 409 and "modifiée" in late.content.decode()
    gone = {"version": "2", "suite": HOME}
    client.post(f"/d/{SIREN}/ecriture/{public_id}/supprimer", gone)
    assert simple_latest(a_user("jeanne"), dossier) == []


def test_a_photo_is_kept_though_an_amount_is_missing_and_joined_to_the_entry(dossier: int) -> None:
    client = client_of(dossier, "ecriture")
    page = client.get(f"{HOME}/depense").content.decode()
    assert 'capture="environment"' in page and 'enctype="multipart/form-data"' in page
    body = {"public_id": str(new_id()), "version": "0", "date": "2025-03-14", "amount": "",
            "category": "bureau", "vat": "auto", "means": "BQ", "label": "Encre"}  # fmt: skip
    photo = SimpleUploadedFile("ticket.jpg", b"\xff\xd8\xff\xe0JFIF" + bytes(50))
    page = client.post(f"{HOME}/depense", body | {"photo": photo})
    assert page.status_code == 422 and "ticket.jpg" in page.content.decode()
    bad = SimpleUploadedFile("page.html", b"<html>")
    page = client.post(f"{HOME}/depense", body | {"amount": "12", "piece_file": bad})
    assert page.status_code == 422 and "ni une photo" in page.content.decode()
    client.post(f"{HOME}/depense", body | {"amount": "12"})
    (row,) = simple_latest(a_user("jeanne"), dossier)
    kept = pieces_of(ACT, dossier, row.public_id)
    assert [piece.name for piece in kept] == ["ticket.jpg"]
    again = client.get(f"{HOME}/ecriture/{row.public_id}").content.decode()
    assert f"/piece/{kept[0].public_id}" in again


def a_user(login: str) -> Act:
    return Act(actor=str(access.User.objects.get(login=login).public_id), at=ACT.at)


def test_a_company_has_it_first_and_a_reader_has_nothing_to_write(dossier: int) -> None:
    writer = client_of(dossier, "ecriture")
    page = writer.get(f"/d/{SIREN}/", follow=True).content.decode()
    assert page.index('data-route="books:simple-home"') < page.index(
        'data-route="books:grid-start"'
    )
    reader = a_person(dossier, "lecture", "leo")
    client = Client()
    client.force_login(access.User.objects.get(login="leo"))
    assert "books:simple-home" not in client.get(f"/d/{SIREN}/", follow=True).content.decode()
    assert client.get(HOME).status_code == 403
    assert client.post(f"{HOME}/depense", {}).status_code == 403
    with pytest.raises(Forbidden):
        save_simple(reader, dossier, typed("depense"), DAY)
    assert years_of(reader, dossier)


def test_a_firm_does_not_have_it_in_its_menu(dossier: int) -> None:
    page = client_of(dossier, "expert").get(f"/d/{SIREN}/", follow=True).content.decode()
    assert "books:simple-home" not in page
