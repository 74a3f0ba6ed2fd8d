"""VAT on receipts: what the payments of a period make due, and the draft that moves it."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.books.commands.vat_receipts import move_vat
from boucle.books.queries.vat_receipts import vat_to_move
from boucle.books.rules.days import parse_day
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import FormState, refused
from boucle.kernel import clock
from boucle.kernel.errors import Refused
from boucle.kernel.money import show


def vat_due(
    request: BooksRequest, dossier: str, exercice: str, form: FormState | None = None
) -> HttpResponse:
    """What is due until a day (`au`; without it the end of last month) and still waits."""
    typed = request.GET.get("au") or request.POST.get("au") or ""
    wrong, until = "", _last_month(request)
    try:
        until = parse_day(typed, start=request.year.start, end=request.year.end) if typed else until
    except ValueError as error:
        wrong = str(error)
    found = vat_to_move(request.act, request.dossier.id, request.year, request.years, until)
    context = {
        "found": found, "typed": typed or f"{until:%d/%m/%Y}", "wrong": wrong,
        "form": form or FormState({}),
    }  # fmt: skip
    status = 422 if wrong or (form and form.problems) else 200
    return render(request, "books/vat_due.html", context, status=status)


def _last_month(request: BooksRequest) -> date:
    """The end of last month, inside the year."""
    day = clock.today().replace(day=1) - timedelta(days=1)
    return min(max(day, request.year.start), request.year.end)


def vat_move(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Make the draft that moves it (POST)."""
    asked = request.act, request.dossier.id, request.year, request.years
    try:
        until = parse_day(
            request.POST.get("au", ""), start=request.year.start, end=request.year.end
        )
        done = move_vat(*asked, until)
    except ValueError:
        return vat_due(request, dossier, exercice)
    except Refused as refusal:
        return vat_due(request, dossier, exercice, refused({}, refusal))
    many = "s" if done.invoices > 1 else ""
    messages.success(
        request,
        f"OD en brouillard : {show(abs(done.cents))} de TVA, {done.invoices} facture{many}.",
    )
    return redirect("books:entry-show", dossier=dossier, exercice=exercice, entry=done.entry)
