"""Import of a FEC into a Dossier that does not exist yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.books.public import keep_files, queue_new_dossier
from boucle.books.web.fec_import import FIRST_STEP, options_of
from boucle.kernel.errors import Finding, Refused


def import_new(request: Any) -> HttpResponse:
    """The form; POST makes the Dossier, empty, and queues the dry run in it."""
    problems: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            options = options_of(request)
            kept = keep_files(request.FILES.getlist("fichier"))
            row, job = queue_new_dossier(
                request.act, name=request.POST.get("nom", ""),
                siren=request.POST.get("siren", ""), kept=kept, options=options,
            )  # fmt: skip
            key = f"{row.siren}~{row.short_id}"
            return redirect("books:fec-import-show", dossier=key, job=job)
        except Refused as refusal:
            problems = refusal.findings
    context = FIRST_STEP | {"problems": problems, "posted": request.POST, "new_dossier": True}
    return render(
        request, "books/fec_import_first.html", context, status=422 if problems else 200
    )  # fmt: skip
