"""Screens of the import of a FEC: file, dry run, import, each followed until its end."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from boucle.books.public import (
    ImportOptions,
    abandon,
    ask_to_stop,
    job_row,
    keep_files,
    queue_import,
    queue_plan,
)
from boucle.books.rules.fec_wizard import STEPS
from boucle.books.web.fec_import_page import ON_CHOICES, page_of
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

FIRST_STEP = {"regimes": REGIMES, "steps": STEPS, "step": "fichier"}
"""What the form of the file needs, in a Dossier or for a new one."""


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
    context = FIRST_STEP | {"problems": problems, "posted": request.POST}
    return render(
        request, "books/fec_import_new.html", context, status=422 if problems else 200
    )  # fmt: skip


def import_show(request: BooksRequest, dossier: str, job: UUID) -> HttpResponse:
    """How far the work is, what it found, what comes next. POST: choose, go on, stop, forget."""
    row = job_row(request.act, request.dossier.id, job)
    problems: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            return _act_on(request, dossier, row)
        except Refused as refusal:
            if request.POST.get("action") not in ON_CHOICES:
                raise
            problems = refusal.findings
    context = page_of(request, row, problems)
    status = 422 if problems else 200
    return render(request, "books/fec_import_show.html", context, status=status)


def _act_on(request: BooksRequest, dossier: str, row: JobRow) -> HttpResponse:
    action = request.POST.get("action", "")
    if action in ON_CHOICES:
        job, query = ON_CHOICES[action](request, row)
        address = reverse("books:fec-import-show", kwargs={"dossier": dossier, "job": job})
        return redirect(f"{address}?{query}")
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
    context = page_of(request, row, ())
    answer = render(request, "books/_fec_import_state.html", context)
    if row.is_ended:
        answer.headers["HX-Refresh"] = "true"
    return answer
