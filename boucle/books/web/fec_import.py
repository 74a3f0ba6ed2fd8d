"""Screens of the import of a FEC: file, dry run, import, each followed until its end."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from boucle.books.public import (
    ImportOptions,
    abandon,
    ask_to_stop,
    job_row,
    keep_files,
    queue_import,
    queue_plan,
)
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import Finding, Refused, WrongUse
from boucle.kernel.jobs import JobRow

REGIMES = (
    ("", "D’après les colonnes du fichier"),
    ("BIC", "BIC ou IS"),
    ("COM", "BNC ou BA, droit commercial"),
    ("BAT", "BA, trésorerie"),
    ("BNCT", "BNC, trésorerie"),
)


def options_of(request: HttpRequest) -> ImportOptions:
    """What the form says. Raises Refused."""
    regime = request.POST.get("regime") or None
    if regime not in (None, *(code for code, _ in REGIMES)):
        raise WrongUse
    return ImportOptions(start=_day(request, "debut"), end=_day(request, "fin"), regime=regime)


def _day(request: HttpRequest, field: str) -> date | None:
    text = request.POST.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"« {text} » n’est pas une date."
        raise Refused([Finding(code="books.import.day", message=message, field=field)]) from None


def import_new(request: BooksRequest, dossier: str) -> HttpResponse:
    """The form; POST keeps the files and queues their dry run."""
    problems: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            options = options_of(request)
            uploads: list[Any] = request.FILES.getlist("fichier")  # on disk: see settings
            kept = keep_files(uploads)
            job = queue_plan(request.act, request.dossier.id, kept, options)
            return redirect("books:fec-import-show", dossier=dossier, job=job)
        except Refused as refusal:
            problems = refusal.findings
    context = {"problems": problems, "regimes": REGIMES, "posted": request.POST}
    return render(
        request, "books/fec_import_new.html", context, status=422 if problems else 200
    )  # fmt: skip


def import_show(request: BooksRequest, dossier: str, job: UUID) -> HttpResponse:
    """How far the work is, what it found, what comes next. POST: go on, stop or forget."""
    row = job_row(request.act, request.dossier.id, job)
    if request.method == "POST":
        return _act_on(request, dossier, row)
    return render(request, "books/fec_import_show.html", _context(row))


def _act_on(request: BooksRequest, dossier: str, row: JobRow) -> HttpResponse:
    action = request.POST.get("action")
    if action == "importer":
        job = queue_import(request.act, request.dossier.id, row)
        return redirect("books:fec-import-show", dossier=dossier, job=job)
    if action == "arreter":
        ask_to_stop(request.act, request.dossier.id, row.id)
        return redirect("books:fec-import-show", dossier=dossier, job=row.id)
    if action == "abandonner":
        gone = abandon(request.act, request.dossier.id, row)
        messages.success(request, "Import abandonné : rien n’a été écrit.")
        return redirect("/") if gone else redirect("books:fec-import-new", dossier=dossier)
    raise WrongUse


def import_state(request: BooksRequest, dossier: str, job: UUID) -> HttpResponse:
    """The part of the page that asks again each second; at the end the page comes whole."""
    row = job_row(request.act, request.dossier.id, job)
    answer = render(request, "books/_fec_import_state.html", _context(row))
    if row.is_ended:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _context(row: JobRow) -> dict[str, Any]:
    is_plan = row.kind == "books.fec_plan"
    result = row.result or {}
    return {
        "job": row,
        "is_plan": is_plan,
        "step": 2 if is_plan and not row.is_ended else 3 if is_plan else 4,
        "result": result,
        "files": result.get("files", ()),
        "can_import": is_plan and row.state == "done" and not result.get("blocked"),
    }
