"""The public check of a FEC: drop a file, read the report, take it away. Nothing is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from boucle.books.public import FEC_REGIMES, FecRegime
from boucle.kernel.errors import Finding, Refused
from boucle.shell import clinique

TEMPLATE = "shell/clinique.html"


@csrf_exempt
def clinique_new(request: HttpRequest) -> HttpResponse:
    """The form; what is too big is refused before any of it is read."""
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.method == "POST" and sent > clinique.UPLOAD_BYTES_MAX:
        size = clinique.UPLOAD_BYTES_MAX >> 20
        return _form(
            request, [_problem(f"Le fichier dépasse {size} Mo\u00a0: compressez-le en .zip.")]
        )
    return _dropped(request)


@csrf_protect
def _dropped(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    files = request.FILES.getlist("fichier")
    if not files or len(files) > clinique.FILES_MAX:
        return _form(request, [_problem("Choisissez le FEC, ou les parties d’un même exercice.")])
    try:
        token = clinique.examine(
            [Path(_place(file)) for file in files],
            files[0].name or "fichier",
            _regime(request.POST.get("regime", "")),
            request.META.get("REMOTE_ADDR", ""),
        )
    except Refused as refusal:
        return _form(request, refusal.findings)
    return redirect("shell:clinique-show", token=token)


def _place(file: Any) -> str:
    """Where the upload lies until the request ends (settings: always on disk)."""
    return str(file.temporary_file_path())


def _regime(text: str) -> FecRegime | None:
    return FecRegime(text) if text in FecRegime.__members__ else None


def _problem(message: str) -> Finding:
    return Finding(code="shell.clinique.file", message=message)


def _form(request: HttpRequest, problems: tuple[Finding, ...] | list[Finding] = ()) -> HttpResponse:
    context = {
        "problems": problems,
        "regimes": FEC_REGIMES.items(),
        "size_max": clinique.UPLOAD_BYTES_MAX >> 20,
    }
    return render(request, TEMPLATE, context, status=422 if problems else 200)


def clinique_show(request: HttpRequest, token: str) -> HttpResponse:
    """The report, until its hour is over."""
    clinique.sweep()
    context = {"view": clinique.kept_view(token), "token": token, "formats": clinique.FORMATS}
    return render(request, "shell/clinique_report.html", context)


def clinique_download(request: HttpRequest, token: str, format: str) -> FileResponse:
    """The report as CSV, XLSX or JSON."""
    path = clinique.kept_file(token, format)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"controle-fec.{format}")


def clinique_forget(request: HttpRequest, token: str) -> HttpResponse:
    """Remove the report at once."""
    clinique.forget(token)
    return redirect("shell:clinique-new")
