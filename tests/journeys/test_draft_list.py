"""The brouillard by keyboard: tick and sum, edit, flag, delete."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.books.public import save_draft
from boucle.kernel import clock
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, an_entry
from tests.journeys.people import a_collaborator, press, sign_in
from tests.journeys.test_screens import look

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()


def test_drafts_are_ticked_edited_flagged_and_deleted(site: str, page: Any) -> None:
    dossier = a_dossier()
    a_collaborator(dossier)
    for day in ("10", "11", "12"):
        save_draft(ACT, dossier, an_entry(day=f"2025-03-{day}"))
    sign_in(page, site, f"/d/{SIREN}/2025/brouillard")

    press(page, "ArrowDown", " ", "ArrowDown", " ")
    bar = page.locator(".draft-acts")
    assert "les 2 écritures cochées (240,00)" in bar.inner_text()
    press(page, "r")
    page.wait_for_selector(".badge.review")
    assert "2 écriture(s) à revoir." in page.locator(".toast").inner_text()

    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "e")
    page.wait_for_url("**/saisie/ACH/2025-03?ecriture=**")
    page.wait_for_selector(".saisie-kept[hidden]", state="attached")
    page.locator('.saisie-now input[data-row="0"][data-col="label"]').dispatch_event("mousedown")
    page.keyboard.type("Corrigée")
    press(page, "Control+Enter")
    page.wait_for_selector('[data-sending]:text-is("Tout est enregistré")')
    page.goto(f"{site}/d/{SIREN}/2025/brouillard")
    page.wait_for_selector("text=Corrigée")

    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    press(page, "ArrowDown", "k")
    page.wait_for_selector("text=2 écritures à valider")
    assert said == ["Supprimer ce brouillard ? Ses versions restent dans l’historique."]


def test_drafts_move_the_next_journal_comes_and_colleagues_arrive(site: str, page: Any) -> None:
    dossier = a_dossier()
    a_collaborator(dossier)
    for day in ("10", "31"):
        save_draft(ACT, dossier, an_entry(day=f"2025-03-{day}"))
    sign_in(page, site, f"/d/{SIREN}/2025/brouillard")
    press(page, "ArrowDown", " ", "ArrowDown", " ", "m")
    page.wait_for_selector("dialog.draft-move[open]")
    assert "2 écritures (240,00)" in page.locator("#move-title").inner_text()
    page.locator("#to_journal").select_option("OD")
    page.locator("#to_month").select_option("2025-02")
    press(page, "Control+Enter")
    page.wait_for_selector("text=2 écriture(s) déplacée(s).")
    assert page.locator("table[data-list]").get_by_text("28/02/2025").count() == 1
    press(page, "j")
    page.wait_for_url("**journal=OD**")

    press(page, "ArrowDown", " ")
    save_draft(ACT, dossier, an_entry(journal="OD", day="2025-02-15"))
    page.wait_for_selector("table[data-list] >> text=15/02/2025")
    assert page.locator("td input:checked").count() == 1
    assert "3 écritures à valider" in page.locator(".sub").inner_text()


def test_the_validation_names_what_stands_in_its_way(site: str, page: Any) -> None:
    following = clock.today().year + 1
    dossier = a_dossier(years=tuple(range(2025, following + 1)))
    a_collaborator(dossier)
    save_draft(ACT, dossier, an_entry(day=f"{following}-03-10"))
    sign_in(page, site, f"/d/{SIREN}/{following}/brouillard")
    press(page, "ArrowDown", " ", "v")
    page.wait_for_selector("text=Rien ne peut être validé")
    assert page.get_by_role("link", name=f"ACH 10/03/{following} Achat").count() == 1
    assert not page.locator("button[data-main]").count()
    assert not list(look(page, "valider"))
