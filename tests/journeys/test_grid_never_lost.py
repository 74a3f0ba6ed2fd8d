"""Nothing typed is lost: an accident ends with the entry booked once, or shown with its reason."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from boucle.books.public import lock_month
from boucle.cli import running
from boucle.kernel.act import system_act
from tests.books.build import SIREN
from tests.browser import FLAGS, NAMES
from tests.conftest import start_site
from tests.journeys.grid import READY, lines_of, open_grid, sent
from tests.journeys.hands import Hands
from tests.journeys.people import WORD, press

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()
GRID = f"/d/{SIREN}/2025/saisie/ACH/2025-03"
MARCH = date(2025, 3, 1)
BOOKED = [("ORANGE", -12000), ("626000", 10000), ("445660", 2000)]
WAITING = "[data-sending]:has-text('en attente')"


@pytest.fixture
def profile(browser: Any, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """`profile()` opens Chromium on one profile folder: what it kept is there the next time."""
    folder = tmp_path / "profile"
    opened: list[Any] = []

    def launch() -> Any:
        context = browser.browser_type.launch_persistent_context(
            str(folder), executable_path=_chromium(), headless=True, chromium_sandbox=False,
            args=FLAGS, locale="fr-FR", timezone_id="Europe/Paris",
        )  # fmt: skip
        opened.append(context)
        return context

    yield launch
    opened[-1].close()


def _chromium() -> str:
    return str(next(filter(None, map(shutil.which, NAMES))))


def kill_browser(folder: Path) -> None:
    """End, without warning, the processes of the Chromium that this test started on this folder."""
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in words:
            os.kill(int(place.name), signal.SIGKILL)


def log_in(page: Any, onward: str) -> None:
    page.keyboard.type("anne")
    press(page, "Tab")
    page.keyboard.type(WORD)
    press(page, "Enter")
    page.wait_for_url(onward)


def test_a_killed_browser_gives_the_entry_back(
    site: str, books: int, profile: Callable[[], Any], tmp_path: Path
) -> None:
    page = profile().new_page()
    open_grid(page, site, "ACH")
    Hands(page)("15⏎ora⏎12")
    page.wait_for_selector("html[data-kept='1']", state="attached")
    kill_browser(tmp_path / "profile")
    for lock in (tmp_path / "profile").glob("Singleton*"):
        lock.unlink()
    again = profile().new_page()
    again.goto(f"{site}{GRID}")
    if "/connexion" in again.url:
        log_in(again, f"{site}{GRID}")
    again.wait_for_selector(READY)
    assert again.locator("input:focus").input_value() == "12"
    Hands(again)("0⏎+")
    sent(again)
    assert lines_of(books, "ACH") == [BOOKED]


def test_an_expired_session_keeps_the_queue_until_the_next_login(
    site: str, quiet: Any, books: int
) -> None:
    open_grid(quiet, site, "ACH")
    quiet.context.clear_cookies()
    Hands(quiet)("15⏎ora⏎120⏎+")
    quiet.wait_for_selector("[data-sending]:has-text('Session expirée')")
    assert lines_of(books, "ACH") == []
    other = quiet.context.new_page()
    other.goto(f"{site}/d/{SIREN}/2025/saisie")
    log_in(other, f"{site}/d/{SIREN}/2025/saisie")
    other.close()
    quiet.evaluate("window.dispatchEvent(new Event('focus'))")
    sent(quiet)
    assert lines_of(books, "ACH") == [BOOKED]


def test_a_network_gone_for_ten_minutes_loses_nothing(site: str, quiet: Any, books: int) -> None:
    quiet.clock.install()
    open_grid(quiet, site, "ACH")
    quiet.context.set_offline(True)
    hands = Hands(quiet)
    for amount in (120, 240, 360):
        hands(f"15⏎ora⏎{amount}⏎+")
    quiet.wait_for_selector("[data-sending]:has-text('3 écritures en attente')")
    for _ in range(20):
        quiet.clock.fast_forward(30_000)
    assert lines_of(books, "ACH") == []
    quiet.context.set_offline(False)
    quiet.clock.fast_forward(31_000)
    sent(quiet)
    assert [entry[0][1] for entry in lines_of(books, "ACH")] == [-12000, -24000, -36000]


def test_a_restarted_server_books_the_entry_once(
    site: str, quiet: Any, books: int, clone_db: str, tmp_path: Path
) -> None:
    open_grid(quiet, site, "ACH")
    running.stop(tmp_path, 20)
    Hands(quiet)("15⏎ora⏎120⏎+")
    quiet.wait_for_selector(WAITING)
    start_site(clone_db, tmp_path, urlsplit(site).port or 0)
    sent(quiet)
    assert lines_of(books, "ACH") == [BOOKED]


def test_a_period_that_closes_under_the_eyes_keeps_the_text(
    site: str, quiet: Any, books: int
) -> None:
    open_grid(quiet, site, "ACH")
    Hands(quiet)("15⏎ora⏎120⏎")
    lock_month(ACT, books, "ACH", MARCH)
    quiet.wait_for_selector("[data-lock].err")
    Hands(quiet)("+")
    assert "clôturé" in quiet.locator("[data-lock]").inner_text()
    assert lines_of(books, "ACH") == []
    lock_month(ACT, books, "ACH", MARCH, locked=False)
    quiet.wait_for_selector("[data-lock].ok")
    Hands(quiet).press("Control+Enter")
    sent(quiet)
    assert lines_of(books, "ACH") == [BOOKED]


def test_a_period_closed_meanwhile_shows_why_and_keeps_the_text(
    site: str, quiet: Any, books: int
) -> None:
    for heard in ("evenements", "arrivees"):
        quiet.route(f"**/{heard}*", lambda route: route.abort())
    open_grid(quiet, site, "ACH")
    lock_month(ACT, books, "ACH", MARCH)
    Hands(quiet)("15⏎ora⏎120⏎+")
    quiet.wait_for_selector(".saisie-kept.is-refused")
    quiet.reload()
    quiet.wait_for_selector(READY)
    kept = quiet.locator(".saisie-kept.is-refused").inner_text()
    assert "ORANGE" in kept and "120,00" in kept and "clôtur" in kept
    assert lines_of(books, "ACH") == []
    lock_month(ACT, books, "ACH", MARCH, locked=False)
    quiet.reload()
    quiet.wait_for_selector(READY)
    Hands(quiet).press("Alt+w")
    Hands(quiet).press("Control+Enter")
    sent(quiet)
    quiet.wait_for_selector(".saisie-kept.is-draft")
    assert lines_of(books, "ACH") == [BOOKED]


SLOW = """{
  const real = window.fetch;
  window.fetch = async (url, how) => {
    if (String(url).endsWith("/ecritures")) await new Promise((go) => setTimeout(go, 2000));
    return real(url, how);
  };
}"""


def test_fifty_purchases_in_a_row_while_the_server_takes_two_seconds(
    site: str, page: Any, books: int
) -> None:
    page.add_init_script(SLOW)
    open_grid(page, site, "ACH")
    hands = Hands(page, "azerty")
    for amount in range(101, 151):
        hands(f"15⏎ora⏎{amount}⏎+")
    assert hands.count == 50 * 12
    page.wait_for_selector('[data-sending]:text-is("Tout est enregistré")', timeout=400_000)
    found = sorted(-entry[0][1] for entry in lines_of(books, "ACH"))
    assert found == [amount * 100 for amount in range(101, 151)]
