"""Search, an account, a third party and an entry: by the keyboard, accessible, whole on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from boucle.books.public import save_draft
from boucle.books.queries.entry import entry_page
from boucle.kernel.act import system_act
from tests.books.build import a_line, an_entry
from tests.journeys.conftest import SIREN, Site
from tests.journeys.test_screens import AXE, FULL, RUN, WIDER

pytestmark = [pytest.mark.commits, pytest.mark.journey]
HOME = f"/d/{SIREN}"


def a_changed_draft(site: Site) -> str:
    """A draft saved twice: its page has a history with differences."""
    act = system_act()
    lines = [a_line("606100", debit=4_200, label="Gaz"), a_line("512000", credit=4_200)]
    saved = save_draft(act, site.dossier, an_entry(*lines, day="2026-02-03"))
    lines[0]["label"] = "Gaz de février"
    entry = an_entry(*lines, day="2026-02-03", public_id=str(saved.public_id), version=1)
    save_draft(act, site.dossier, entry)
    assert entry_page(act, site.dossier, saved.public_id).versions[0].changes
    return str(saved.public_id)


def test_from_the_search_to_the_entry_and_its_account(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    page.goto(f"{kept_site.url}{HOME}")
    page.keyboard.press("F3")
    page.wait_for_url(re.compile("/recherche$"))
    page.get_by_label("Montant, libellé, pièce, compte, date, numéro").fill("achat 120 03/2025")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=achat"))
    assert page.locator("tbody tr").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/2025/ecriture/"))
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("q=achat"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/2025/ecriture/"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/2025/compte/606100"))
    page.keyboard.press("l")
    page.wait_for_url(re.compile("/2025/grand-livre"))


def test_pages_are_accessible_and_whole_on_a_phone(
    kept_site: Site, sign_in: Callable[[str], None], page: Any
) -> None:
    sign_in("claire")
    draft, wrong = a_changed_draft(kept_site), []
    places = ("/2025/comptes", "/2025/compte/606100", "/recherche?q=achat", "/2025/tiers")
    for place in (*places, f"/2026/ecriture/{draft}"):
        for scheme, wide in (("light", 1440), ("dark", 1440), ("light", 390)):
            page.set_viewport_size({"width": wide, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{kept_site.url}{HOME}{place}")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            wrong += [f"{place} {scheme} {wide} {line}" for line in page.evaluate(RUN, FULL)]
            if page.evaluate(WIDER) > 0:
                wrong.append(f"{place} {wide}: {page.evaluate(WIDER)} px too wide")
    assert not wrong, "\n".join(wrong)


def test_a_list_is_downloaded(kept_site: Site, sign_in: Callable[[str], None], page: Any) -> None:
    sign_in("paul")
    page.goto(f"{kept_site.url}{HOME}/2025/comptes?mouvementes=1")
    page.locator("summary", has_text="Exporter").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Excel (XLSX)").click()
    assert waited.value.suggested_filename.endswith(".xlsx")
