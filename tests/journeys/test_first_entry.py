"""The first day: sign in, write an entry, validate it, correct it — without the mouse."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from boucle.access import public as access
from boucle.kernel import clock
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier
from tests.journeys.people import a_collaborator, press, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()


def write_a_purchase(page: Any) -> None:
    """120,00 of energy bought on the 15th of March; every key as a person would press it."""
    press(page, "a", "Enter")  # the journal that begins with A, then the date
    page.keyboard.type("1503")
    press(page, "Enter")
    page.keyboard.type("6061")
    page.wait_for_selector("#complete li:first-child:has-text('6061')")
    press(page, "Enter", "Enter")  # takes the account and goes on; no third party
    page.keyboard.type("F12")
    press(page, "Enter", "Enter")
    page.keyboard.type("Électricité de mars")
    press(page, "Enter", "Enter")
    page.keyboard.type("120")
    press(page, "Enter", "Enter")
    page.keyboard.type("401")
    page.wait_for_selector("#complete li:first-child:has-text('401')")
    press(page, "Enter")
    page.keyboard.type("sud")
    page.wait_for_selector("#complete li:first-child:has-text('Sud')")
    press(page, "Enter", "Enter", "Enter", "Enter", "Enter", "+")
    assert page.locator("[data-gap]").inner_text() == "Équilibrée"
    press(page, "Control+Enter")


def test_an_entry_is_written_validated_and_corrected_by_keyboard(site: str, page: Any) -> None:
    year = clock.today().year
    dossier = a_dossier(years=(year,))
    a_collaborator(dossier)
    sign_in(page, site, f"/d/{SIREN}/{year}/brouillard")
    press(page, "g", "s")
    page.wait_for_url("**/saisie/ACH/*")
    page.goto(f"{site}/d/{SIREN}/{year}/saisie")
    write_a_purchase(page)
    page.wait_for_url(f"**/saisie?journal=ACH&date={year}-03-15")
    assert "120,00" in page.locator(".toast").inner_text()

    press(page, "Escape", "g", "n")
    page.wait_for_url("**/brouillard")
    press(page, "ArrowDown", " ", "v")
    page.wait_for_url("**/brouillard/valider")
    assert "1 cochée" in page.locator("dl.facts").inner_text()
    press(page, "Control+Enter")
    page.wait_for_url("**/validation/1")

    press(page, "ArrowDown", "Enter")
    page.wait_for_url(f"**/{year}/ecriture/*")
    assert "Validé" in page.locator(".page-head").inner_text()
    press(page, "Alt+x")
    page.wait_for_url("**/modifier")
    assert page.locator('[name="credit"]').first.input_value() == "120,00"
    press(page, "Control+Enter")
    page.wait_for_url("**/brouillard")
    press(page, "v")
    page.wait_for_url("**/valider")
    press(page, "Control+Enter")
    page.wait_for_url("**/validation/2")
    assert left_on_accounts(dossier) == [("2", 0)]


def left_on_accounts(dossier: int) -> list[tuple]:
    """How many entries are validated, and what is left on the accounts they moved, in cents."""
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*)::text from boucle.books_entry e"
            "         where e.dossier_id = %(dossier)s and e.state = 'v'),"
            "       sum(abs(x.left))::bigint"
            "  from (select sum(l.debit - l.credit) as left from boucle.books_line l"
            "         where l.dossier_id = %(dossier)s group by l.account_id) x",
            {"dossier": dossier},
        )
        return cursor.fetchall()
