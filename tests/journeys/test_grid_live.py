"""Two people in one journal and month: each sees the other's entries arrive, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from boucle.access import public as access
from boucle.access.models import User
from boucle.books.models import Line
from boucle.books.public import delete_draft, save_draft
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.tenancy.public import Organisation
from tests.books.build import a_line, an_entry
from tests.journeys.grid import lines_of, open_grid, sent
from tests.journeys.hands import Hands
from tests.journeys.test_screens import look

pytestmark = [pytest.mark.journey, pytest.mark.commits]


@pytest.fixture
def second(browser: Any) -> Iterator[Any]:
    """A page of another profile; an error in its console fails the test."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors


def bernard(dossier: int) -> Act:
    """A colleague, who acts without a page."""
    company = Organisation.objects.create(kind="company", name="Essai")
    user = access.create_user(
        login="bernard", name="Bernard", password="vraiment-long-42", organisation_id=company.id
    )
    access.grant_level(system_act(), dossier, login="bernard", level="ecriture")
    assert User.objects.filter(login="bernard").exists()
    return Act(actor=str(user.public_id), at=clock.now())


def kept(page: Any) -> Any:
    return page.locator(".saisie-kept")


def test_an_answer_older_than_a_save_does_not_erase_the_entry(
    site: str, page: Any, books: int
) -> None:
    """The month is asked again just before a save, and answers after it."""
    asked: list[tuple[Any, Any]] = []
    page.route(
        "**/evenements?*",
        lambda route: route.fulfill(
            body="retry: 600000\nevent: reset\ndata: {}\n\n", content_type="text/event-stream"
        ),
    )
    page.route("**/arrivees?*", lambda route: asked.append((route, route.fetch())))
    with page.expect_request("**/arrivees?*"):
        open_grid(page, site, "ACH")
    while not asked:
        page.evaluate("0")
    Hands(page)("16⏎ora⏎120⏎+")
    sent(page)
    with page.expect_response("**/arrivees?*"):
        asked[0][0].fulfill(response=asked[0][1])
    page.evaluate("new Promise((go) => setTimeout(go))")
    assert kept(page).count() == 1
    page.keyboard.press("ArrowUp")
    page.wait_for_selector(".saisie-kept[hidden]", state="attached")


def test_the_entry_of_a_second_page_arrives(site: str, page: Any, second: Any, books: int) -> None:
    open_grid(page, site, "ACH")
    open_grid(second, site, "ACH")
    Hands(page)("15⏎or")
    Hands(second)("16⏎ora⏎120⏎+")
    sent(second)
    kept(page).wait_for()
    Hands(page)("a⏎60⏎+")
    sent(page)
    kept(second).nth(1).wait_for()
    assert len(lines_of(books, "ACH")) == 2


def test_a_colleagues_entry_arrives_in_grey_with_his_name_and_leaves_when_deleted(
    site: str, page: Any, books: int
) -> None:
    act = bernard(books)
    open_grid(page, site, "ACH")
    entry = an_entry(a_line("626000", 700), a_line("401000", credit=700, third="ORANGE"))
    saved = save_draft(act, books, entry)
    page.wait_for_selector('.saisie-kept.is-foreign:has-text("Bernard")')
    assert "Débit 7,00" in page.locator("[data-sums]").inner_text()
    assert page.evaluate("document.activeElement.dataset.col") == "day"
    delete_draft(act, books, saved.public_id, saved.version)
    page.wait_for_selector(".saisie-kept", state="detached")


def change_behind(page: Any, second: Any, site: str) -> None:
    """Both open the entry; the second saves its label first, then the first its own."""
    open_grid(page, site, "ACH")
    Hands(page)("16⏎ora⏎120⏎+")
    sent(page)
    open_grid(second, site, "ACH")
    for one, label in ((page, "la mienne"), (second, "la sienne")):
        one.keyboard.press("ArrowUp")
        one.wait_for_selector(".saisie-kept[hidden]", state="attached")
        one.locator('.saisie-now input[data-row="0"][data-col="label"]').dispatch_event("mousedown")
        one.keyboard.type(label)
    second.keyboard.press("Control+Enter")
    sent(second)
    page.wait_for_selector('[data-message]:has-text("vient de modifier cette écriture")')
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("dialog.saisie-conflict[open]")


def labels(dossier: int) -> list[str]:
    with access.read(system_act(), dossier):
        rows = Line.objects.filter(dossier_id=dossier, position=1, date__month=3)
        return [row.label for row in rows]


@pytest.mark.parametrize(("key", "kept_label"), [("m", "la mienne"), ("s", "la sienne")])
def test_the_second_to_save_sees_both_versions_and_chooses_by_one_key(
    site: str, quiet: Any, second: Any, books: int, key: str, kept_label: str
) -> None:
    change_behind(quiet, second, site)
    marks = quiet.locator("dialog.saisie-conflict mark").all_inner_texts()
    assert "la mienne" in marks and "la sienne" in marks and "120,00" not in marks
    quiet.keyboard.press(key)
    quiet.wait_for_selector("dialog.saisie-conflict", state="detached")
    sent(quiet)
    assert labels(books) == [kept_label]
    assert quiet.locator(".saisie-kept.is-conflict").count() == 0


def test_both_versions_wait_as_long_as_nobody_chose(
    site: str, quiet: Any, second: Any, books: int
) -> None:
    change_behind(quiet, second, site)
    assert not list(look(quiet, "deux versions"))
    quiet.keyboard.press("Escape")
    quiet.reload()
    quiet.wait_for_selector(".saisie-kept.is-conflict")
    quiet.wait_for_selector("[data-saisie][data-ready]")
    quiet.keyboard.press("Alt+w")
    quiet.wait_for_selector("dialog.saisie-conflict[open]")
    quiet.keyboard.press("e")
    quiet.wait_for_selector(".saisie-kept[hidden]", state="attached")
    quiet.keyboard.press("Control+Enter")
    sent(quiet)
    assert labels(books) == ["la mienne"]
