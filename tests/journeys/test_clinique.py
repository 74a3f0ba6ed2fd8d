"""The public check in a browser: drop a file, read the report with the keyboard, at both widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HEAD = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
    "ValidDate\tMontantdevise\tIdevise\r\n"
)
ROW = (
    "VE\tVentes\t{number}\t20250115\t{account}\t\t\tF{number}\t20250115\tFacture F{number}\t"
    "{sides}\t\t\t20250131\t\t\r\n"
)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file with a gap, a decimal point, an entry off balance, and no opening entries."""
    text = HEAD
    for number, credit in ((1, "10,00"), (2, "10.00"), (5, "9,00")):
        text += ROW.format(number=number, account="411000\tClients", sides="10,00\t0,00")
        text += ROW.format(number=number, account="706000\tServices", sides=f"0,00\t{credit}")
    path = tmp_path / "732829320FEC20251231.txt"
    path.write_bytes(text.encode())
    return path


@pytest.mark.journey
@pytest.mark.commits
def test_a_stranger_checks_a_file(site: str, page: Any, bad: Path, tmp_path: Path) -> None:
    page.goto(f"{site}/clinique-fec")
    page.set_input_files("input[name=fichier]", str(bad))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#FEC-060")
    assert "serait rejeté" in page.inner_text("main")
    for rule in ("FEC-030", "FEC-051", "FEC-060", "FEC-071"):
        assert page.is_visible(f"#{rule}"), rule
    page.screenshot(path=str(tmp_path / "rapport-1440.png"), full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.screenshot(path=str(tmp_path / "rapport-390.png"), full_page=True)
    assert wide <= 390
    with page.expect_download() as taken:
        page.click("text=CSV")
    assert taken.value.suggested_filename == "controle-fec.csv"
    page.click("text=Effacer ce rapport")
    page.wait_for_selector("input[name=fichier]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=str(tmp_path / "clinique-390.png"), full_page=True)
