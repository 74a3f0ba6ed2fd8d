"""Files joined to entries: received, given back, taken away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from boucle.books.commands.pieces import attach, detach
from boucle.books.queries.pieces import stored_file
from boucle.books.types_pieces import SIZE_MOST, NewAttachment
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import Refused

INPUTS = ("photo", "piece_file")
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
_LOCKED = "sandbox; default-src 'none'"


def sent_files(request: HttpRequest) -> list[NewAttachment]:
    """What the two inputs of a form sent; no more of a file is read than shows it is too long."""
    found = [file for name in INPUTS for file in request.FILES.getlist(name)]
    return [NewAttachment((file.name or "piece")[:200], file.read(SIZE_MOST + 1)) for file in found]


def piece_add(request: BooksRequest, dossier: str, entry: UUID) -> HttpResponse:
    """Join what was sent to an entry (POST)."""
    try:
        files = sent_files(request)
        if attach(request.act, request.dossier.id, entry, files):
            messages.success(request, "Pièce jointe à l’écriture.")
        elif not files:
            messages.error(request, "Choisissez une photo ou un fichier.")
    except Refused as refusal:
        for finding in refusal.findings:
            messages.error(request, finding.message)
    return redirect("books:entry-show", dossier=dossier, entry=entry)


def piece_remove(request: BooksRequest, dossier: str, piece: UUID) -> HttpResponse:
    """Take it off a draft (POST)."""
    try:
        entry = detach(request.act, request.dossier.id, piece)
    except Refused as refusal:
        messages.error(request, refusal.findings[0].message)
        return redirect("books:dossier-home", dossier=dossier)
    messages.success(request, "Pièce retirée.")
    return redirect("books:entry-show", dossier=dossier, entry=entry)


def piece_show(request: BooksRequest, dossier: str, piece: UUID) -> HttpResponse:
    """The bytes, to be saved: a page of ours may show an image, nothing opens it as a page."""
    found = stored_file(request.act, request.dossier.id, piece)
    answer = HttpResponse(found.content, content_type=found.kind)
    answer["Content-Disposition"] = content_disposition_header(True, found.name)
    answer["Content-Security-Policy"] = _LOCKED
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
