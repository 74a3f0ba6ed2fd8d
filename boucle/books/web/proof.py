"""The proof of a Dossier: its chain, its verification, and what a third party takes away."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from boucle.books.commands.proof import VERIFIER, proof_name, stream_proof
from boucle.books.queries.proof import chain_head, verify_books
from boucle.books.queries.proof_file import batch_page
from boucle.books.types_proof import Verified
from boucle.books.web.request import BooksRequest
from boucle.kernel.pagination import decode_key, encode_key

BATCHES_SHOWN = 50


def show(request: BooksRequest, dossier: str) -> HttpResponse:
    """The head of the chain and its batches, the latest first."""
    return _page(request, None)


def verify(request: BooksRequest, dossier: str) -> HttpResponse:
    """Recompute everything and say what was found."""
    return _page(request, verify_books(request.act, request.dossier.id))


def download(request: BooksRequest, dossier: str) -> HttpResponseBase:
    """The proof file, streamed."""
    head = chain_head(request.act, request.dossier.id)
    name = proof_name(request.dossier, (head.head or b"").hex())
    return StreamingHttpResponse(
        stream_proof(request.act, request.dossier),
        content_type="application/x-ndjson; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def script(request: BooksRequest, dossier: str) -> HttpResponseBase:
    """The checker that goes with it."""
    return FileResponse(
        VERIFIER.open("rb"),
        as_attachment=True,
        filename=VERIFIER.name,
        content_type="text/x-python",
    )


def _page(request: BooksRequest, found: Verified | None) -> HttpResponse:
    word = request.GET.get("avant")
    before = int(decode_key(word, parts=1)[0] or 0) if word else None
    page = batch_page(request.act, request.dossier.id, before=before, limit=BATCHES_SHOWN)
    head = chain_head(request.act, request.dossier.id)
    head_hex = (head.head or b"").hex()
    context = {
        "head": head,
        "head_hex": head_hex,
        "head_parts": [head_hex[at : at + 8] for at in range(0, len(head_hex), 8)],
        "batches": page.rows,
        "next_key": encode_key(page.rows[-1].id) if page.has_next else None,
        "is_first_page": before is None,
        "found": found,
    }
    return render(request, "books/proof_show.html", context)
