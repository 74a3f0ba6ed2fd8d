"""Creation in place, selection of entries, notes: from the keyboard, and taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.models import Account, Entry, Line
from boucle.books.public import save_draft, validate_entries
from boucle.kernel.act import system_act
from tests.books.build import a_line, a_year, an_entry
from tests.journeys.grid import lines_of, open_grid, sent
from tests.journeys.hands import Hands

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()


def test_a_new_supplier_is_made_without_leaving_the_entry(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎voltaire⏎")
    page.wait_for_selector("[data-create-label]:focus")
    hands.press("Escape")
    assert page.locator("input:focus").input_value() == "voltaire"
    hands("⏎")
    page.wait_for_selector("[data-create-label]:focus")
    hands("volt")
    hands.press("Control+Enter")
    page.wait_for_selector('.saisie-now input[data-col="credit"]:focus')
    hands("120⏎606100⏎+")
    sent(page)
    assert lines_of(books, "ACH")[0][0] == ("VOLTAIRE", -12000)


def test_who_may_not_create_gets_471_and_leaves_a_note(site: str, page: Any, books: int) -> None:
    with access.write(ACT, books):
        Account.objects.create(
            dossier_id=books, number="471000", label="Attente", search_key="471000"
        )
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () =>"
        " document.querySelector('[data-saisie]')?.setAttribute('data-may-create', ''))"
    )
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎ora⏎120⏎615200⏎")
    hands.press("Control+Enter")
    sent(page)
    assert lines_of(books, "ACH")[0][1][0] == "471000"
    with access.read(ACT, books):
        notes = Entry.objects.filter(dossier_id=books, to_review=True).values_list("review_note")
        assert list(notes) == [("Compte à créer : 615200",)]


@pytest.fixture
def three(books: int) -> int:
    """Three purchases of March."""
    for cents in (100, 200, 300):
        lines = a_line("626000", cents), a_line("401000", credit=cents, third="ORANGE")
        save_draft(ACT, books, an_entry(*lines, day="2025-03-31"))
    return books


def test_a_validated_entry_is_reversed_by_the_rule_of_the_server(
    site: str, page: Any, three: int
) -> None:
    validate_entries(ACT, three, a_year(three))
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands.press("ArrowUp")
    page.get_by_text("Alt X la contrepasse").wait_for()
    hands.press("Alt+x")
    page.wait_for_selector('.saisie-now input[data-col="day"]:focus')
    assert page.locator("input:focus").input_value() == "31/03/2025"
    hands.press("Control+Enter")
    sent(page)
    with access.read(ACT, three):
        made = Entry.objects.get(dossier_id=three, state="d")
        assert made.date == date(2025, 3, 31) and made.reverses_id
        labels = Line.objects.filter(dossier_id=three, entry_id=made.id).values_list("label")
        assert all(label.startswith("Contrepassation n° ") for (label,) in labels)


def test_third_parties_beyond_those_loaded_and_last_labels_are_offered(
    site: str, page: Any, three: int
) -> None:
    def first_ones(route: Any) -> None:
        route.fulfill(json=route.fetch().json() | {"thirds": [], "more": True})

    page.route("**/donnees", first_ones)
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎ora")
    page.wait_for_selector("[role=option]:has-text('ORANGE')")
    with page.expect_response("**/libelles?*"):
        hands("⏎")
    page.locator('.saisie-now input[data-row="0"][data-col="label"]').click()
    hands.press("ArrowDown")
    page.wait_for_selector("[role=option]:has-text('Achat')")
    hands("⏎120⏎606100⏎+")
    sent(page)
    assert lines_of(three, "ACH")[-1][0] == ("ORANGE", -12000)
    with access.read(ACT, three):
        assert Line.objects.filter(dossier_id=three, label="Achat", credit=12000).exists()


def test_own_keys_the_jump_and_one_more_stop(site: str, page: Any, books: int) -> None:
    kept = {"f5": True, "jump": True, "stops": {"achats": ["label"]}}
    access.User.objects.filter(login="anne").update(keys=kept)
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15ora⏎")
    assert page.locator("input:focus").get_attribute("data-col") == "label"
    hands("⏎120⏎")
    page.keyboard.press("F5")
    sent(page)
    assert lines_of(books, "ACH") == [[("ORANGE", -12000), ("626000", 10000), ("445660", 2000)]]


def chosen(page: Any, hands: Hands, count: int) -> None:
    """The last entries, in navigation mode."""
    hands.press("Escape")
    hands.press("ArrowUp")
    for _ in range(count - 1):
        hands.press("Shift+ArrowUp")
    assert page.locator(".saisie-kept.is-chosen").count() == count


def test_chosen_entries_move_together_and_come_back(site: str, page: Any, three: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    chosen(page, hands, 2)
    hands.press("Alt+s")
    assert "2 écritures · 5,00" in page.locator("[data-ask-label]").inner_text()
    hands("4⏎")
    page.wait_for_selector("[data-message]:has-text('déplacé')")
    assert len(lines_of(three, "ACH")) == 1
    hands.press("Control+z")
    page.wait_for_selector("[data-message]:has-text('Déplacement annulé')")
    assert len(lines_of(three, "ACH")) == 3
    chosen(page, hands, 3)
    hands.press("Alt+j")
    hands("od⏎")
    page.wait_for_selector("[data-message]:has-text('3 écritures · 6,00 : déplacé')")
    assert (len(lines_of(three, "ACH")), len(lines_of(three, "OD"))) == (0, 3)


def test_chosen_entries_are_deleted_and_duplicated(site: str, page: Any, three: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    chosen(page, hands, 2)
    hands.press("Alt+k")
    hands("⏎")
    page.wait_for_selector("[data-message]:has-text('supprimé')")
    assert lines_of(three, "ACH") == [[("626000", 100), ("ORANGE", -100)]]
    hands.press("Control+z")
    page.wait_for_selector("[data-message]:has-text('Suppression annulée')")
    sent(page)
    assert len(lines_of(three, "ACH")) == 3
    chosen(page, hands, 1)
    hands.press("Alt+u")
    hands("⏎")
    page.wait_for_selector("[data-message]:has-text('dupliqué')")
    sent(page)
    assert len(lines_of(three, "ACH")) == 4
    hands.press("Control+z")
    page.wait_for_selector("[data-message]:has-text('retiré')")
    assert len(lines_of(three, "ACH")) == 3


def test_a_note_marks_the_entry_at_the_cursor(site: str, page: Any, three: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands.press("ArrowUp")
    hands.press("Alt+b")
    hands("illisible⏎")
    page.wait_for_selector(".saisie-kept.is-review", state="attached")
    with access.read(ACT, three):
        assert Entry.objects.get(dossier_id=three, to_review=True).review_note == "illisible"


def test_the_account_of_the_line_opens_over_the_grid(site: str, page: Any, three: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎ora⏎12")
    hands.press("Alt+l")
    page.wait_for_selector(".saisie-overlay tr.is-cursor")
    assert page.locator(".saisie-overlay tbody tr").count() == 4
    page.keyboard.press("Escape")
    assert page.locator("input:focus").get_attribute("data-col") == "credit"
    assert page.locator("input:focus").input_value() == "12"
