"""The simple entry on a phone, by touch: each kind, nothing typed is lost, targets for a thumb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from boucle.access.public import User
from boucle.books.queries.simple_entry import simple_latest
from boucle.kernel.act import Act, system_act
from tests.books.build_setup import SIREN, a_dossier
from tests.journeys.people import WORD, a_collaborator, sign_in
from tests.journeys.test_screens import AXE, FULL, RUN, WIDER

pytestmark = [pytest.mark.journey, pytest.mark.commits]
HOME = f"/d/{SIREN}/2025/saisie/simple"
SMALL = """() => [...document.querySelectorAll(
    'main :is(a, button, select, input:not([type=hidden], [type=radio]), label.check)')]
  .filter((one) => one.offsetParent && !one.closest('.crumbs, .error'))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A telephone of 390 px, with fingers and no mouse."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 390, "height": 844},
        has_touch=True, is_mobile=True,
    )  # fmt: skip
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors


def come_in(page: Any, site: str, onward: str) -> None:
    page.goto(f"{site}{onward}")
    page.get_by_label("Identifiant").fill("anne")
    page.get_by_label("Mot de passe").fill(WORD)
    page.get_by_role("button", name="Se connecter", exact=True).tap()
    page.wait_for_url(f"{site}{onward}")


def seen(page: Any) -> list[Any]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong = list(page.evaluate(RUN, FULL)) + list(page.evaluate(SMALL))
    page.emulate_media(color_scheme="dark")
    wrong += page.evaluate(RUN, ["color-contrast"])
    page.emulate_media(color_scheme="light")
    return wrong + ([page.evaluate(WIDER)] if page.evaluate(WIDER) > 0 else [])


def day(page: Any) -> None:
    page.get_by_label("Date").fill("2025-03-14")


def test_each_kind_is_entered_with_a_thumb(site: str, phone: Any) -> None:
    dossier = a_dossier()
    a_collaborator(dossier, level="ecriture")
    come_in(phone, site, HOME)
    assert not seen(phone)

    def begin(kind: str, amount: str) -> None:
        phone.get_by_role("main").get_by_role("link", name=kind).tap()
        phone.get_by_label("Montant").fill(amount)
        assert phone.get_by_label("Montant").get_attribute("inputmode") == "decimal"
        assert not seen(phone)
        day(phone)

    def finish(said: str) -> None:
        phone.get_by_role("button", name="Enregistrer").tap()
        phone.get_by_text(said).wait_for()

    begin("Recette", "240")
    phone.get_by_label("De quoi s’agit-il").select_option(label="Prestations de services")
    phone.get_by_label("Banque").tap()
    finish("Recette enregistrée.")

    begin("Dépense", "60,00")
    phone.get_by_label("De quoi s’agit-il").select_option(label="Carburant")
    assert "80 %" in phone.locator("#vat option:checked").inner_text()
    phone.get_by_label("Pas encore payé").tap()
    phone.get_by_label("Fournisseur").fill("Station du Port")
    finish("Dépense enregistrée.")

    begin("Virement", "300")
    phone.get_by_label("D’où part").select_option(label="Banque")
    phone.get_by_label("Où va").select_option(label="Caisse")
    finish("Virement enregistré.")

    begin("Note de frais", "22")
    phone.get_by_label("De quoi s’agit-il").select_option(label="Repas")
    phone.get_by_label("Salarié").tap()
    phone.get_by_label("Nom de la personne").fill("Léa Petit")
    finish("Note de frais enregistrée.")

    user = User.objects.get(login="anne")
    rows = simple_latest(Act(actor=str(user.public_id), at=system_act().at), dossier)
    assert [(row.kind, row.amount) for row in rows] == [
        ("frais", 2_200), ("virement", 30_000), ("depense", 6_000), ("recette", 24_000),
    ]  # fmt: skip


def test_what_was_typed_survives_a_closed_tab_and_errors_stand_at_their_field(
    site: str, phone: Any
) -> None:
    a_collaborator(a_dossier(), level="ecriture")
    come_in(phone, site, f"{HOME}/depense")
    phone.get_by_label("Montant").fill("19,90")
    phone.get_by_label("Libellé").fill("Timbres de mars")
    again = phone.context.new_page()
    phone.close()
    again.goto(f"{site}{HOME}/depense")
    again.get_by_text("Votre saisie commencée est revenue").wait_for()
    assert again.get_by_label("Montant").input_value() == "19,90"
    again.get_by_role("button", name="Enregistrer").tap()
    again.get_by_text("À compléter").wait_for()
    assert again.evaluate("document.activeElement.id") == "category"
    assert "Choisissez" in again.locator("#category-aide").inner_text()
    assert again.get_by_label("Libellé").input_value() == "Timbres de mars"
    assert not seen(again)
    day(again)
    again.get_by_label("De quoi s’agit-il").select_option(label="Courrier")
    again.get_by_label("Caisse").tap()
    again.get_by_role("button", name="Enregistrer").tap()
    again.get_by_text("Timbres de mars").first.wait_for()
    again.goto(f"{site}{HOME}/depense")
    assert again.get_by_label("Montant").input_value() == ""
    again.goto(f"{site}{HOME}")
    again.get_by_role("link", name="Timbres de mars").tap()
    assert again.get_by_label("Montant").input_value() == "19,90"


def test_the_letters_of_a_company_lead_there(site: str, page: Any) -> None:
    a_collaborator(a_dossier(), level="ecriture")
    sign_in(page, site, f"/d/{SIREN}/2025/balance")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url(f"**{HOME}")
