"""Lists too long for one PDF: offered, drawn by the worker in parts, fetched."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from boucle.books.public import run_queued, save_drafts
from boucle.kernel.act import system_act
from boucle.kernel.sheets import parts as parts_of
from boucle.kernel.sheets import pdf_file
from tests.books import build
from tests.books.test_proof_screen import a_reader

ACT = system_act()
LEDGER = f"/d/{build.SIREN}/2025/grand-livre?format=pdf&brouillard=1"


@pytest.fixture
def dossier(monkeypatch: pytest.MonkeyPatch) -> int:
    """Sixty purchases: 120 lines; a PDF holds fifty, a part forty."""
    monkeypatch.setattr(pdf_file, "ROWS_MAX", 50)
    monkeypatch.setattr(parts_of, "PART_ROWS", 40)
    made = build.a_dossier()
    days = [f"2025-{1 + at % 12:02d}-{1 + at % 27:02d}" for at in range(60)]
    save_drafts(ACT, made, [build.an_entry(day=day) for day in days])
    return made


def asked(client: Client) -> Any:
    offer = client.get(LEDGER)
    assert offer.status_code == 200
    assert "Préparer le PDF" in offer.text
    (hidden,) = re.findall(r'name="de" value="([^"]+)"', offer.text)
    return client.post(
        f"/d/{build.SIREN}/fichiers", {"de": hidden.replace("&amp;", "&")}, follow=True
    )


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "part.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True)
    return done.stdout


@pytest.mark.django_db
def test_a_long_ledger_is_drawn_in_parts_that_carry_on(dossier: int, tmp_path: Path) -> None:
    client = a_reader(dossier)
    page = asked(client)
    assert "attente de son tour" in page.text
    job = page.context["job"].id
    assert "hx-trigger" in client.get(f"/d/{build.SIREN}/fichiers/{job}/etat").text
    assert client.get(f"/d/{build.SIREN}/fichiers/{job}/archive").status_code == 404
    run_queued(dossier, str(job))
    done = client.get(f"/d/{build.SIREN}/fichiers/{job}")
    assert "Télécharger (" in done.text
    assert done.context["result"]["parts"] == 4
    answer = client.get(f"/d/{build.SIREN}/fichiers/{job}/archive")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    names = archive.namelist()
    assert names[0].endswith(" - 001 - 401000.pdf")
    texts = [text_of(archive.read(name), tmp_path) for name in names]
    assert sum(len(re.findall(r"\d\d/\d\d/2025 +ACH", text)) for text in texts) == 120
    assert "À reporter" in texts[0]
    assert "(suite)" in texts[1]
    assert "Report" in texts[1].split("Achat")[0]
    assert "partie 2/4" in texts[1]
    assert "7 200,00" in texts[-1].replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.django_db
def test_another_address_is_not_drawn(dossier: int) -> None:
    client = a_reader(dossier)
    other = build.a_dossier(siren="552100554")
    for path in ("/", f"/d/{build.SIREN}/2025/saisie", "/d/552100554/2025/grand-livre", "x"):
        answer = client.post(f"/d/{build.SIREN}/fichiers", {"de": path})
        assert answer.status_code in {400, 404}, path
    assert other


@pytest.mark.django_db
def test_it_is_stopped_and_nothing_is_left(dossier: int) -> None:
    client = a_reader(dossier)
    job = asked(client).context["job"].id
    client.post(f"/d/{build.SIREN}/fichiers/{job}")
    run_queued(dossier, str(job))
    page = client.get(f"/d/{build.SIREN}/fichiers/{job}").text
    assert "Préparation arrêtée" in page
    assert "Recommencer" in page
