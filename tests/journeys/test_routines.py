"""Models and recurring entries by keyboard, from the entry page to the draft they make."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.books.queries.grid_models import models_of
from boucle.books.queries.subscriptions import subscriptions_of
from boucle.kernel.act import system_act
from tests.books.build_setup import SIREN, a_dossier, an_entry
from tests.journeys.people import a_collaborator, press, sign_in
from tests.journeys.test_screens import look

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()


def test_a_model_is_written_with_the_keyboard(site: str, page: Any) -> None:
    dossier = a_dossier()
    a_collaborator(dossier)
    sign_in(page, site, f"/d/{SIREN}/reglages/modeles")
    assert not list(look(page, "liste"))
    press(page, "n")
    page.wait_for_url("**/reglages/modeles/nouveau")
    page.keyboard.type("tel")
    press(page, "Enter")
    page.keyboard.type("Téléphone")
    for _ in range(6):  # five natures, then the first line
        press(page, "Enter")
    page.keyboard.type("401000")
    page.wait_for_selector("#complete li:first-child:has-text('401000')")
    press(page, "Enter")
    page.keyboard.type("?")
    press(page, "Tab", "c", "Tab")
    page.keyboard.type("{tiers} {mois}")
    press(page, "Tab", "Tab", "Tab")
    rows = page.locator("[data-line-row]")
    rows.nth(1).locator('[name="account"]').fill("626000")
    rows.nth(1).locator('[name="formula"]').fill("L1/1,2")
    rows.nth(2).locator('[name="account"]').fill("445660")
    rows.nth(2).locator('[name="formula"]').fill("solde")
    press(page, "Control+Enter")
    page.wait_for_url("**/reglages/modeles")
    found = next(model for model in models_of(ACT, dossier) if model.code == "TEL")
    assert [(x.account, x.third, x.side, x.formula) for x in found.lines] == [
        ("401000", "?", "C", ""), ("626000", "", "D", "L1/1,2"), ("445660", "", "D", "solde"),
    ]  # fmt: skip


def test_an_entry_becomes_a_recurring_one(site: str, page: Any) -> None:
    dossier = a_dossier()
    a_collaborator(dossier)
    entry = an_entry(ACT, dossier, day="2025-03-31")["entry"]
    sign_in(page, site, f"/d/{SIREN}/abonnements/nouveau?ecriture={entry}")
    assert not list(look(page, "abonnement"))
    page.locator("#until").fill("30/06/2025")
    press(page, "Control+Enter")
    page.wait_for_url("**/abonnements")
    assert not list(look(page, "liste"))
    page.get_by_role("button", name="Générer maintenant").click()
    page.wait_for_selector("text=3 écritures faites en brouillard.")
    (row,) = subscriptions_of(ACT, dossier)
    assert (row.made, row.next) == (3, None)
    press(page, "ArrowDown", "Enter")
    page.wait_for_url(f"**/abonnements/{row.id}")
    page.get_by_role("link", name="Faite").first.click()
    page.wait_for_selector("text=Abonnement")
