"""The simple entry of company users: receipts, expenses, transfers, notes of expenses."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from boucle.books.commands.pieces import attach
from boucle.books.commands.simple_entry import save_simple
from boucle.books.queries.drafts import content_of, entry_to_edit
from boucle.books.queries.pieces import pieces_of
from boucle.books.queries.simple_entry import simple_books, simple_latest
from boucle.books.rules.days import parse_day
from boucle.books.rules.entry_form import version_of
from boucle.books.rules.simple_entry import FIELDS, ROLES, SimpleForm, blank, form_of, usual_vat
from boucle.books.types_simple import KIND_CARDS, KINDS, LATER, SimpleBooks
from boucle.books.web.pieces import ACCEPTED, sent_files
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import posted
from boucle.kernel import clock
from boucle.kernel.errors import Conflict, NotFound, Refused
from boucle.kernel.ids import new_id


def simple_home(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """The four kinds, and what one entered last."""
    rows = simple_latest(request.act, request.dossier.id)
    return render(request, "books/simple_home.html", {"rows": rows, "kinds": KIND_CARDS})


def simple_new(request: BooksRequest, dossier: str, exercice: str, kind: str) -> HttpResponse:
    """A new entry of a kind: its form, or its saving. Raises NotFound."""
    if kind not in KINDS:
        raise NotFound
    if request.method == "POST":
        try:
            public_id = str(UUID(request.POST.get("public_id", "")))
        except ValueError:
            public_id = str(new_id())
        return _save(request, _posted(request, kind, public_id))
    form = blank(kind, _today(request))
    form.public_id = str(new_id())
    form.values["category"] = request.GET.get("nature", "")
    return _page(request, form)


def simple_edit(request: BooksRequest, dossier: str, exercice: str, entry: UUID) -> HttpResponse:
    """A draft of the simple entry again. One changed otherwise opens in the plain form."""
    found = entry_to_edit(request.act, request.dossier.id, entry)
    if request.method == "POST":
        kind = str(content_of(found).get("origin"))
        if kind not in KINDS:
            raise NotFound
        return _save(request, _posted(request, kind, str(entry)))
    books = simple_books(request.act, request.dossier.id, found.date)
    form = form_of(content_of(found), books) if found.state == "d" else None
    if form is None:
        return redirect("books:entry-edit", dossier=dossier, entry=entry)
    return _page(request, form)


def _posted(request: BooksRequest, kind: str, public_id: str) -> SimpleForm:
    values = posted(request.POST, FIELDS)
    return SimpleForm(kind, values, public_id, version_of(request.POST.get("version", "")))


def _today(request: BooksRequest) -> date:
    return min(max(clock.today(), request.year.start), request.year.end)


def _save(request: BooksRequest, form: SimpleForm) -> HttpResponse:
    """The files are kept first: a photo is not taken twice because an amount is missing."""
    try:
        attach(request.act, request.dossier.id, UUID(form.public_id), sent_files(request))
        save_simple(request.act, request.dossier.id, form, clock.today())
    except Refused as refusal:
        if not form.problems:
            form.tell(refusal.findings)
        return _page(request, form, status=422)
    except Conflict:
        text = "Cette écriture a été modifiée ou supprimée entre-temps : votre saisie est ici."
        form.wrong("", f"{text} Reprenez-la dans une nouvelle écriture.")
        return _page(request, form, status=409)
    ending = "" if form.kind == "virement" else "e"
    messages.success(request, f"{KINDS[form.kind]} enregistré{ending}.")
    match = request.resolver_match
    address = {"dossier": match.kwargs["dossier"] if match else "", "exercice": request.year.label}
    return redirect(f"{reverse('books:simple-home', kwargs=address)}?fait={form.kind}")


def _page(request: BooksRequest, form: SimpleForm, *, status: int = 200) -> HttpResponse:
    books = simple_books(request.act, request.dossier.id, _day(request, form))
    codes = books.codes_of(form.kind)
    named = [
        (category, usual.label if (usual := usual_vat(category, codes)) else "sans TVA")
        for category in books.of_kind(form.kind)
    ]
    context = {
        "form": form, "kind_label": KINDS[form.kind], "books": books, "categories": named,
        "codes": codes, "later": LATER, "roles": _roles(books),
        "thirds": list(books.thirds.values())[:500], "accepted": ACCEPTED,
        "pieces": pieces_of(request.act, request.dossier.id, form.public_id),
    }  # fmt: skip
    return render(request, "books/simple_edit.html", context, status=status)


def _roles(books: SimpleBooks) -> dict[str, str]:
    return {role: label for role, label in ROLES.items() if role in books.collective}


def _day(request: BooksRequest, form: SimpleForm) -> date:
    try:
        return parse_day(form.values["date"])
    except ValueError:
        return _today(request)
