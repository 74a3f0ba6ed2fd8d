"""Screens of accounts, third parties, search and entries over HTTP; the reader is « lecture »."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from boucle.access import public as access
from boucle.books.commands.chart import fr_key
from boucle.books.models import Account, Entry, Journal, ThirdParty
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier
from tests.books.reading import a_readable, move, write

pytestmark = pytest.mark.django_db
HOME = f"/d/{SIREN}"
ODD = ["41/1 A?b#c%d", "C+É &=\"'<b>", "a//b", "x/recherche", "n/ACH/1"]


def signed_in(dossier: int, level: str = "lecture") -> Client:
    company = Organisation.objects.create(kind="cabinet", name=level)
    user = access.create_user(
        login=level, name="Anne Martin", password="vraiment-long-42", organisation_id=company.id
    )
    access.grant_level(system_act(), dossier, login=level, level=level)
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(a_readable())


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/2025/comptes", ["411000", "500,00\u00a0D", "comptes"]),
        ("/2025/comptes?classe=7&brouillard=1", ["707000", "420,00\u00a0C", "1 compte"]),
        ("/2025/comptes?q=zzz", ["Aucun compte ne répond"]),
        (
            "/2025/compte/411000",
            ["800,00\u00a0D", "dont brouillard 300,00\u00a0D", "<svg", "<rect"],
        ),
        ("/2025/compte/445660", ["Aucune ligne sur ce compte"]),
        ("/2025/tiers", ["C001", "500,00\u00a0D", "70,00\u00a0C"]),
        ("/2025/tiers?compte=40&mouvementes=1", ["F001", "1 sur 1 tiers"]),
        ("/2025/tiers/C001", ["Plus de 90 j", "800,00\u00a0D", "Non lettrées"]),
        ("/2025/tiers/C001?ouvert=1", ["Non lettrées"]),
        ("/2024/tiers/F001", ["Aucune ligne pour ce tiers"]),
        ("/recherche", ["Ce que le champ comprend"]),
        ("/recherche?q=durand", ["5 écritures", "Brouillard"]),
        ("/recherche?q=durand&annee=2024", ["1 écriture<"]),
        ("/recherche?q=zzz", ["Aucune écriture ne répond"]),
        ("/recherche?q=31/02/2025", ["n’est pas une date"]),
        ("/recherche?q=%00", ["Ce que le champ comprend"]),
    ],
)
def test_screens_show_what_they_should(client: Client, path: str, words: list[str]) -> None:
    page = client.get(HOME + path)
    assert page.status_code == 200
    for word in words:
        assert word in text_of(page), word
    assert "style=" not in text_of(page)


def test_a_search_is_kept_on_its_screen(client: Client) -> None:
    kept = client.post(f"{HOME}/recherche/garder", {"q": "411 non lettré", "nom": "À lettrer"})
    assert kept.status_code == 302
    shown = text_of(client.get(f"{HOME}/recherche"))
    assert ">À lettrer</a>" in shown
    assert "q=411+non+lettr%C3%A9" in shown or "q=411%20non%20lettr%C3%A9" in shown
    address = re.search(r'action="([^"]*/oublier)"', shown)
    assert address is not None
    client.post(address[1])
    assert "À lettrer" not in text_of(client.get(f"{HOME}/recherche"))
    assert client.post(f"{HOME}/recherche/garder", {"q": ""}).status_code == 302


def test_every_screen_has_its_help(client: Client) -> None:
    for path, name in {
        "/2025/comptes": "compte", "/2025/tiers": "tiers", "/recherche": "recherche",
    }.items():  # fmt: skip
        assert f"/aide/books/{name}" in text_of(client.get(HOME + path))
        assert client.get(f"/aide/books/{name}").status_code == 200
    assert client.get("/aide/books/ecriture").status_code == 200


def test_a_list_goes_on_after_a_number(client: Client) -> None:
    first = text_of(client.get(f"{HOME}/2025/comptes?apres=411000"))
    assert "445660" in first and ">411000<" not in first and "Début" in first


@pytest.mark.parametrize("number", ODD)
def test_odd_numbers_have_an_address(db: None, number: str) -> None:
    dossier = a_dossier()
    with access.write(system_act(), dossier, "books.write"):
        key = fr_key(number, "Drôle")
        number = number[:20]
        facts = {"dossier_id": dossier, "number": number, "label": "Drôle", "search_key": key}
        Account.objects.create(**facts)
        ThirdParty.objects.create(**facts)
    write(dossier, move("2025-01-15", number, "707000", 500, label="Vente"))
    client = signed_in(dossier, "expert")
    for list_path in ("/2025/comptes?brouillard=1", "/2025/tiers"):
        page = text_of(client.get(HOME + list_path))
        link = re.findall(r'data-href="([^"]*)"><td class="fit"><a [^>]*>([^<]*)<', page)
        (address,) = [
            address for address, shown in link if "&lt;" in shown or shown[:2] == number[:2]
        ][:1]
        shown = client.get(address.replace("&amp;", "&").replace("&#x27;", "'"))
        assert shown.status_code == 200
        assert "Drôle" in text_of(shown)
        assert "<b>" not in text_of(shown)


def test_completion_is_json(client: Client) -> None:
    found = client.get(f"{HOME}/comptes/recherche?q=411").json()
    assert found["accounts"][0]["number"] == "411000"
    found = client.get(f"{HOME}/tiers/recherche?q=C0").json()
    assert found["third_parties"][0] == {
        "number": "C001", "label": "Durand", "account": "411000", "active": True,
    }  # fmt: skip
    assert client.get(f"{HOME}/comptes/recherche").status_code == 200


def test_the_page_of_an_entry_and_its_other_addresses(db: None) -> None:
    dossier = a_readable()
    client = signed_in(dossier, "collaborateur")
    with access.read(system_act(), dossier):
        validated = Entry.objects.get(dossier_id=dossier, date="2025-01-15")
        draft = Entry.objects.get(dossier_id=dossier, state="d")
    address = f"{HOME}/2025/ecriture/{validated.public_id}"
    page = text_of(client.get(address))
    assert f"Validé n° {validated.number_text}" in page
    assert bytes(validated.content_hash).hex() in page
    assert "Contrepasser" in page and "Modifier" not in page
    for other in (
        f"{HOME}/ecriture/{validated.public_id}",
        f"{HOME}/2024/ecriture/{validated.public_id}",
        f"{HOME}/2025/ecriture/n/VTE/{validated.number_text}",
    ):
        done = client.get(other)
        assert (done.status_code, done["Location"]) == (302, address)
    page = text_of(client.get(f"{HOME}/2025/ecriture/{draft.public_id}"))
    assert "Brouillard" in page and "Modifier" in page and "Création" in page
    assert client.get(f"{HOME}/2025/ecriture/{uuid4()}").status_code == 404
    assert client.get(f"{HOME}/2025/ecriture/n/VTE/999").status_code == 404


def test_a_journal_code_may_hold_a_slash(db: None) -> None:
    dossier = a_dossier()
    with access.write(system_act(), dossier, "books.write"):
        Journal.objects.create(dossier_id=dossier, code="V/E", label="V", type="ventes")
    write(dossier, move("2025-01-15", "512000", "707000", 500, journal="V/E"), validate=True)
    client = signed_in(dossier)
    parts = {"dossier": SIREN, "exercice": "2025", "journal": "V/E", "number": "1"}
    done = client.get(reverse("books:entry-by-number", kwargs=parts))
    assert done.status_code == 302 and "/2025/ecriture/" in done["Location"]


@pytest.mark.covers("S-019", "S-267")
@pytest.mark.parametrize(
    "path", ["/2025/comptes", "/2025/tiers", "/2025/tiers/C001", "/recherche?q=durand"]
)
def test_lists_are_given_as_files(client: Client, path: str) -> None:
    mark = "&" if "?" in path else "?"
    table = client.get(f"{HOME}{path}{mark}format=csv")
    assert body_of(table).startswith(b"\xef\xbb\xbf")
    book = client.get(f"{HOME}{path}{mark}format=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body_of(book))).get_sheet_by_index(0)
    assert len(rows.to_python()) > 1
    assert body_of(client.get(f"{HOME}{path}{mark}format=pdf")).startswith(b"%PDF-")
    wrong = client.get(f"{HOME}{path}{mark}format=exe")
    assert wrong.status_code == 400 and "xlsx, csv ou pdf" in text_of(wrong)


def test_totals_of_a_file_are_those_of_the_screen(client: Client) -> None:
    book = body_of(client.get(f"{HOME}/2025/comptes?mouvementes=1&format=xlsx"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[-1][1:4] == ["Total", 1810.0, 1810.0]
    assert sum(row[2] or 0 for row in rows[1:-1]) == 1810.0


PATHS = [
    "/2025/comptes", "/2025/compte/411000", "/2025/tiers", "/2025/tiers/C001", "/recherche?q=a",
    "/comptes/recherche?q=4", "/tiers/recherche?q=c", "/2025/ecriture/n/VTE/1",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_sees_them(db: None, path: str) -> None:
    a_readable()
    other = signed_in(a_dossier(siren="552100554"))
    assert other.get(HOME + path).status_code == 404
    assert Client().get(HOME + path).status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/2025/compte/999", "/2025/tiers/999", "/2031/comptes", "/2025/comptes?apres=%00&q=%00%ff",
     "/2025/tiers?compte=%27;--&q=" + "x" * 900, "/recherche?q=a&apres=zzz", "/2025/compte/%00"],
)  # fmt: skip
def test_bad_input_never_breaks(client: Client, path: str) -> None:
    assert client.get(HOME + path).status_code in {200, 400, 404, 422}


def test_brothers_of_an_account_a_third_and_an_entry() -> None:
    dossier = a_readable()
    client = signed_in(dossier)

    def beside(query: str) -> list[tuple[str, str]]:
        found = client.get(f"{HOME}/2025/voisins?{query}").json()["items"]
        return [(one["label"], one["url"]) for one in found]

    accounts = beside("compte=411000")
    assert ("411000 Clients", f"{HOME}/2025/compte/411000") in accounts
    assert [label for label, _ in accounts] == sorted(label for label, _ in accounts)
    assert any(url == f"{HOME}/2025/tiers/C001" for _, url in beside("tiers=C001"))
    with access.read(system_act(), dossier):
        journal = Journal.objects.get(dossier_id=dossier, code="VTE").id
        sale = Entry.objects.filter(
            dossier_id=dossier, journal_id=journal, date__year=2025
        ).order_by("date")[0]
    page = f"{HOME}/2025/ecriture/{sale.public_id}"
    urls = [url for _, url in beside(f"ecriture={sale.public_id}")]
    assert page in urls
    assert "voisins?ecriture=" in client.get(page).content.decode()
    assert client.get(f"{HOME}/2025/voisins?ecriture=x").status_code == 400
    assert client.get(f"{HOME}/2025/voisins").status_code == 400
