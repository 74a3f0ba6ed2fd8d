"""Tables pasted into the grid: preview, good entries alone, one undo; copies; cells filled."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from tests.books.build import a_line, an_entry
from tests.journeys.grid import lines_of, open_grid, sent
from tests.journeys.hands import Hands
from tests.journeys.test_screens import look

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
COPY = """() => {
  const data = new DataTransfer();
  document.activeElement.dispatchEvent(
    new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
  return [data.getData("text/plain"), data.getData("text/html")];
}"""
TABLE = """Date\tCompte\tLibellé\tDébit\tCrédit\tPièce
15/03/2025\tORANGE\tOrange\t\t120,00\tF1
15/03/2025\t626000\tOrange\t100,00\t\tF1
15/03/2025\t445660\tOrange\t20,00\t\tF1
16/03/2025\tORANGE\tOrange\t\t1 200,00\tF2
16/03/2025\t626000\tOrange\t1 200,00\t\tF2
17/03/2025\tINCONNU\tOrange\t\t12,00\tF3
17/03/2025\t626000\tOrange\t12,00\t\tF3"""


def test_a_table_is_previewed_pasted_and_taken_back(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    page.evaluate(PASTE, [TABLE, ""])
    page.wait_for_selector("[data-paste][open]")
    said = page.locator("[data-paste-sum]").inner_text()
    assert "7 lignes, 2 écritures prêtes (1\u00a0320,00). 1 n’est pas prise" in said
    assert "« INCONNU » n’existe pas" in page.locator(".is-bad td:last-child").first.inner_text()
    assert not list(look(page, "coller un tableau"))
    assert lines_of(books, "ACH") == []
    hands.press("Control+Enter")
    sent(page)
    assert [entry[0] for entry in lines_of(books, "ACH")] == [
        ("ORANGE", -12000), ("ORANGE", -120000),
    ]  # fmt: skip
    hands.press("Control+z")
    page.wait_for_selector("[data-message]:has-text('2 écritures · 1\u00a0320,00 : retiré')")
    assert lines_of(books, "ACH") == []


def test_columns_are_changed_at_the_keyboard(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    html = "".join(
        f"<tr><td>15/03/2025</td><td>{account}</td><td>{debit}</td><td>{credit}</td></tr>"
        for account, debit, credit in (("ORANGE", "60,00", ""), ("626000", "", "60,00"))
    )
    page.evaluate(PASTE, ["15/03", f"<table>{html}</table>"])
    page.wait_for_selector("[data-paste][open]")
    assert page.locator("[data-paste-head] select").evaluate_all(
        "all => all.map((one) => one.value)"
    ) == ["date", "account", "debit", "credit"]
    hands.press("Tab")
    hands.press("Tab")
    hands.press("Alt+ArrowDown")
    assert page.locator("select:focus").input_value() == "credit"
    hands.press("Tab")
    hands.press("Alt+ArrowUp")
    hands.press("Control+Enter")
    sent(page)
    assert lines_of(books, "ACH") == [[("ORANGE", -6000), ("626000", 6000)]]


def test_one_value_goes_to_the_cell(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands("15⏎ora⏎")
    page.evaluate(PASTE, ["1.200,50", ""])
    assert page.locator("input:focus").input_value() == "1\u00a0200,50"
    assert not page.locator("[data-paste][open]").count()


def test_more_than_five_thousand_lines_go_to_the_import(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    page.evaluate(PASTE, ["15/03/2025\t626000\tx\t1,00\t\n" * 5001, ""])
    page.wait_for_selector("[data-paste-many]:not([hidden])")
    with page.expect_download() as got:
        page.click("[data-paste-keep]")
    assert got.value.suggested_filename == "collage.tsv"


def test_chosen_entries_are_copied_as_a_table(site: str, page: Any, books: int) -> None:
    lines = a_line("626000", 123456), a_line("401000", credit=123456, third="ORANGE")
    save_draft(ACT, books, an_entry(*lines))
    open_grid(page, site, "ACH")
    hands = Hands(page)
    hands.press("Escape")
    hands.press("ArrowUp")
    text, html = page.evaluate(COPY)
    assert "15/03/2025\tACH\t\t626000\t\tAchat\t1234,56\t\t" in text
    assert html.startswith("<table><tr><td>Date")


def test_chosen_cells_are_filled_with_the_first(site: str, page: Any, books: int) -> None:
    open_grid(page, site, "OD")
    hands = Hands(page)
    hands("15⏎626000⏎")
    hands("x⏎10⏎")
    page.wait_for_selector('.saisie-now input[data-row="1"][data-col="account"]:focus')
    hands("707000⏎")
    page.locator('.saisie-now input[data-row="0"][data-col="label"]').click()
    hands("frais")
    page.locator('.saisie-now input[data-row="1"][data-col="label"]').click()
    hands.press("ArrowUp")
    hands.press("Shift+ArrowDown")
    assert page.locator("input.is-picked").count() == 2
    hands("*")
    assert page.locator('.saisie-now input[data-row="1"][data-col="label"]').input_value() == (
        "frais"
    )
