"""The proof in a browser: verified by one key, taken away, and checked by the script alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import SIREN, Site

pytestmark = [pytest.mark.commits, pytest.mark.journey]
PLACE = f"/d/{SIREN}/preuve"


def test_the_proof_is_verified_and_taken_away(
    kept_site: Site, sign_in: Callable[[str], None], page: Any, tmp_path: Path
) -> None:
    sign_in("paul")
    page.goto(f"{kept_site.url}{PLACE}")
    page.keyboard.press("Control+Enter")
    page.get_by_text("les 12 écritures validées sont intactes").wait_for()
    head = "".join(page.locator("dl.facts code").inner_text().split())
    for name in ("Télécharger la preuve", "Télécharger le script"):
        with page.expect_download() as waited:
            page.get_by_role("link", name=name).click()
        waited.value.save_as(tmp_path / waited.value.suggested_filename)
    proof = next(tmp_path.glob("*.jsonl"))
    command = [sys.executable, "-I", str(tmp_path / "verifier.py"), str(proof), "--tete", head]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "INTACT : 1 lot(s), 12 écriture(s)" in done.stdout, done.stdout + done.stderr
