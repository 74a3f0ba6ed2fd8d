"""The plain entry form, and the acts on one entry."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from boucle.books.public import delete_draft, mark_review, reverse_entry, save_draft
from boucle.books.queries.drafts import content_of, entry_to_edit, latest_drafts
from boucle.books.queries.setup import journals_of
from boucle.books.rules.days import parse_day
from boucle.books.rules.entry_form import (
    FIELDS,
    LINES_LEAST,
    LINES_MAX,
    EntryForm,
    entry_of,
    form_of,
    read_form,
    version_of,
)
from boucle.books.web.request import BooksRequest
from boucle.kernel import clock
from boucle.kernel.errors import Conflict, Finding, Refused
from boucle.kernel.ids import new_id
from boucle.kernel.money import show


def entry_new(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """A new entry: the empty form, or its saving."""
    if request.method == "POST":
        return _save(request, _posted(request, str(_key(request)) or str(new_id())))
    form = EntryForm(public_id=str(new_id()), version=0)
    form.journal = request.GET.get("journal", "")
    form.day = f"{_session_day(request):%d/%m/%Y}"
    return _page(request, form.pad())


def entry_edit(request: BooksRequest, dossier: str, entry: UUID) -> HttpResponse:
    """A draft in the form, or its saving as the next version. Raises NotFound."""
    if request.method == "POST":
        _enter_year(request, _posted_day(request))
        return _save(request, _posted(request, str(entry)))
    found = entry_to_edit(request.act, request.dossier.id, entry)
    _enter_year(request, found.date)
    if found.state != "d":
        return redirect("books:entry-show", dossier=dossier, entry=entry)
    if len(content_of(found)["lines"] or ()) > LINES_MAX:
        raise Refused([_too_long()])
    return _page(request, form_of(content_of(found)).pad(), day=found.date)


def _enter_year(request: BooksRequest, day: date | None) -> None:
    """The address of an entry holds no exercice: the one of its day is meant."""
    if day is not None:
        years = [year for year in request.years if year.start <= day <= year.end]
        request.year = years[0] if years else request.year


def _too_long() -> Finding:
    return Finding(
        code="books.form.too_long",
        message=f"L’écriture a plus de {LINES_MAX} lignes : elle dépasse ce formulaire.",
        help="Modifiez-la par la commande « boucle ecriture ».",
    )


def _key(request: BooksRequest) -> UUID | str:
    try:
        return UUID(request.POST.get("public_id", ""))
    except ValueError:
        return ""


def _posted(request: BooksRequest, public_id: str) -> EntryForm:
    """Raises Refused for more lines than the form takes: none is dropped in silence."""
    columns = {name: request.POST.getlist(name) for name in FIELDS}
    if max(len(values) for values in columns.values()) > LINES_MAX:
        raise Refused([_too_long()])
    return read_form(request.POST, columns, public_id=public_id)


def _save(request: BooksRequest, form: EntryForm) -> HttpResponse:
    if "more" in request.POST:
        return _page(request, form.pad(len(form.lines) + LINES_LEAST))
    entry, findings = entry_of(form, start=request.year.start, end=_session_day(request))
    if findings:
        return _refused(request, form, findings)
    try:
        save_draft(request.act, request.dossier.id, entry)
    except Refused as refusal:
        return _refused(request, form, list(refusal.findings))
    except Conflict:
        return _conflict(request, form)
    messages.success(request, f"Écriture enregistrée en brouillard : {show(form.debit)}")
    return redirect(_onward(request, form, str(entry["date"])))


def _refused(request: BooksRequest, form: EntryForm, findings: list[Finding]) -> HttpResponse:
    form.tell(findings)
    return _page(request, form.pad(), status=422)


def _conflict(request: BooksRequest, form: EntryForm) -> HttpResponse:
    """Both texts: what was typed stays in the form, what is kept stands beside it."""
    kept = entry_to_edit(request.act, request.dossier.id, UUID(form.public_id))
    form.version = kept.version
    return _page(request, form.pad(), status=409, theirs=form_of(content_of(kept)))


def _onward(request: BooksRequest, form: EntryForm, day: str) -> str:
    """After a new entry the next one; after a change, where one came from."""
    kwargs = {"dossier": _address(request), "exercice": request.year.label}
    if form.version == 0:
        again = reverse("books:entry-new", kwargs=kwargs)
        return f"{again}?journal={form.journal}&date={day}"
    return _back(request)


def _address(request: BooksRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["dossier"]) if match else ""


def _back(request: BooksRequest) -> str:
    """Where the form came from (`suite`), else the brouillard."""
    onward = request.POST.get("suite") or request.GET.get("suite") or ""
    if onward and url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        return onward
    kwargs = {"dossier": _address(request), "exercice": request.year.label}
    return reverse("books:draft-list", kwargs=kwargs)


def _session_day(request: BooksRequest) -> date:
    """The day from which what is left out of a date is taken: the last one, else today."""
    day = _posted_day(request) or clock.today()
    return min(max(day, request.year.start), request.year.end)


def _posted_day(request: BooksRequest) -> date | None:
    text = request.POST.get("session") or request.GET.get("date") or ""
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None


def _page(
    request: BooksRequest,
    form: EntryForm,
    *,
    status: int = 200,
    theirs: EntryForm | None = None,
    day: date | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "theirs": theirs,
        "journals": [
            (j, request.rights.writes_in(j.code))
            for j in journals_of(request.act, request.dossier.id)
            if j.active
        ],
        "session": (day or _session_day(request)).isoformat(),
        "latest": [] if form.version else latest_drafts(request.act, request.dossier.id),
        "back": _back(request),
        "gap": form.debit - form.credit,
        "in_error": form.fields_in_error(),
    }
    return render(request, "books/entry_form.html", context, status=status)


def entry_delete(request: BooksRequest, dossier: str, entry: UUID) -> HttpResponse:
    """Delete a draft at the version shown. Raises NotFound, Refused, Conflict."""
    version = version_of(request.POST.get("version", ""))
    delete_draft(request.act, request.dossier.id, entry, version)
    messages.success(request, "Brouillard supprimé ; ses versions restent dans l’historique.")
    return redirect(_back(request))


def entry_review(request: BooksRequest, dossier: str, entry: UUID) -> HttpResponse:
    """Flag a draft « à revoir », or take the flag away. Raises NotFound, Refused."""
    flag = request.POST.get("flag") == "1"
    mark_review(request.act, request.dossier.id, entry, flag)
    messages.success(request, "Marquée à revoir." if flag else "Marque « à revoir » retirée.")
    return redirect(_back(request))


def entry_reverse(request: BooksRequest, dossier: str, entry: UUID) -> HttpResponse:
    """Contrepasser: the opposite entry as a draft, opened in its form. Raises NotFound, Refused."""
    saved = reverse_entry(request.act, request.dossier.id, entry)
    messages.success(request, "Contrepassation enregistrée en brouillard : relisez, puis validez.")
    return redirect("books:entry-edit", dossier=dossier, entry=saved.public_id)
