"""The brouillard by keyboard: tick and sum, edit, flag, delete."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, an_entry
from tests.journeys.people import a_collaborator, press, sign_in

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
    page.wait_for_url("**/modifier?suite=**")
    page.locator('[name="label"]').first.fill("Corrigée")
    press(page, "Control+Enter")
    page.wait_for_url(f"{site}/d/{SIREN}/2025/brouillard")
    page.wait_for_selector("text=Corrigée")

    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    press(page, "ArrowDown", "Delete")
    page.wait_for_selector("text=2 écritures à valider")
    assert said == ["Supprimer ce brouillard ? Ses versions restent dans l’historique."]
