"""Screens of reading: full, empty, filtered, wrong filters, other tenants, readers, files."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier
from tests.books.reading import a_readable, move, write

pytestmark = pytest.mark.django_db
BASE = f"/d/{SIREN}/2025"
SCREENS = [
    "balance",
    "balance-auxiliaire",
    "balance-mensuelle",
    "grand-livre",
    "grand-livre-auxiliaire",
    "journaux",
    "journal/VTE",
    "centralisateur",
]


def a_client(dossier: int | None, level: str = "lecture", login: str = "lea") -> Client:
    company = Organisation.objects.create(kind="cabinet", name=f"Essai {login}", siren="")
    user = access.create_user(login=login, name="Léa", password="x", organisation_id=company.id)
    if dossier is not None:
        access.grant_level(system_act(), dossier, login=login, level=level)
    client = Client()
    client.force_login(user)
    return client


def shown(answer: Any) -> str:
    return answer.text.replace("\u00a0", " ")


@pytest.mark.parametrize("screen", SCREENS)
def test_an_empty_year_says_so(screen: str) -> None:
    answer = a_client(a_dossier()).get(f"{BASE}/{screen}")
    assert answer.status_code == 200
    assert "n’a pas encore d’écriture" in answer.text
    assert "Saisir une écriture" not in answer.text  # the reader cannot


@pytest.mark.parametrize("screen", SCREENS)
def test_drafts_alone_are_pointed_at(screen: str) -> None:
    dossier = a_dossier()
    write(dossier, move("2025-01-15", "411000", "707000", 100, journal="VTE", third="C001"))
    client = a_client(dossier)
    answer = client.get(f"{BASE}/{screen}")
    if screen not in {"journaux", "journal/VTE"}:
        assert "Inclure le brouillard" in answer.text
    answer = client.get(f"{BASE}/{screen}?brouillard=1")
    assert "1,00" in answer.text


@pytest.mark.parametrize("screen", SCREENS)
def test_strangers_and_the_unknown_get_404(screen: str) -> None:
    a_readable()
    assert a_client(None).get(f"{BASE}/{screen}").status_code == 404
    other = a_dossier(siren="552100554")
    client = a_client(other, login="max")
    assert client.get(f"{BASE}/{screen}").status_code == 404
    assert client.get(f"/d/552100554/1999/{screen}").status_code == 404
    assert client.post(f"/d/552100554/2025/{screen}").status_code == 405
    assert Client().get(f"{BASE}/{screen}").status_code == 302


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("query", ["mois=13", "mois=x", "de=2025-05&a=2025-02", "lettrage=peut"])
def test_wrong_filters_are_said_and_the_page_stays(screen: str, query: str) -> None:
    client = a_client(a_readable())
    answer = client.get(f"{BASE}/{screen}?{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_wrong_day_is_said() -> None:
    client = a_client(a_readable())
    for screen in ("balance", "grand-livre", "balance-auxiliaire"):
        answer = client.get(f"{BASE}/{screen}?au=2026-02-01")
        assert answer.status_code == 422
        assert "n’est pas dans l’exercice 2025" in answer.text


@pytest.mark.parametrize("screen", ["grand-livre", "grand-livre-auxiliaire", "journal/VTE"])
def test_a_wrong_place_is_refused(screen: str) -> None:
    assert a_client(a_readable()).get(f"{BASE}/{screen}?apres=xyz").status_code == 400


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_typed_in_the_address_breaks_a_page(screen: str) -> None:
    client = a_client(a_readable())
    for field in ("compte", "tiers", "mois", "de", "au", "apres", "lettrage", "format"):
        for value in ("%00", "%27", "411%25", "9" * 60, "%C3%A9%E2%80%AE", "%FF", "-1"):
            answer = client.get(f"{BASE}/{screen}?{field}={value}")
            assert answer.status_code in {200, 400, 422}, (field, value)


def test_a_journal_that_is_not_there() -> None:
    client = a_client(a_readable())
    for code in ("XYZ", "%00", "V/T/E", "é"):
        assert client.get(f"{BASE}/journal/{code}").status_code == 404


def test_the_balance_shows_classes_the_year_before_and_its_check() -> None:
    found = shown(a_client(a_readable()).get(f"{BASE}/balance"))
    assert "Classe 4 · Tiers" in found
    assert "Total classe 7" in found
    assert "Débit = Crédit : 1 810,00" in found
    assert "N-1" in found
    assert "380,00 D" in found
    assert "À-nouveaux non repris" not in found


def test_the_balance_says_when_openings_are_missing() -> None:
    client = a_client(a_readable(openings=False))
    for screen in ("balance", "grand-livre", "balance-auxiliaire"):
        assert "À-nouveaux non repris" in client.get(f"{BASE}/{screen}").text


def test_a_long_balance_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boucle.books.web.reading.ACCOUNTS_SHOWN", 4)
    client = a_client(a_readable())
    first = client.get(f"{BASE}/balance")
    assert first.context["next_key"] == "512000"
    assert "Total classe 6" not in first.text
    second = client.get(f"{BASE}/balance?apres=512000")
    assert second.context["next_key"] is None
    assert "Total classe 4" not in second.text
    assert "Total classe 6" in second.text


def test_the_ledger_goes_on_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = a_readable()
    write(dossier, *(move("2025-04-01", "512000", "707000", n) for n in range(1, 211)))
    client = a_client(dossier)
    first = client.get(f"{BASE}/grand-livre?compte=512&brouillard=1")
    key = first.context["found"].next_key
    second = client.get(f"{BASE}/grand-livre", {"compte": "512", "brouillard": "1", "apres": key})
    assert "Report de la page précédente" in second.text
    assert second.context["found"].sections[0].closing == 112_000 + 210 * 211 // 2


def test_links_keep_the_period() -> None:
    client = a_client(a_readable())
    found = client.get(f"{BASE}/balance?mois=2&brouillard=1")
    assert f"{BASE}/balance-auxiliaire?mois=2025-02&amp;brouillard=1" in found.text
    months = [found.context["asked"].month_before, found.context["asked"].month_after]
    assert months == ["2025-01", "2025-03"]
    assert 'data-period="next"' in found.text


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("format", ["csv", "xlsx", "pdf"])
def test_every_list_is_a_file_too(screen: str, format: str) -> None:
    answer = a_client(a_readable()).get(f"{BASE}/{screen}?brouillard=1&format={format}")
    body = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    start = {"csv": "\ufeff".encode(), "xlsx": b"PK", "pdf": b"%PDF"}[format]
    assert body.startswith(start)
    if format == "csv":
        assert ("300,00" in (text := body.decode("utf-8-sig"))) or "420,00" in text


@pytest.mark.parametrize("screen", SCREENS)
def test_an_unknown_format_is_refused(screen: str) -> None:
    assert a_client(a_readable()).get(f"{BASE}/{screen}?format=doc").status_code == 400


def test_the_ledger_as_csv_has_the_running_balance() -> None:
    answer = a_client(a_readable()).get(f"{BASE}/grand-livre?compte=411&mois=2&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1:] == [
        "411000;;;;;;Report;;;;;620,00",
        "411000;C001;10/02/2025;BQ;4;;Achat;;;;120,00;500,00",
    ]


def test_the_ledger_as_a_file_reports_accounts_without_a_line() -> None:
    answer = a_client(a_readable()).get(f"{BASE}/grand-livre?mois=3&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert "101000;;;;;;Report;;;;;-1500,00" in lines
    assert "512000;;;;;;Report;;;;;1120,00" in lines


def test_journals_list_months_drafts_and_the_check() -> None:
    found = shown(a_client(a_readable()).get(f"{BASE}/journaux"))
    assert "Numérotation sans rupture" in found
    assert "mars 2025" in found
    page = shown(
        a_client(a_readable(siren="552100554"), login="max").get("/d/552100554/2025/journal/VTE")
    )
    assert "4 lignes dont 2 en brouillard" in page
