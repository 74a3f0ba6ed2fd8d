"""The entry grid typed as a person does: the scripts of the key budget, and nothing lost."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.commands.entry_models import save_model
from boucle.books.models import Account
from boucle.books.public import save_draft
from boucle.books.types_models import ModelLine, NewModel
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_line, an_entry
from tests.journeys.grid import LAYOUTS, READY, lines_of, open_grid, sent
from tests.journeys.hands import Hands
from tests.journeys.test_screens import look

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()


@LAYOUTS
def test_a_purchase_of_three_lines_costs_twelve_keys(
    site: str, page: Any, books: int, layout: str
) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page, layout)
    hands("15⏎ora⏎120⏎+")
    assert hands.count <= 12
    sent(page)
    assert lines_of(books, "ACH") == [[("ORANGE", -12000), ("626000", 10000), ("445660", 2000)]]


@LAYOUTS
def test_a_sale_at_two_rates_costs_twenty_three_keys(
    site: str, page: Any, books: int, layout: str
) -> None:
    first = a_line("411000", 120, third="DUPONT"), a_line("707000", credit=100)
    tax = a_line("445710", credit=20)
    save_draft(ACT, books, an_entry(*first, tax, journal="VTE", day="2025-03-01"))
    open_grid(page, site, "VTE")
    hands = Hands(page, layout)
    hands("⏎dup⏎1411⏎⏎1000⏎")
    hands("70705⏎+", physical=False)
    assert hands.count <= 23
    sent(page)
    assert lines_of(books, "VTE")[1] == [
        ("DUPONT", 141100), ("707000", -100000), ("445710", -20000), ("707055", -20000),
        ("445710", -1100),
    ]  # fmt: skip


@LAYOUTS
def test_a_receipt_of_what_is_due_costs_eight_keys(
    site: str, page: Any, books: int, layout: str
) -> None:
    open_grid(page, site, "BQ")
    hands = Hands(page, layout)
    hands("18⏎dup⏎+")
    assert hands.count <= 8
    sent(page)
    assert lines_of(books, "BQ") == [[("DUPONT", -141100), ("512000", 141100)]]


PAI = {"641100": "D", "645100": "D", "431000": "C", "437200": "C", "442100": "C", "421000": "C"}


@LAYOUTS
def test_a_payroll_of_six_lines_costs_forty_four_keys(
    site: str, page: Any, books: int, layout: str
) -> None:
    with access.write(ACT, books, "books.write"):
        for number in PAI:
            Account.objects.create(
                dossier_id=books, number=number, label=f"Paie {number}", search_key=number
            )

    lines = tuple(
        ModelLine(account=n, side=s, formula="solde" if n == "421000" else "")
        for n, s in PAI.items()
    )
    save_model(ACT, books, NewModel(code="PAI", label="Paie", lines=lines))
    open_grid(page, site, "OD")
    hands = Hands(page, layout)
    hands("31⏎")
    hands.press("Alt+g")
    hands("pai⏎12500⏎5250")
    hands("." if layout == "qwerty" else ",")
    hands("4⏎7480.15⏎1210.3⏎615.25⏎+")
    assert hands.count <= 44
    sent(page)
    assert lines_of(books, "OD") == [[
        ("641100", 1250000), ("645100", 525040), ("431000", -748015), ("437200", -121030),
        ("442100", -61525), ("421000", -844470),
    ]]  # fmt: skip


def test_a_model_counts_its_formulas_again(site: str, page: Any, books: int) -> None:
    lines = (
        ModelLine(account="401000", third="?", side="C", label="{tiers} loyer {mois}"),
        ModelLine(account="606100", side="D", formula="L1/1,2"),
        ModelLine(account="445660", side="D", formula="solde"),
    )
    save_model(ACT, books, NewModel(code="LOY", label="Loyer", lines=lines))
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎")
    hands.press("Alt+g")
    hands("loy⏎ora⏎240⏎")
    label = page.locator('.saisie-now input[data-row="0"][data-col="label"]').input_value()
    assert label == "Orange loyer mars 2025"
    page.locator('.saisie-now input[data-row="0"][data-col="credit"]').click()
    hands("120⏎+")
    sent(page)
    assert lines_of(books, "ACH") == [[("ORANGE", -12000), ("606100", 10000), ("445660", 2000)]]


def test_a_refused_entry_says_why_and_is_taken_up(site: str, quiet: Any, books: int) -> None:
    open_grid(quiet, site, "ACH")
    with access.write(ACT, books, "books.write"):
        Account.objects.filter(dossier_id=books, number="626000").update(active=False)
    hands = Hands(quiet)
    hands("15⏎ora⏎120⏎+")
    quiet.wait_for_selector(".saisie-kept.is-refused")
    assert "626000" in quiet.locator(".is-refused .c-state").first.inner_text()
    hands.press("Alt+w")
    hands.press("ArrowDown")
    hands("6061⏎")
    sent(quiet)
    quiet.wait_for_selector(".saisie-kept.is-draft")
    assert lines_of(books, "ACH") == [[("ORANGE", -12000), ("606100", 10000), ("445660", 2000)]]


def test_a_closed_tab_keeps_the_entry(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    Hands(page)("15⏎ora⏎12")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(f"{site}/d/{SIREN}/2025/saisie/ACH/2025-03")
    again.wait_for_selector(READY)
    assert again.locator("input:focus").input_value() == "12"
    Hands(again)("0⏎+")
    sent(again)
    assert lines_of(books, "ACH") == [[("ORANGE", -12000), ("626000", 10000), ("445660", 2000)]]


def test_without_network_the_entry_waits_and_is_booked_once(
    site: str, quiet: Any, books: int
) -> None:
    """First an answer lost on its way back (the server has the entry, nobody knows), then none."""
    page, context = quiet, quiet.context
    open_grid(page, site, "ACH")
    asked: list[str] = []

    def lose(route: Any) -> None:
        asked.append(route.request.post_data)
        route.fetch()
        route.abort()

    page.route("**/ecritures", lose, times=1)
    hands = Hands(page)
    hands("15⏎ora⏎120⏎+")
    sent(page)
    context.set_offline(True)
    hands("⏎ora⏎240⏎+")
    page.wait_for_selector("[data-sending]:has-text('1 écriture en attente')")
    context.set_offline(False)
    sent(page)
    assert json.loads(asked[0])["version"] == 0
    assert [entry[0] for entry in lines_of(books, "ACH")] == [
        ("ORANGE", -12000), ("ORANGE", -24000),
    ]  # fmt: skip


def test_twenty_purchases_in_a_row_on_a_slow_server(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")

    def slowly(route: Any) -> None:
        time.sleep(0.2)
        route.continue_()

    page.route("**/ecritures", slowly)
    hands = Hands(page, "azerty")
    for amount in range(101, 121):
        hands(f"15⏎ora⏎{amount}⏎+")
    assert hands.count == 20 * 12
    sent(page)
    found = sorted(-entry[0][1] for entry in lines_of(books, "ACH"))
    assert found == [amount * 100 for amount in range(101, 121)]


def test_undo_reopens_and_a_correction_comes_back(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎ora⏎120⏎+")
    sent(page)
    hands.press("Control+z")
    page.wait_for_selector(".saisie-kept[hidden]", state="attached")
    hands.press("Control+Enter")
    sent(page)
    assert len(lines_of(books, "ACH")) == 1


def test_the_grid_with_its_proposals_is_accessible(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎ora⏎120⏎")
    assert page.locator(".is-ghost .c-state").first.inner_text() == "Proposition"
    assert "proposition" in page.locator("[data-live]").inner_text()
    assert not list(look(page, "grille"))
    hands("+⏎o")
    page.wait_for_selector("[role=option][aria-selected=true]")
    assert not list(look(page, "grille, liste ouverte"))
