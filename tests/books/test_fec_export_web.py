"""The screen of the export."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.public import save_draft, validate_entries
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
PAGE = f"/d/{SIREN}/2025/fec"


def a_reader(dossier: int, level: str = "lecture") -> Client:
    """A logged-in person with this level in the Dossier."""
    firm = Organisation.objects.create(kind="cabinet", name="Lectrice SA")
    user = access.create_user(
        login="lea", name="Léa", password="un long mot de passe", organisation_id=firm.id
    )
    access.grant_level(ACT, dossier, login="lea", level=level)
    client = Client()
    client.force_login(user)
    return client


def test_the_screen_says_what_is_missing_and_the_file_comes() -> None:
    dossier = a_dossier()
    client = a_reader(dossier)
    assert "pas encore d’écriture" in client.get(PAGE).content.decode()
    save_draft(ACT, dossier, an_entry())
    assert "provisoire" in client.get(PAGE).content.decode()
    validate_entries(ACT, dossier, a_year(dossier))
    assert f"{SIREN}FEC20251231.txt" in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}/fichier", {"format": "txt"})
    body = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert body.startswith(b"JournalCode\t")
    assert f"{SIREN}FEC20251231.txt" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Aucun export" not in client.get(PAGE).content.decode()


def test_the_archive_holds_file_and_description() -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    answer = a_reader(dossier).post(f"{PAGE}/fichier", {"format": "zip", "brouillard": "1"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert [name[-16:] for name in archive.namelist()][1] == "_description.txt"


def test_a_stranger_sees_nothing() -> None:
    dossier = a_dossier()
    client = a_reader(dossier)
    access.revoke_grant(
        ACT, dossier, user_id=next(p.user_id for p in access.people_of(ACT, dossier))
    )
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}/fichier").status_code == 404
