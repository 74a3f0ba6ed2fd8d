"""The library of models of a cabinet: published, taken onto another chart, updated, its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.commands.dossier import open_dossier
from boucle.books.commands.entry_models import save_model
from boucle.books.commands.model_library import publish_model, take_model, withdraw_model
from boucle.books.queries.grid_models import model_for, models_of
from boucle.books.queries.model_library import library_of
from boucle.books.rules.model_library import on_chart
from boucle.books.types_models import ModelLine, NewModel
from boucle.kernel.act import Act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.tenancy.public import NewDossier, Organisation
from tests.books.test_clients import member

SIREN, OTHER = "732829320", "552100554"
GARAGE = NewModel(
    code="GAR", label="Garage", journals=("achats",),
    lines=(
        ModelLine(account="401000", third="", side="C"),
        ModelLine(account="613200", side="D", formula="solde"),
    ),
)  # fmt: skip


def test_an_account_is_found_on_a_longer_or_shorter_chart() -> None:
    def lines(*numbers: str) -> list[str]:
        return [line.account for line in on_chart(GARAGE, numbers).lines]

    assert lines("40100000", "61320000", "61321000") == ["40100000", "61320000"]
    assert lines("401", "6132", "61") == ["401", "6132"]
    assert lines("512000") == ["401000", "613200"]


@pytest.fixture
def act() -> Act:
    return member("claire", Organisation.objects.create(kind="cabinet", name="Cabinet A"))


def opened(act: Act, siren: str, digits: int = 6) -> int:
    new = NewDossier(siren=siren, name=siren, cabinet_id=access.cabinet_of(act))
    return open_dossier(act, new, date(2025, 1, 1), date(2025, 12, 31), digits=digits)


def states(act: Act, dossier: int) -> list[tuple[str, int, str]]:
    return [(row.code, row.version, row.state) for row in library_of(act, dossier) or ()]


@pytest.mark.django_db
def test_a_model_goes_from_one_dossier_to_another_and_its_update_shows(act: Act) -> None:
    first, second = opened(act, SIREN), opened(act, OTHER, digits=8)
    save_model(act, first, GARAGE)
    assert publish_model(act, first, "GAR") == 1
    assert states(act, first) == [("GAR", 1, "same")]
    assert states(act, second) == [("GAR", 1, "absent")]
    take_model(act, second, "GAR")
    assert [line.account for line in model_for(act, second, "GAR").lines] == [
        "40100000", "61320000",
    ]  # fmt: skip
    assert states(act, second) == [("GAR", 1, "same")]
    save_model(act, first, replace(GARAGE, label="Garage et parking"), code="GAR")
    assert states(act, first) == [("GAR", 1, "changed")]
    assert publish_model(act, first, "GAR") == 2
    assert states(act, second) == [("GAR", 2, "older")]
    assert take_model(act, second, "GAR") == 2
    assert model_for(act, second, "GAR").label == "Garage et parking"
    withdraw_model(act, second, "GAR")
    assert states(act, first) == [] and model_for(act, first, "GAR")


@pytest.mark.django_db
def test_a_model_of_ones_own_is_not_replaced_nor_one_taken_without_its_accounts(act: Act) -> None:
    first, second = opened(act, SIREN), opened(act, OTHER)
    save_model(act, first, GARAGE)
    save_model(act, second, replace(GARAGE, label="Le mien"))
    publish_model(act, first, "GAR")
    assert states(act, second) == [("GAR", 1, "taken")]
    with pytest.raises(Refused, match="son propre modèle"):
        take_model(act, second, "GAR")
    with pytest.raises(NotFound):
        publish_model(act, first, "RIEN")
    with pytest.raises(NotFound):
        take_model(act, second, "RIEN")


@pytest.mark.django_db
def test_another_cabinet_and_a_company_see_nothing_of_it(act: Act) -> None:
    mine = opened(act, SIREN)
    save_model(act, mine, GARAGE)
    publish_model(act, mine, "GAR")
    other = member("paul", Organisation.objects.create(kind="cabinet", name="Cabinet B"))
    theirs = opened(other, OTHER)
    assert states(other, theirs) == []
    with pytest.raises(NotFound):
        take_model(other, theirs, "GAR")
    with pytest.raises(NotFound):
        library_of(other, mine)
    company = member("rémi", Organisation.objects.create(kind="company", name="Durand"))
    access.grant_level(act, mine, login="rémi", level="ecriture")
    assert library_of(company, mine) is None
    with pytest.raises(Forbidden):
        publish_model(company, mine, "GAR")


@pytest.mark.django_db
def test_the_screen_publishes_takes_and_says_where_each_stands(act: Act) -> None:
    dossier = opened(act, SIREN)
    client = Client()
    client.force_login(access.User.objects.get(login="claire"))
    address = f"/d/{SIREN}/reglages/modeles"
    assert "Bibliothèque du cabinet" in client.get(address).content.decode()
    code = models_of(act, dossier)[0].code
    done = client.post(address + "/cabinet", {"code": code, "acte": "publier"}, follow=True)
    page = done.content.decode()
    assert "version 1" in page and "À jour" in page
    client.post(address + "/cabinet", {"code": code, "acte": "retirer"})
    assert states(act, dossier) == []
    assert client.post(address + "/cabinet", {"code": code, "acte": "x"}).status_code == 400
