"""The public check: no account, nothing in the database, gone after an hour, braked."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boucle.kernel import dsn
from boucle.shell import clinique

HEAD = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
    "ValidDate\tMontantdevise\tIdevise\r\n"
)
ROW = (
    "AN\tÀ-nouveaux\t1\t20250101\t{account}\t\t\tAN\t20250101\t{label}\t"
    "{sides}\t\t\t20250131\t\t\r\n"
)


@pytest.fixture(autouse=True)
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(dsn, "temporary_folder", lambda: tmp_path / "tmp")
    monkeypatch.setattr(dsn, "secret", lambda name: f"secret of {name}")
    return tmp_path / "tmp" / "clinique"


@pytest.fixture
def client() -> Client:
    """No database mark in this module: one query would fail the test."""
    return Client()


def file(label: str = "Banque", credit: str = "10,00") -> SimpleUploadedFile:
    text = HEAD + ROW.format(account="512000\tBanque", label=label, sides="10,00\t0,00")
    text += ROW.format(account="101300\tCapital", label="AN", sides=f"0,00\t{credit}")
    return SimpleUploadedFile("732829320FEC20251231.txt", text.encode())


def dropped(client: Client, **words: Any) -> str:
    """The address of the report."""
    answer = client.post("/clinique-fec", {"fichier": file(**words)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_the_page_is_open_to_all(client: Client) -> None:
    answer = client.get("/clinique-fec")
    text = answer.content.decode()
    assert answer.status_code == 200 and "Clinique FEC" in text
    assert 'name="fichier"' in text and text.count("<h1") == 1


def test_a_good_file_is_said_to_be_good(client: Client) -> None:
    answer = client.get(dropped(client))
    text = answer.content.decode()
    assert "Ce fichier respecte toutes les règles contrôlées." in text
    assert "Contrôle indicatif" in text
    assert answer["Cache-Control"] == "no-store"


def test_a_bad_file_gets_what_it_means_and_how_to_correct(client: Client) -> None:
    text = client.get(dropped(client, credit="9,00", label="<script>x</script>")).content.decode()
    assert "serait rejeté" in text
    assert ("une règle l’empêche d’être" in text) != ("règles l’empêchent d’être" in text)
    assert "FEC-060" in text and "déséquilibrée de 1,00" in text
    assert "En contrôle fiscal" in text and "Comment corriger" in text
    assert "<script>x" not in text


@pytest.mark.parametrize("format", ["pdf", "csv", "xlsx", "json"])
def test_the_report_is_taken_away(client: Client, format: str) -> None:
    address = dropped(client, credit="9,00")
    answer = client.get(f"{address}/rapport.{format}")
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert answer["Content-Disposition"] == f'attachment; filename="controle-fec.{format}"'
    if format == "json":
        assert json.loads(data)["counts"]["FEC-060"] == 1
    else:
        assert b"FEC-060" in data or format in ("xlsx", "pdf")
    assert client.get(f"{address}/rapport.exe").status_code == 404


def test_only_the_report_is_kept_and_only_for_us(client: Client, private: Path) -> None:
    address = dropped(client)
    place = private / address.rsplit("/", 1)[1]
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {p.name for p in place.iterdir()} == {"vue.json", "rapport.json"}
    assert len(place.name) == 32


def test_it_is_gone_after_an_hour(client: Client, private: Path) -> None:
    address = dropped(client)
    place = private / address.rsplit("/", 1)[1]
    hour = place.stat().st_mtime - clinique.KEPT_SECONDS - 1
    os.utime(place / "vue.json", (hour, hour))
    assert client.get(address).status_code == 404
    assert not place.exists()


def test_it_can_be_removed_before(client: Client) -> None:
    address = dropped(client)
    assert client.post(f"{address}/effacer").status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "..", "a" * 32, "%2e%2e%2fetc", "frein.json"])
def test_another_name_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/clinique-fec/{token}").status_code == 404


def test_nothing_dropped_is_said(client: Client) -> None:
    answer = client.post("/clinique-fec", {})
    assert answer.status_code == 422
    assert "Choisissez le FEC" in answer.content.decode()


def test_what_is_too_big_is_refused_unread(client: Client) -> None:
    answer = client.generic(
        "POST", "/clinique-fec", b"x", content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(clinique.UPLOAD_BYTES_MAX + 1),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "dépasse" in answer.content.decode()


def test_an_address_is_braked_and_not_written_down(
    client: Client, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinique, "CHECKS_BY_ADDRESS", 2)
    dropped(client)
    dropped(client)
    answer = client.post("/clinique-fec", {"fichier": file()})
    assert answer.status_code == 422
    assert "Trop de contrôles" in answer.content.decode()
    other = client.post("/clinique-fec", {"fichier": file()}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 302
    assert "127.0.0.1" not in (private / "frein.json").read_text()


def test_only_so_many_at_once(client: Client) -> None:
    with clinique._place(), clinique._place():
        answer = client.post("/clinique-fec", {"fichier": file()})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"


def test_a_check_that_lasts_is_stopped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clinique, "CHECK_SECONDS_MAX", -1)
    answer = client.post("/clinique-fec", {"fichier": file()})
    assert answer.status_code == 422
    assert "boucle fec check" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/clinique-fec", {"fichier": file()}).status_code == 403


def test_no_fec_at_all_is_a_report_too(client: Client) -> None:
    upload = SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 900)
    answer = client.post("/clinique-fec", {"fichier": upload})
    text = client.get(answer["Location"]).content.decode()
    assert "serait rejeté" in text
    assert "n’est pas un fichier texte" in text
