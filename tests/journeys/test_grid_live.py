"""Two people in one journal and month: each sees the other's entries arrive, none is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from boucle.access import public as access
from boucle.access.models import User
from boucle.books.public import delete_draft, save_draft
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.tenancy.public import Organisation
from tests.books.build import a_line, an_entry
from tests.journeys.grid import lines_of, open_grid, sent
from tests.journeys.hands import Hands

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
    from boucle.kernel.act import system_act

    access.grant_level(system_act(), dossier, login="bernard", level="ecriture")
    assert User.objects.filter(login="bernard").exists()
    return Act(actor=str(user.public_id), at=clock.now())


def kept(page: Any) -> Any:
    return page.locator(".saisie-kept")


def test_the_entry_of_a_second_page_arrives_within_a_second(
    site: str, page: Any, second: Any, books: int
) -> None:
    open_grid(page, site, "ACH")
    open_grid(second, site, "ACH")
    Hands(page)("15⏎or")
    Hands(second)("16⏎ora⏎120⏎+")
    sent(second)
    start = time.monotonic()
    kept(page).wait_for()
    assert time.monotonic() - start < 1
    Hands(page)("a⏎60⏎+")
    sent(page)
    kept(second).nth(1).wait_for()
    assert len(lines_of(books, "ACH")) == 2


def test_a_colleagues_entry_arrives_in_grey_with_his_name_and_leaves_when_deleted(
    site: str, page: Any, books: int
) -> None:
    act = bernard(books)
    open_grid(page, site, "ACH")
    page.wait_for_timeout(500)
    entry = an_entry(a_line("626000", 700), a_line("401000", credit=700, third="ORANGE"))
    saved = save_draft(act, books, entry)
    page.wait_for_selector('.saisie-kept.is-foreign:has-text("Bernard")')
    assert "Débit 7,00" in page.locator("[data-sums]").inner_text()
    assert page.evaluate("document.activeElement.dataset.col") == "day"
    delete_draft(act, books, saved.public_id, saved.version)
    page.wait_for_selector(".saisie-kept", state="detached")
