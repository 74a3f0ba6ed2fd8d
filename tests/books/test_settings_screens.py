"""Settings of a Dossier over HTTP: empty, full, wrong, without the right, of another tenant."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.queries import setup
from boucle.kernel.act import system_act
from boucle.tenancy.public import NewDossier, Organisation

from .build_setup import SIREN, a_dossier, a_person, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
HOME = f"/d/{SIREN}"
PAGES = ("/reglages", "/exercices", "/reglages/plan", "/reglages/journaux", "/reglages/tva",
         "/reglages/droits")  # fmt: skip
FORMS = (
    "/reglages/plan/nouveau",
    "/reglages/plan/importer",
    "/reglages/plan/compte/401000",
    "/reglages/journaux/nouveau",
    "/reglages/journaux/code/ACH",
    "/reglages/tva/nouveau",
    "/reglages/tva/code/D20",
    "/reglages/tiers/nouveau",
)


def signed_in(dossier: int, level: str = "expert", login: str = "jeanne") -> Client:
    a_person(dossier, level, login)
    client = Client()
    client.force_login(access.User.objects.get(login=login))
    return client


@pytest.fixture
def dossier() -> int:
    return a_dossier()


@pytest.fixture
def client(dossier: int) -> Client:
    return signed_in(dossier)


def text_of(response: Any) -> str:
    return response.content.decode()


def said(client: Client, path: str, **data: object) -> str:
    """Post, follow, and give the page with its toast."""
    response = client.post(f"{HOME}{path}", data, follow=True)
    assert response.status_code == 200, text_of(response)[:3000]
    return text_of(response)


@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_pages_open_for_who_manages(client: Client, path: str) -> None:
    page = client.get(f"{HOME}{path}")
    assert page.status_code == 200
    assert text_of(page).count("<h1>") == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_sees_without_buttons(dossier: int, path: str) -> None:
    page = main(client_page(signed_in(dossier, "lecture"), path))
    kept = re.sub(r"<form class=\"filters\".*?</form>", "", page, flags=re.S)
    if path == "/reglages":
        kept = re.sub(r"<form class=\"form\".*?</form>", "", kept, flags=re.S)
    assert "<form" not in kept and "btn primary" not in page


def client_page(client: Client, path: str) -> str:
    response = client.get(f"{HOME}{path}")
    assert response.status_code == 200
    return text_of(response)


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("path", FORMS)
def test_a_reader_is_refused_the_forms(dossier: int, path: str) -> None:
    assert signed_in(dossier, "lecture").get(f"{HOME}{path}").status_code == 403


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/reglages/identite", {"siren": SIREN, "name": "X"}),
        ("/reglages/archiver", {}),
        ("/reglages/droits/donner", {"login": "jeanne", "level": "expert"}),
        ("/reglages/journaux/mois", {"journal": "ACH", "mois": "2025-01", "verrou": "1"}),
        ("/reglages/tva/usuels", {"due_on": "debits"}),
        ("/exercices/ouvrir", {"start": "01/01/2026", "end": "31/12/2026"}),
        ("/exercices/2025/etat", {"etat": "cloture"}),
    ],
)
def test_a_reader_changes_nothing(dossier: int, path: str, data: dict[str, str]) -> None:
    assert signed_in(dossier, "lecture").post(f"{HOME}{path}", data).status_code == 403


@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_another_tenant_does_not_know_that_it_exists(dossier: int, path: str) -> None:
    other = a_dossier(siren="552100554")
    assert signed_in(other).get(f"{HOME}{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_dossier_without_books_has_empty_pages(path: str) -> None:
    number = access.create_dossier(ACT, NewDossier(siren=SIREN, name="Vide"))
    assert client_page(signed_in(number), path)


def test_identity_is_changed_and_a_wrong_siren_told(client: Client) -> None:
    values = {"siren": SIREN, "name": "Durand & Cie", "legal_form": "SAS", "tax_regime": "is_rs",
              "vat_regime": "simplifie", "fec_regime": "BIC"}  # fmt: skip
    assert "Durand &amp; Cie" in said(client, "/reglages/identite", **values)
    wrong = client.post(f"{HOME}/reglages/identite", {**values, "siren": "732829321"})
    assert wrong.status_code == 422
    assert "sa clé est fausse" in text_of(wrong) and "732829321" in text_of(wrong)
    moved = client.post(
        f"{HOME}/reglages/identite", {**values, "siren": "552 100 554"}, follow=True
    )
    assert "552\u00a0100\u00a0554" in text_of(moved)


def test_the_siren_stays_after_the_first_entry(client: Client, dossier: int) -> None:
    an_entry(ACT, dossier)
    values = {"siren": "552100554", "name": "D", "legal_form": "", "tax_regime": "is_rs",
              "vat_regime": "simplifie", "fec_regime": "BIC"}  # fmt: skip
    page = client.post(f"{HOME}/reglages/identite", values)
    assert (page.status_code, "ne change plus" in text_of(page)) == (422, True)


def test_an_archived_dossier_is_read_and_never_written(client: Client, dossier: int) -> None:
    an_entry(ACT, dossier)
    assert client.post(f"{HOME}/reglages/archiver").status_code == 400
    assert "est archivé" in said(client, "/reglages/archiver", siren=SIREN)
    pages = ("/", "/2025/balance", "/2025/grand-livre", "/2025/brouillard", "/preuve", *PAGES)
    buttonless = {"/2025/brouillard/actes?", "/reglages/identite"}
    left = {"/reglages/remettre-en-service", "/preuve/verifier"} | buttonless
    for path in pages:
        page = client_page(client, path)
        assert "Dossier archivé le" in page, path
        acts = re.findall(r'<form[^>]*method="post"[^>]*action="/d/\d+([^"]+)"', page)
        assert {act for act in acts if not act.startswith("/reglages/droits")} <= left, (path, acts)
    for path, data in (
        ("/2025/saisie", {"journal": "ACH"}),
        ("/reglages/identite", {"siren": SIREN, "name": "Autre", "legal_form": ""}),
        ("/reglages/plan/nouveau", {"number": "606999", "label": "Autre"}),
        ("/reglages/journaux/nouveau", {"code": "XX", "label": "Autre", "type": "od"}),
        ("/exercices/2025/etat", {"etat": "cloture"}),
    ):
        refused = client.post(f"{HOME}{path}", data)
        assert refused.status_code == 422, path
        assert "Ce dossier est archivé" in text_of(refused), path


def test_the_portfolio_lists_the_archived_apart(client: Client) -> None:
    said(client, "/reglages/archiver", siren=SIREN)
    assert f'href="/d/{SIREN}/' not in text_of(client.get("/portefeuille"))
    page = text_of(client.get("/portefeuille?archives=1"))
    assert f'href="/d/{SIREN}/' in page
    assert "archivé le" in page
    found = client.get("/palette?q=durand", headers={"accept": "application/json"}).json()
    assert [one["detail"] for one in found["items"]] == [f"{SIREN} · archivé"]


def test_an_archived_dossier_is_taken_back(client: Client, dossier: int) -> None:
    said(client, "/reglages/archiver", siren=SIREN)
    assert client.post(f"{HOME}/reglages/remettre-en-service").status_code == 400
    assert "est remis en service" in said(client, "/reglages/remettre-en-service", siren=SIREN)
    assert "Dossier archivé" not in client_page(client, "/reglages")
    an_entry(ACT, dossier)
    acts = text_of(client.get(f"{HOME}/reglages/audit"))
    assert "Dossier remis en service" in acts


def test_who_does_not_manage_archives_nothing_and_takes_nothing_back(dossier: int) -> None:
    colleague = signed_in(dossier, "collaborateur", "paul")
    assert colleague.post(f"{HOME}/reglages/archiver", {"siren": SIREN}).status_code == 403
    books.archive(ACT, dossier)
    page = client_page(colleague, "/reglages")
    assert "Dossier archivé le" in page
    assert "remettre-en-service" not in page
    answer = colleague.post(f"{HOME}/reglages/remettre-en-service", {"siren": SIREN})
    assert answer.status_code == 422


def test_years_open_close_and_reopen(client: Client, dossier: int) -> None:
    assert 'value="01/01/2026"' in client_page(client, "/exercices")
    page = said(client, "/exercices/ouvrir", start="010126", end="31/12/2026", label="")
    assert "L’exercice 2026 est ouvert." in page and "en cours" in page
    gap = client.post(f"{HOME}/exercices/ouvrir", {"start": "01/02/2027", "end": "31/12/2027"})
    assert (gap.status_code, "01/01/2027" in text_of(gap)) == (422, True)
    odd = client.post(f"{HOME}/exercices/ouvrir", {"start": "30/02/2027", "end": "31/12/2027"})
    assert (odd.status_code, "n’existe pas" in text_of(odd)) == (422, True)
    assert "est clôturé" in said(client, "/exercices/2025/etat", etat="cloture")
    assert "est rouvert" in said(client, "/exercices/2025/etat", etat="ouvert")
    an_entry(ACT, dossier)
    refused = client.post(f"{HOME}/exercices/2025/etat", {"etat": "cloture"})
    assert (refused.status_code, "brouillard" in text_of(refused)) == (422, True)


def test_an_account_is_added_changed_and_retired(client: Client, dossier: int) -> None:
    new = {"number": "606 410", "label": "Papeterie", "vat_code": "", "contra_number": ""}
    assert "Compte 606410 enregistré" in said(client, "/reglages/plan/nouveau", **new)
    again = client.post(f"{HOME}/reglages/plan/nouveau", new)
    assert (again.status_code, "existe déjà" in text_of(again)) == (422, True)
    path = "/reglages/plan/compte/606410"
    said(client, path, number="606411", label="Papeterie", lettrable="1", vat_code="d20")
    row = setup.account_for(ACT, dossier, "606411")
    assert (row.lettrable, row.is_control, row.vat_code) == (True, False, "D20")
    said(client, "/reglages/plan/compte/606411", acte="retirer")
    assert "606411" not in client_page(client, "/reglages/plan?q=papeterie")
    assert "retiré" in client_page(client, "/reglages/plan?q=papeterie&tous=1")
    assert client.get(f"{HOME}/reglages/plan/compte/999").status_code == 404


def test_the_chart_is_filtered_and_paged(client: Client) -> None:
    assert "Aucun compte ne répond" in client_page(client, "/reglages/plan?q=zzzz")
    first = client_page(client, "/reglages/plan")
    key = re.search(r"apres=(\d+)", first)
    assert key and f">{key[1]}<" in first
    assert f">{key[1]}<" not in main(client_page(client, f"/reglages/plan?apres={key[1]}"))
    assert "512000" in client_page(client, "/reglages/plan?classe=5")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_exported_chart_comes_back_as_it_was(client: Client, dossier: int, format: str) -> None:
    answer = client.get(f"{HOME}/reglages/plan?format={format}")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if format == "xlsx":
        assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    sent = client.post(
        f"{HOME}/reglages/plan/importer", {"fichier": SimpleUploadedFile(f"p.{format}", data)}
    )
    page = text_of(sent)
    assert sent.status_code == 200, page[:2000]
    assert "Le fichier n’apporte rien de nouveau" in page
    assert "Lignes laissées de côté" not in page


def test_a_chart_is_judged_then_written(client: Client, dossier: int) -> None:
    text = "Numéro;Intitulé\n606410;Papeterie\n40;Trop court\n401000;Nos fournisseurs\n606410;Bis\n"
    file = SimpleUploadedFile("plan.csv", text.encode("cp1252"))
    page = text_of(client.post(f"{HOME}/reglages/plan/importer", {"fichier": file}))
    assert "Papeterie" in page and "3 à 20 caractères" in page and "déjà plus haut" in page
    plan = re.search(r'name="plan" value="([^"]+)"', page)
    assert plan
    done = said(client, "/reglages/plan/importer", plan=plan[1], renommer="1")
    assert "1 comptes ajoutés, 1 libellés changés" in done
    assert setup.account_for(ACT, dossier, "401000").label == "Nos fournisseurs"
    forged = client.post(f"{HOME}/reglages/plan/importer", {"plan": plan[1][:-3] + "abc"})
    assert forged.status_code == 400


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b"PK\x03\x04 not a zip", "illisible"),
        (b"\x00\x01\x02", "ni un CSV ni un classeur"),
        (b"bonjour\n", "Aucune ligne"),
        (b"606410;x\n" * 20_002, "20 000 lignes"),
    ],
)
def test_what_is_no_chart_is_told(client: Client, data: bytes, words: str) -> None:
    file = SimpleUploadedFile("plan.xlsx", data)
    page = client.post(f"{HOME}/reglages/plan/importer", {"fichier": file})
    assert (page.status_code, words in text_of(page)) == (422, True), text_of(page)[:2500]


def test_journals_and_their_months(client: Client, dossier: int) -> None:
    an_entry(ACT, dossier)
    assert "en brouillard" in client_page(client, "/reglages/journaux")
    lock = {"journal": "ACH", "mois": "2025-01", "verrou": "1"}
    assert "mois clôturé" in said(client, "/reglages/journaux/mois", **lock)
    assert "mois rouvert" in said(client, "/reglages/journaux/mois", **{**lock, "verrou": "0"})
    full = said(client, "/reglages/journaux/mois", **{**lock, "mois": "2025-03"})
    assert "encore des écritures en brouillard" in full
    assert client.post(f"{HOME}/reglages/journaux/mois", {"mois": "x"}).status_code == 400
    new = {"code": "bq2", "label": "La Poste", "type": "banque", "contra_number": "512000"}
    assert "Journal BQ2 enregistré" in said(client, "/reglages/journaux/nouveau", **new)
    wrong = client.post(f"{HOME}/reglages/journaux/nouveau", {**new, "code": "a b", "label": ""})
    assert (wrong.status_code, text_of(wrong).count('class="problem"')) == (422, 2)
    said(client, "/reglages/journaux/code/BQ2", **{**new, "code": "LBP"})
    said(client, "/reglages/journaux/code/LBP", acte="retirer")
    assert [j.code for j in books.journals_of(ACT, dossier) if not j.active] == ["LBP"]
    assert client.get(f"{HOME}/reglages/journaux/code/ZZ").status_code == 404


def test_a_third_party_is_added_and_changed(client: Client, dossier: int) -> None:
    new = {"number": "FDUPONT", "label": "Dupont", "siren": "", "contra_number": "606400"}
    assert "Dupont" in said(client, "/reglages/tiers/nouveau", **new)
    page = said(client, "/reglages/tiers/code/FDUPONT", **{**new, "label": "Dupont & Fils"})
    assert "Dupont &amp; Fils" in page
    wrong = client.post(f"{HOME}/reglages/tiers/code/FDUPONT", {**new, "siren": "123"})
    assert (wrong.status_code, "9" in text_of(wrong)) == (422, True)
    said(client, "/reglages/tiers/code/FDUPONT", acte="retirer")
    assert not setup.third_party_for(ACT, dossier, "FDUPONT").active


def test_rights_are_given_changed_and_revoked(client: Client, dossier: int) -> None:
    company = Organisation.objects.create(kind="company", name="Durand")
    access.create_user(
        login="remi", name="Rémi", password="long-assez-42", organisation_id=company.id
    )
    page = said(client, "/reglages/droits/donner", login="REMI", level="lecture")
    assert "Rémi" in page
    outside = client.post(
        f"{HOME}/reglages/droits/donner", {"login": "remi", "level": "collaborateur"}
    )
    assert (outside.status_code, "aucun cabinet" in text_of(outside)) == (422, True)
    unknown = client.post(f"{HOME}/reglages/droits/donner", {"login": "x", "level": "lecture"})
    assert unknown.status_code == 422
    last = client.post(f"{HOME}/reglages/droits/donner", {"login": "jeanne", "level": "lecture"})
    assert (last.status_code, "Personne d’autre" in text_of(last)) == (422, True)
    remi = next(p for p in access.people_of(ACT, dossier) if p.login == "remi")
    assert "sont retirés" in said(client, f"/reglages/droits/{remi.user_id}/retirer")
    me = next(p for p in access.people_of(ACT, dossier) if p.login == "jeanne")
    refused = client.post(f"{HOME}/reglages/droits/{me.user_id}/retirer")
    assert (refused.status_code, "dernière personne" in text_of(refused)) == (422, True)
