"""Models of entries and shortcuts: kept, refused, offered to the grid."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.commands import entry_models as commands
from boucle.books.queries.grid import grid_data
from boucle.books.queries.grid_models import model_for, models_of, shortcuts_of
from boucle.books.queries.setup import journals_of
from boucle.books.rules.model_formula import FormulaLine, evaluate
from boucle.books.types_models import ModelLine, NewModel
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.tenancy.public import NewDossier

from .build import a_year
from .build_setup import SIREN, a_dossier, a_person, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
HOME = f"/d/{SIREN}"
RENT = NewModel(
    code="bail", label="  Bail  du garage ", journals=("achats", "an"),
    lines=(
        ModelLine(account="401000", third="?", side="C", label="{tiers} {mois}"),
        ModelLine(account="613 200", side="D", formula="L1 / 1,2", vat_code="d20"),
        ModelLine(account="445660", side="D", formula="SOLDE"),
    ),
)  # fmt: skip


@pytest.fixture
def dossier() -> int:
    return a_dossier()


def data(dossier: int, code: str) -> dict[str, Any]:
    journal = next(j for j in journals_of(ACT, dossier) if j.code == code)
    found = grid_data(ACT, dossier, a_year(dossier), journal, date(2025, 3, 1))
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def test_a_new_dossier_has_the_usual_models_and_shortcuts(dossier: int) -> None:
    models = {model.code: model for model in models_of(ACT, dossier)}
    assert set(models) == {"ABO", "EMP", "LOA", "LOY", "PAI"}
    assert [line.account for line in models["PAI"].lines] == [
        "641100", "645100", "431000", "437000", "442100", "421000",
    ]  # fmt: skip
    assert [line.formula for line in models["LOY"].lines] == ["", "L1/1,2", "solde"]
    found = {row.code: row.account for row in shortcuts_of(ACT, dossier)}
    assert found["b"] == "512000" and found["os"] == "455000"
    assert commands.add_usual_models(ACT, dossier) == []


def test_every_usual_model_can_be_saved_again_and_balances(dossier: int) -> None:
    for row in models_of(ACT, dossier):
        model = NewModel(code=row.code, label=row.label, journals=row.journals, lines=row.lines)
        commands.save_model(ACT, dossier, model, code=row.code)
        assert model_for(ACT, dossier, row.code).lines == row.lines
        lines = [FormulaLine(line.side, line.formula, line.vat_code) for line in row.lines]
        typed = {at: 12_345 for at, line in enumerate(lines, 1) if not line.formula}
        amounts = evaluate(lines, typed, {"D20": 2000})
        assert sum(a.debit for a in amounts) == sum(a.credit for a in amounts) > 0


def test_a_company_that_deducts_no_vat_has_models_without(dossier: int) -> None:
    new = NewDossier(siren="552100554", name="Micro", vat_regime="franchise")
    small = access.create_dossier(ACT, new)
    books.open_books(ACT, small, date(2025, 1, 1), date(2025, 12, 31))
    rent = model_for(ACT, small, "LOY")
    assert [(line.account, line.formula) for line in rent.lines] == [
        ("401000", ""), ("613200", "solde"),
    ]  # fmt: skip


def test_a_model_is_tidied_kept_replaced_and_deleted(dossier: int) -> None:
    assert commands.save_model(ACT, dossier, RENT) == "BAIL"
    row = model_for(ACT, dossier, "BAIL")
    assert (row.label, row.journals) == ("Bail du garage", ("achats",))
    assert [line.account for line in row.lines] == ["401000", "613200", "445660"]
    assert [line.formula for line in row.lines] == ["", "L1 / 1,2", "solde"]
    assert row.lines[1].vat_code == "D20"
    other = NewModel(code="BAIL2", label="Bail", lines=RENT.lines[:2])
    commands.save_model(ACT, dossier, other, code="BAIL")
    assert [m.code for m in models_of(ACT, dossier) if m.code.startswith("BAIL")] == ["BAIL2"]
    assert len(model_for(ACT, dossier, "BAIL2").lines) == 2
    commands.delete_model(ACT, dossier, "BAIL2")
    with pytest.raises(NotFound):
        model_for(ACT, dossier, "BAIL2")
    with pytest.raises(NotFound):
        commands.delete_model(ACT, dossier, "BAIL2")


def test_what_is_wrong_is_said_line_by_line_at_once(dossier: int) -> None:
    model = NewModel(
        code="?", label="",
        lines=(
            ModelLine(account="999999", side="X", label="{jour}"),
            ModelLine(account="", third="NOBODY", formula="L9", vat_code="ZZ"),
            ModelLine(account="", formula="solde"),
            ModelLine(account="401000", formula="solde"),
        ),
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        commands.save_model(ACT, dossier, model)
    found = {(f.line, f.field) for f in refusal.value.findings}
    assert found == {
        (None, "code"), (None, "label"), (1, "account"), (1, "side"), (1, "label"),
        (2, "third"), (2, "formula"), (2, "vat_code"), (3, "account"), (4, "formula"),
    }  # fmt: skip
    with pytest.raises(Refused, match="existe déjà"):
        commands.save_model(ACT, dossier, NewModel(code="PAI", label="Paie", lines=RENT.lines))
    with pytest.raises(Refused, match="2 à 60 lignes"):
        commands.save_model(ACT, dossier, NewModel(code="UN", label="Un", lines=RENT.lines[:1]))


def test_the_grid_is_offered_those_of_its_journal(dossier: int) -> None:
    commands.save_model(ACT, dossier, NewModel(code="TOUT", label="Tout", lines=RENT.lines))
    buying, misc = data(dossier, "ACH"), data(dossier, "OD")
    assert [model["code"] for model in buying["models"]] == ["ABO", "LOA", "LOY", "TOUT"]
    assert [model["code"] for model in misc["models"]] == ["EMP", "PAI", "TOUT"]
    assert buying["models"][2]["lines"][1] == {
        "account": "613200", "third": "", "side": "D", "label": "{tiers} loyer {mois}",
        "formula": "L1/1,2", "vat": "D20",
    }  # fmt: skip
    assert buying["shortcuts"]["b"] == "512000"


def test_a_shortcut_of_the_dossier_goes_before_the_usual_one(dossier: int) -> None:
    commands.save_shortcut(ACT, dossier, " B ", "512 100")
    commands.save_shortcut(ACT, dossier, "tel", "626000")
    found = {row.code: (row.account, row.own) for row in shortcuts_of(ACT, dossier)}
    assert found["b"] == ("512100", True) and found["tel"] == ("626000", True)
    assert data(dossier, "BQ")["shortcuts"]["b"] == "512100"
    commands.save_shortcut(ACT, dossier, "b", "")
    found = {row.code: (row.account, row.own) for row in shortcuts_of(ACT, dossier)}
    assert found["b"] == ("512000", False)
    with pytest.raises(Refused) as refusal:
        commands.save_shortcut(ACT, dossier, "9", "999")
    assert {f.field for f in refusal.value.findings} == {"code", "account"}


def test_only_who_writes_changes_them(dossier: int) -> None:
    reader = a_person(dossier, "lecture")
    assert models_of(reader, dossier)
    with pytest.raises(Forbidden):
        commands.save_model(reader, dossier, RENT)
    with pytest.raises(Forbidden):
        commands.delete_model(reader, dossier, "PAI")
    with pytest.raises(Forbidden):
        commands.save_shortcut(reader, dossier, "b", "512000")
    writer = a_person(dossier, "ecriture", "ali")
    assert commands.save_model(writer, dossier, RENT) == "BAIL"


def client_of(dossier: int, level: str) -> Client:
    a_person(dossier, level)
    client = Client()
    client.force_login(access.User.objects.get(login="jeanne"))
    return client


def posted(*lines: tuple[str, ...], **head: object) -> dict[str, object]:
    names = ("account", "third", "side", "line_label", "formula", "vat_code")
    columns: dict[str, list[str]] = {name: [] for name in names}
    for line in lines:
        for name, value in zip(names, line, strict=True):
            columns[name].append(value)
    return {**columns, **head}


def test_a_model_is_written_on_its_screen(dossier: int) -> None:
    client = client_of(dossier, "ecriture")
    body = posted(
        ("401000", "?", "C", "{tiers}", "", ""), ("", "", "D", "", "", ""),
        ("606400", "", "D", "", "L1/0", "D20"), ("445660", "", "D", "", "solde", ""),
        code="pap", label="Papeterie", journals=["achats"],
    )  # fmt: skip
    wrong = client.post(f"{HOME}/reglages/modeles/nouveau", body)
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "Division par zéro." in page and 'value="{tiers}"' in page
    body["formula"] = ["", "", "L1/1,2", "solde"]
    done = client.post(f"{HOME}/reglages/modeles/nouveau", body, follow=True)
    assert "Modèle PAP enregistré." in done.content.decode()
    assert len(model_for(ACT, dossier, "PAP").lines) == 3
    assert "L1/1,2" in client.get(f"{HOME}/reglages/modeles/code/PAP").content.decode()
    more = client.post(f"{HOME}/reglages/modeles/nouveau", body | {"more": "1"})
    assert more.content.decode().count("data-line-row") == 4 + 3 + 1
    gone = client.post(f"{HOME}/reglages/modeles/code/PAP", {"acte": "supprimer"}, follow=True)
    assert "supprimé" in gone.content.decode()
    assert client.get(f"{HOME}/reglages/modeles/code/PAP").status_code == 404
    assert (
        "y sont tous"
        in client.post(f"{HOME}/reglages/modeles/usuels", follow=True).content.decode()
    )


def test_an_entry_makes_a_model(dossier: int) -> None:
    entry = an_entry(ACT, dossier)["entry"]
    client = client_of(dossier, "collaborateur")
    show = client.get(f"{HOME}/ecriture/{entry}", follow=True).content.decode()
    assert f"reglages/modeles/nouveau?ecriture={entry}" in show
    page = client.get(f"{HOME}/reglages/modeles/nouveau?ecriture={entry}").content.decode()
    assert 'value="606400"' in page and 'value="solde"' in page and 'value="Fournitures"' in page
    assert client.get(f"{HOME}/reglages/modeles/nouveau?ecriture=x").status_code == 404


def test_shortcuts_on_their_screen(dossier: int) -> None:
    client = client_of(dossier, "ecriture")
    address = f"{HOME}/reglages/raccourcis"
    assert "512000" in client.get(address).content.decode()
    wrong = client.post(f"{address}/enregistrer", {"code": "tel", "account": "626"})
    assert wrong.status_code == 422 and "pas de compte 626" in wrong.content.decode()
    done = client.post(f"{address}/enregistrer", {"code": "tel", "account": "626000"}, follow=True)
    assert "Raccourci tel enregistré." in done.content.decode()


def test_a_reader_sees_models_and_changes_nothing(dossier: int) -> None:
    client = client_of(dossier, "lecture")
    page = client.get(f"{HOME}/reglages/modeles").content.decode()
    assert "PAI" in page and "Nouveau modèle" not in page and "modeles/code/" not in page
    assert "Ajouter ou remplacer" not in client.get(f"{HOME}/reglages/raccourcis").content.decode()
    assert client.get(f"{HOME}/reglages/modeles/nouveau").status_code == 403


def test_models_and_shortcuts_of_another_dossier_are_taken_over(dossier: int) -> None:
    other = a_dossier(siren="552100554")
    books.add_third_parties(ACT, other, [("BAILLEUR", "SCI du Port")])
    books.add_accounts(ACT, other, [("613210", "Garage")])
    lines = (ModelLine(account="401000", third="BAILLEUR", side="C"),
             ModelLine(account="613200", formula="solde"))  # fmt: skip
    commands.save_model(ACT, other, NewModel(code="GAR", label="Garage", lines=lines))
    own = (lines[0], ModelLine(account="613210", formula="solde"))
    commands.save_model(ACT, other, NewModel(code="GAR2", label="Garage", lines=own))
    commands.save_shortcut(ACT, other, "tel", "626000")
    commands.save_shortcut(ACT, other, "gar", "613210")
    client = client_of(dossier, "ecriture")
    address = f"{HOME}/reglages/modeles/reprendre"
    assert client.post(address, {"siren": "552100554"}).status_code == 404
    access.grant_level(ACT, other, login="jeanne", level="lecture")
    page = client.post(address, {"siren": "552 100 554"}, follow=True).content.decode()
    assert "Repris de Ateliers Durand : GAR." in page
    assert [line.third for line in model_for(ACT, dossier, "GAR").lines] == ["?", ""]
    assert {row.code for row in shortcuts_of(ACT, dossier) if row.own} == {"tel"}
    again = client.post(address, {"siren": "552100554"}, follow=True).content.decode()
    assert "Aucun modèle nouveau" in again
    assert client.post(address, {"siren": ""}).status_code == 404
