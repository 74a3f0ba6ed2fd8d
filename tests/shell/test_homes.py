"""Homes, portfolio, home of a Dossier, palette: what each shows and to whom."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boucle.access.public import create_user, grant_level
from boucle.books.public import save_draft, validate_entries
from boucle.books.texts_acts import ACTS
from boucle.kernel.act import system_act
from boucle.tenancy.public import NewDossier, Organisation
from tests.books.build import a_dossier, a_line, a_year, an_entry

pytestmark = pytest.mark.django_db
SIREN, OTHER = "732829320", "552100554"


def a_person(kind: str, *grants: tuple[int, str], login: str = "lea") -> Client:
    """Signed in, a member of an organisation of that kind, with these rights."""
    place = Organisation.objects.create(kind=kind, name=f"{kind} {login}")
    user = create_user(login=login, name="Léa", password="x" * 12, organisation_id=place.id)
    for dossier, level in grants:
        grant_level(system_act(), dossier, login=login, level=level)
    client = Client()
    client.force_login(user)
    return client


def a_sale(day: str, euros: int) -> dict[str, Any]:
    lines = a_line("411000", debit=euros * 100), a_line("707000", credit=euros * 100)
    return an_entry(*lines, journal="VTE", day=day)


@pytest.fixture
def kept() -> int:
    """Two years; in 2026 a sale validated in January and a payment in draft in March."""
    act = system_act()
    dossier = a_dossier(act, siren=SIREN, years=(2025, 2026))
    save_draft(act, dossier, a_sale("2025-01-10", 1000))
    save_draft(act, dossier, a_sale("2026-01-10", 1500))
    validate_entries(act, dossier, a_year(dossier, "2026"))
    lines = a_line("512000", debit=50000), a_line("411000", credit=50000)
    save_draft(act, dossier, an_entry(*lines, journal="BQ", day="2026-03-02"))
    return dossier


@pytest.fixture(autouse=True)
def a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boucle.kernel.clock.today", lambda: date(2026, 11, 24))


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def test_the_owner_reads_honest_figures(kept: int) -> None:
    text = text_of(a_person("company", (kept, "lecture")), "/")
    assert "Comptabilité tenue jusqu’à mars 2026" in text
    assert "500,00 €" in text, "cash"
    assert "2 000,00 €" in text, "customers: 1 000 carried + 1 500 - 500"
    assert "1 500,00 €" in text and "mêmes mois entiers : 1 000,00 €" in text, (
        "result and last year"
    )
    assert "Saisir" not in text and "saisie/simple" not in text


def test_who_keeps_his_own_company_has_the_simple_entry_as_big_buttons(kept: int) -> None:
    text = text_of(a_person("company", (kept, "ecriture")), "/")
    kinds = ("recette", "depense", "virement", "frais")
    assert all(f"/d/{SIREN}/2026/saisie/simple/{kind}" in text for kind in kinds)


def test_no_figure_where_no_month_is_kept() -> None:
    text = text_of(a_person("company", (a_dossier(), "autonome")), "/")
    assert "pas encore de chiffre" in text and "€" not in text


def test_the_firm_sees_what_waits_and_what_is_late(kept: int) -> None:
    text = text_of(a_person("cabinet", (kept, "collaborateur")), "/")
    assert "2 écritures en brouillard dans 1 dossier" in text
    assert "1 dossier en retard de tenue" in text and "mars 2026" in text


def test_nobody_without_a_dossier_meets_a_dead_end() -> None:
    assert "Votre portefeuille est vide" in text_of(a_person("cabinet"), "/")
    assert "aucun dossier" in text_of(a_person("company", login="max"), "/")


def test_the_portfolio_shows_filters_and_turns(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    act = system_act()
    other = a_dossier(act, siren=OTHER)
    hidden = a_dossier(act, siren="404833048")
    client = a_person("cabinet", (kept, "collaborateur"), (other, "collaborateur"))
    text = text_of(client, "/portefeuille")
    assert f"/d/{SIREN}/" in text and f"/d/{OTHER}/" in text and "/d/404833048/" not in text
    assert hidden and "2 dossiers" in text
    assert f"/d/{OTHER}/" not in text_of(client, "/portefeuille?brouillard=1")
    assert f"/d/{SIREN}/" not in text_of(client, "/portefeuille?q=552 100")
    assert "Aucun dossier ne répond" in text_of(client, "/portefeuille?q=zzz")
    whole = __import__("boucle.shell.web.home", fromlist=["portfolio_page"]).portfolio_page
    monkeypatch.setattr(
        "boucle.shell.web.home.portfolio_page", lambda *a, **k: whole(*a, **k, limit=1)
    )
    first = client.get("/portefeuille")
    after = first.context["found"].after
    second = client.get("/portefeuille", {"apres": after})
    assert first.context["rows"][0].key != second.context["rows"][0].key
    assert not second.context["found"].after
    assert client.get("/portefeuille?apres=%21").status_code == 400


def test_lists_cost_the_same_for_one_dossier_and_for_five(kept: int) -> None:
    client = a_person("cabinet", (kept, "collaborateur"))
    costs = []
    for siren in ("", OTHER, "404833048", "542051180", "552032534"):
        if siren:
            grant_level(system_act(), a_dossier(siren=siren), login="lea", level="lecture")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == client.get("/portefeuille").status_code == 200
        costs.append(len(asked))
    assert len(set(costs)) == 1, costs


def test_the_home_of_a_dossier(kept: int) -> None:
    text = text_of(a_person("cabinet", (kept, "collaborateur")), f"/d/{SIREN}/")
    assert "Aucune écriture en février 2026, avril 2026" in text
    assert "2 écritures en brouillard" in text and "Écritures validées" in text
    assert 'class="is-validated"' in text and 'class="is-draft"' in text
    assert 'class="is-later"' in text and "Mode Expert-Comptable" in text


@pytest.mark.parametrize("page", ["", "2026/brouillard", "recherche?q=achat", "2026/journaux"])
def test_a_page_sends_twelve_statements_at_most(kept: int, page: str) -> None:
    client = a_person("cabinet", (kept, "collaborateur"))
    client.get(f"/d/{SIREN}/{page}")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/d/{SIREN}/{page}").status_code == 200
    of_tests = ("SAVEPOINT", "RELEASE SAVEPOINT", "set local boucle.scope = ''")
    sent = [one["sql"] for one in asked if not one["sql"].startswith(of_tests)]
    assert len(sent) <= 12, "\n".join(sent)


def test_another_exercice_of_the_same_screen(kept: int) -> None:
    client = a_person("cabinet", (kept, "collaborateur"))
    text = text_of(client, f"/d/{SIREN}/?exercice=2025")
    assert "janvier 2025" in text and f'href="/d/{SIREN}/?exercice=2026"' in text
    inside = text_of(client, f"/d/{SIREN}/2025/brouillard?mois=2025-01&x=1")
    assert f'href="/d/{SIREN}/2026/brouillard?x=1"' in inside


def test_a_new_dossier_has_a_checklist() -> None:
    text = text_of(a_person("company", (a_dossier(), "autonome")), f"/d/{SIREN}/")
    assert "Pour commencer" in text and "Reprendre un FEC" in text


def test_two_dossiers_of_one_siren_are_chosen_from() -> None:
    act = system_act()
    first = a_dossier(act)
    firm = Organisation.objects.create(kind="company", name="Autre client")
    from boucle.access.public import create_dossier

    new = NewDossier(siren=SIREN, name="Même société", client_id=firm.id)
    second = create_dossier(act, new)
    client = a_person("cabinet", (first, "lecture"), (second, "lecture"))
    text = text_of(client, f"/d/{SIREN}/", 300)
    links = [part.split('"')[0] for part in text.split('href="') if part.startswith("/d/")]
    assert len(links) == 2 and all(client.get(link).status_code == 200 for link in links)
    rows = client.get("/portefeuille").context["rows"]
    assert {f"/d/{row.key}/" for row in rows} == set(links)


def test_the_palette_finds(kept: int) -> None:
    client = a_person("cabinet", (kept, "collaborateur"))
    dossiers = client.get("/palette?q=societe").json()["items"]
    assert [item["url"] for item in dossiers] == [f"/d/{SIREN}/"]
    assert client.get("/palette?q=").json() == {"items": []}
    inside = client.get(f"/d/{SIREN}/palette?q=cli").json()["items"]
    assert all(set(item) == {"label", "detail", "kind", "url"} for item in inside)


def test_what_the_palette_reads(kept: int) -> None:
    from boucle.books.queries.home import palette

    act = system_act()
    found = {(row.kind, row.code) for row in palette(act, kept, "energie")}
    assert found == {("account", "606100"), ("third", "F001")}
    assert ("account", "411000") in {(r.kind, r.code) for r in palette(act, kept, "411")}
    numbers = [row for row in palette(act, kept, "1") if row.kind == "entry"]
    assert [row.year for row in numbers] == ["2026"]
    assert palette(act, kept, "  ") == [] and palette(act, kept, "9" * 60) == []


def test_preferences(kept: int) -> None:
    client = a_person("cabinet", (kept, "lecture"))
    assert "Hauteur des lignes" in text_of(client, "/preferences")
    client.post("/preferences", {"theme": "dark", "density": "compact"})
    assert 'data-theme="dark" data-density="compact"' in text_of(client, "/")
    client.post("/preferences", {"theme": "<b>", "density": ""})
    assert 'data-theme="dark" data-density="compact"' in text_of(client, "/")


def test_every_act_of_a_dossier_has_its_words() -> None:
    root = Path(__file__).resolve().parents[2] / "boucle"
    sources = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    verbs = set(re.findall(r'audit\.record\(\s*[\w.]+,\s*"([a-z_.]+)"', sources))
    of_the_service = {verb for verb in verbs if verb.startswith(("access.session", "access.user"))}
    assert len(verbs) > 10 and not verbs - of_the_service - set(ACTS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/2025/balance?brouillard=1&apres=x", "/2025/balance?brouillard=1"),
        ("/2026/grand-livre", "/2025/grand-livre"),
        ("/recherche?q=loyer", "/recherche?q=loyer"),
        ("/2025/compte/411000", "/2025/comptes"),
        ("/2025/ecriture/01890000-0000-7000-8000-000000000000", "/"),
        ("/import", "/"),
        ("/nulle/part", "/"),
    ],
)
def test_another_dossier_opens_on_the_same_screen(kept: int, before: str, after: str) -> None:
    other = a_dossier(siren=OTHER, years=(2025,))
    client = a_person("cabinet", (kept, "expert"), (other, "lecture"))
    query = {"vers": OTHER, "de": f"/d/{SIREN}{before}"}
    assert client.get("/dossiers/aller", query).headers["Location"] == f"/d/{OTHER}{after}"
    items = client.get("/palette", {"q": OTHER, "de": f"/d/{SIREN}{before}"}).json()["items"]
    assert items[0]["url"].startswith("/dossiers/aller?")


def test_nobody_goes_to_a_dossier_that_is_not_his(kept: int) -> None:
    client = a_person("company")
    assert client.get("/dossiers/aller", {"vers": SIREN, "de": "/"}).status_code == 404
    assert client.get("/dossiers/aller").status_code == 404
