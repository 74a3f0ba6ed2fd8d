"""Files joined to entries: told by their bytes, kept once, given back safely, frozen with them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boucle.access import public as access
from boucle.books.commands.pieces import attach, detach
from boucle.books.models_pieces import Attachment
from boucle.books.public import save_draft, validate_entries
from boucle.books.queries.pieces import pieces_of, stored_file
from boucle.books.rules.pieces import kind_of, problem, safe_name
from boucle.books.types_pieces import PER_ENTRY, SIZE_MOST, NewAttachment
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.kernel.ids import new_id
from tests.books.build import SIREN, a_dossier, a_year, an_entry
from tests.books.test_gate_lettrage import a_user
from tests.books.test_grid_data import signed_in

ACT = system_act()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100)
PDF = b"%PDF-1.7\n%\xe2\xe3\n" + bytes(100)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "image/jpeg"), (b"\x89PNG\r\n\x1a\n" + bytes(9), "image/png"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"), (PDF, "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ""),
        (b"<!doctype html><script>alert(1)</script>", ""), (b"MZ\x90", ""), (b"GIF89a", ""),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
    assert bool(problem(NewAttachment("photo.jpg", content))) == (not kind)


def test_what_cannot_be_kept_says_why() -> None:
    assert "vide" in problem(NewAttachment("a.pdf", b""))
    assert "10 Mo" in problem(NewAttachment("a.pdf", PDF + bytes(SIZE_MOST)))
    assert "HEIC" in problem(NewAttachment("a.heic", b"\0\0\0\x18ftypheic" + bytes(20)))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/ticket.JPG", "etc ticket.jpg"), ("ticket.html", "ticket.html.jpg"),
        ("a\r\nb.jpeg", "a b.jpg"), ("", "piece.jpg"), ("é" * 300 + ".jpg", "é" * 120 + ".jpg"),
    ],
)  # fmt: skip
def test_a_name_is_never_a_path_and_ends_as_it_is(name: str, kept: str) -> None:
    assert safe_name(name, "image/jpeg") == kept


def added(dossier: int, entry: UUID, content: bytes = JPEG, name: str = "ticket.jpg") -> int:
    return attach(ACT, dossier, entry, [NewAttachment(name, content)])


@pytest.mark.django_db
def test_the_same_file_is_kept_once_and_comes_back_as_it_was() -> None:
    dossier, entry = a_dossier(), new_id()
    assert added(dossier, entry) == 1 and added(dossier, entry, name="encore.jpg") == 0
    added(dossier, entry, PDF, "facture.pdf")
    rows = pieces_of(ACT, dossier, entry)
    assert [(row.name, row.kind, row.is_image) for row in rows] == [
        ("ticket.jpg", "image/jpeg", True), ("facture.pdf", "application/pdf", False),
    ]  # fmt: skip
    assert stored_file(ACT, dossier, rows[0].public_id).content == JPEG
    assert rows[0].kind_label == "Photo JPEG, 1\u00a0ko"


@pytest.mark.django_db
def test_one_bad_file_keeps_none_and_twenty_are_the_most() -> None:
    dossier, entry = a_dossier(), new_id()
    with pytest.raises(Refused):
        attach(ACT, dossier, entry, [NewAttachment("a", JPEG), NewAttachment("b", b"x")])
    assert pieces_of(ACT, dossier, entry) == []
    files = [NewAttachment(str(n), JPEG + bytes([n])) for n in range(PER_ENTRY + 1)]
    with pytest.raises(Refused, match="au plus"):
        attach(ACT, dossier, entry, files)


@pytest.mark.django_db
def test_the_piece_of_a_validated_entry_stays() -> None:
    dossier = a_dossier()
    entry = save_draft(ACT, dossier, an_entry()).public_id
    added(dossier, entry)
    [row] = pieces_of(ACT, dossier, entry)
    assert detach(ACT, dossier, row.public_id) == entry
    added(dossier, entry)
    validate_entries(ACT, dossier, a_year(dossier))
    [row] = pieces_of(ACT, dossier, entry)
    with pytest.raises(Refused, match="reste avec elle"):
        detach(ACT, dossier, row.public_id)
    assert added(dossier, entry, PDF) == 1, "one found later is joined"
    with pytest.raises(Refused, match="ne change plus"), access.write(ACT, dossier):
        Attachment.objects.filter(dossier_id=dossier, public_id=row.public_id).delete()


@pytest.mark.django_db
def test_a_reader_reads_and_a_stranger_sees_nothing() -> None:
    dossier, other = a_dossier(), a_dossier(siren="552100554")
    entry = new_id()
    added(dossier, entry)
    [row] = pieces_of(ACT, dossier, entry)
    reader = a_user(dossier, "lecture")
    assert stored_file(reader, dossier, row.public_id).content == JPEG
    with pytest.raises(Forbidden):
        attach(reader, dossier, entry, [NewAttachment("a.pdf", PDF)])
    with pytest.raises(NotFound):
        stored_file(ACT, other, row.public_id)


@pytest.fixture
def client() -> Client:
    return signed_in(a_dossier())


def photo(content: bytes = JPEG, name: str = "ticket.jpg") -> Any:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.mark.django_db
def test_a_piece_is_joined_on_the_page_of_its_entry_and_never_opened_as_a_page(
    client: Client,
) -> None:
    act = system_act()
    dossier = access.dossier_for(act, SIREN).id
    entry = save_draft(act, dossier, an_entry()).public_id
    home = f"/d/{SIREN}/ecriture/{entry}"
    page = client.post(home + "/pieces", {"photo": photo()}, follow=True).content.decode()
    assert "ticket.jpg" in page and 'capture="environment"' in page
    [row] = pieces_of(act, dossier, entry)
    answer = client.get(f"/d/{SIREN}/piece/{row.public_id}")
    assert answer.content == JPEG and answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'attachment; filename="ticket.jpg"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = client.post(home + "/pieces", {"piece_file": photo(b"<html>")}, follow=True)
    assert "ni une photo" in page.content.decode()
    client.post(f"/d/{SIREN}/piece/{row.public_id}/retirer")
    assert pieces_of(act, dossier, entry) == []
    assert client.get(f"/d/{SIREN}/piece/{row.public_id}").status_code == 404
