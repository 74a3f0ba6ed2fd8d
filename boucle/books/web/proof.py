"""The proof of a Dossier: its chain, its verification, and what a third party takes away."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from boucle.access.public import names_of
from boucle.books.commands.fec_job import VERIFY
from boucle.books.commands.proof import VERIFIER, proof_name, stream_proof
from boucle.books.commands.works import ask, latest_works, stop_work, work_row
from boucle.books.queries.proof import chain_head
from boucle.books.queries.proof_file import batch_page
from boucle.books.web.request import BooksRequest
from boucle.kernel.pagination import decode_key, encode_key

BATCHES_SHOWN = 50


def show(request: BooksRequest, dossier: str) -> HttpResponse:
    """The head of the chain, the verifications, and the batches, the latest first."""
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
    }
    return render(request, "books/proof_show.html", context | _verifications(request))


def _verifications(request: BooksRequest) -> dict[str, object]:
    """The one that waits or runs, and those that ended, with who asked."""
    works = latest_works(request.act, request.dossier.id, VERIFY)
    running = [job for job in works if not job.is_ended]
    ended = [job for job in works if job.is_ended]
    names = names_of({job.actor for job in works})
    return {
        "job": running[0] if running else None,
        "last": ended[0] if ended else None,
        "by": names[ended[0].actor] if ended else None,
        "before": [(job, names[job.actor]) for job in ended[1:]],
    }


def verify(request: BooksRequest, dossier: str) -> HttpResponse:
    """Ask for all to be recomputed (or, `action=arreter`, for that to stop)."""
    if request.POST.get("action") == "arreter":
        for job in latest_works(request.act, request.dossier.id, VERIFY):
            stop_work(request.act, request.dossier.id, job.id, VERIFY)
    else:
        ask(request.act, request.dossier.id, VERIFY)
    return redirect("books:proof-show", dossier=dossier)


def verify_state(request: BooksRequest, dossier: str, job: UUID) -> HttpResponse:
    """The part of the page that asks again each second; at the end the page comes whole."""
    row = work_row(request.act, request.dossier.id, job, VERIFY)
    answer = render(request, "books/_proof_state.html", {"job": row})
    if row.is_ended:
        answer.headers["HX-Refresh"] = "true"
    return answer


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
