"""`boucle demo`: the cabinet in the database, once."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.queries.grid import grid_data
from boucle.demo import load
from boucle.demo.handover import lettrages_of
from boucle.demo.people import PEOPLE
from boucle.demo.profiles import PROFILES
from boucle.kernel.act import Act, system_act
from boucle.tenancy.public import NewDossier, organisation_named
from tests import database

from .conftest import books_of, profile_of

pytestmark = pytest.mark.commits
Cli = Callable[..., subprocess.CompletedProcess[str]]


def act_of(login: str) -> Act:
    return access.act_of_login(login, system_act())


def load_here(*keys: str) -> None:
    load.prepare_people(PROFILES)
    for key in keys:
        load.load_company(system_act(), profile_of(key))


def rows(statement: str, dossier: int) -> list[tuple[object, ...]]:
    with access.read(system_act(), dossier), connection.cursor() as cursor:
        cursor.execute(statement, [dossier])
        return list(cursor.fetchall())


def test_a_second_run_keeps_what_is_there(boucle_cli: Cli) -> None:
    first = boucle_cli("demo", "--seulement", "sci,conseil", "--json")
    assert first.returncode == 0, first.stderr
    assert "1/2" in first.stderr and "2/2" in first.stderr
    assert json.loads(first.stdout)["created"] == 2
    before = {row.siren: row.id for row in access.portfolio(system_act())}
    again = json.loads(boucle_cli("demo", "--seulement", "sci,conseil", "--json").stdout)
    assert (again["created"], again["kept"], again["dossiers"]) == (0, 2, [])
    assert {row.siren: row.id for row in access.portfolio(system_act())} == before
    logins = (database.data_folder() / "logins.txt").read_text(encoding="utf-8")
    assert "claire" in logins and "demo-claire-2026" in logins


def test_each_person_sees_his_dossiers_and_no_other(clone_db: str) -> None:
    load_here("sci", "conseil")
    sci, own = profile_of("sci").siren, profile_of("conseil").siren
    logins = ("expert", "claire", "helene", "mehdi")
    seen = {login: [d.siren for d in access.portfolio(act_of(login))] for login in logins}
    assert seen == {"expert": [sci], "claire": [sci], "helene": [own], "mehdi": []}
    dossier = access.dossier_for(act_of("claire"), sci)
    assert access.rights_of(act_of("expert"), dossier.id) == access.LEVELS["expert"]
    assert access.rights_of(act_of("claire"), dossier.id) == access.LEVELS["collaborateur"]
    assert access.rights_of(act_of("mehdi"), dossier.id) is None


def test_the_books_hold_what_was_generated(clone_db: str) -> None:
    load_here("sci")
    years = books_of("sci")
    dossier = access.dossier_for(system_act(), years[0].siren).id
    states = [(year.label, year.state) for year in books.years_of(system_act(), dossier)]
    assert states == [(year.label, "closed" if year.closed else "open") for year in years]
    wanted = Counter(
        year.label + ("v" if entry.validated else "d") for year in years for entry in year.entries
    )
    statement = (
        "select y.label || e.state, count(*) from boucle.books_entry e"
        " join boucle.books_fiscal_year y on y.dossier_id = e.dossier_id"
        " and y.id = e.fiscal_year_id where e.dossier_id = %s group by 1"
    )
    assert dict(rows(statement, dossier)) == wanted
    lettered = "select count(*) from boucle.books_lettrage where dossier_id = %s and not is_partial"
    assert rows(lettered, dossier) == [(sum(len(lettrages_of(year)) for year in years),)]
    review = "select count(*) from boucle.books_entry where dossier_id = %s and to_review"
    assert rows(review, dossier) == [(3,)]


def test_it_shows_models_recurring_and_simple_entries(clone_db: str) -> None:
    load_here("conseil", "sci")
    made = "select origin, count(*) from boucle.books_entry where dossier_id = %s group by 1"
    models = "select count(*) from boucle.books_model where dossier_id = %s"
    coming = (
        "select count(*) from boucle.books_subscription where dossier_id = %s and active"
        " and next_date is not null"
    )
    own, kept = (access.dossier_for(system_act(), profile_of(key).siren).id
                 for key in ("conseil", "sci"))  # fmt: skip
    origins = dict(rows(made, own))
    assert (origins["abonnement"], origins["depense"], origins["frais"]) == (1, 2, 1)
    assert rows(models, own)[0][0] >= 4 and rows(coming, own)[0][0] >= 2
    assert not set(dict(rows(made, kept))) & {"abonnement", "depense", "frais"}
    assert rows(models, kept)[0][0] >= 4


def test_every_year_passes_the_check_as_it_goes_out(boucle_cli: Cli, tmp_path: Path) -> None:
    load_here("sci")
    for year in books_of("sci"):
        words = ["--dossier", year.siren, "--exercice", year.label, "--out", str(tmp_path)]
        out = boucle_cli("fec", "export", *words, "--json")
        assert out.returncode == 0, out.stderr
        file = tmp_path / Path(json.loads(out.stdout)["file"]).name
        assert ("provisoire" in file.name) != year.closed
        checked = boucle_cli("fec", "check", str(file), "--json")
        assert checked.returncode == 0, (file, checked.stdout, checked.stderr)
        assert json.loads(checked.stdout)["verdict"] == ("conforme" if year.closed else "alerte")


def test_an_interrupted_company_is_made_again(clone_db: str) -> None:
    load.prepare_people(PROFILES)
    profile = profile_of("sci")
    cabinet = organisation_named("cabinet", load.CABINET_NAME)
    assert cabinet is not None
    new = NewDossier(siren=profile.siren, name=profile.name, cabinet_id=cabinet.id)
    half = access.create_dossier(system_act(), new)
    assert load.loaded_sirens(system_act()) == set()
    load.load_company(system_act(), profile)
    assert load.loaded_sirens(system_act()) == {profile.siren}
    assert access.dossier_for(system_act(), profile.siren).id != half


def test_an_unknown_company_is_wrong_usage(boucle_cli: Cli) -> None:
    done = boucle_cli("demo", "--seulement", "rien")
    assert done.returncode == 2
    assert "boulangerie" in done.stderr


def test_the_demo_is_not_somebodys(boucle_cli: Cli) -> None:
    load.prepare_people(PROFILES)
    done = boucle_cli("demo", "--as", "claire")
    assert done.returncode == 2 and "sans --as" in done.stderr
    assert access.portfolio(system_act()) == []


def test_the_logins_are_shown_with_their_passwords() -> None:
    lines = load.login_lines()
    assert lines[1].split()[:2] == ["claire", "demo-claire-2026"]
    assert len(lines) == len(PEOPLE) + 4 and "second facteur" in lines[-1]
    assert any(line.split()[0] == "sam" for line in lines)


def test_the_operator_and_the_contracts_of_the_demo() -> None:
    for _ in range(2):
        load.prepare_people(PROFILES)
    act = system_act()
    rows, _ = access.clients(act, signed=True)
    assert [(row.is_active, row.is_spoken_for) for row in rows.rows] == [(True, True)] * 2
    (waiting,) = access.waiting_requests(act)
    assert waiting.login == "nadia"


def test_the_grid_learns_from_the_demo(clone_db: str) -> None:
    load_here("menuiserie")
    act, dossier = system_act(), _only_dossier()
    year = books.years_of(act, dossier)[-1]
    found = {
        journal.type: grid_data(act, dossier, year, journal, year.start)
        for journal in books.journals_of(act, dossier)
    }
    usual = [
        [(line["account"], line["vat"]) for line in row[8]["lines"]]
        for kind in ("achats", "ventes")
        for row in found[kind]["thirds"]
        if len(row) > 8 and row[8] and row[8]["state"] == "habituel"
    ]
    assert [("704100", "V10"), ("704200", "V55")] in usual, "a customer of two rates"
    assert [("611300", "BT20")] in usual, "a supplier whose customer owes the tax"
    assert [("601000", "D20")] in usual
    reverse = next(code for code in found["achats"]["vat"] if code["code"] == "BT20")
    assert (reverse["account"], reverse["pair"]["account"]) == ("445663", "445300")


def _only_dossier() -> int:
    (row,) = access.portfolio(system_act())
    return row.id
