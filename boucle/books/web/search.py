"""Search across entries: one field, one list, the newest first."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from boucle.access.public import together
from boucle.books.commands.saved_searches import drop_search, save_search, saved_searches
from boucle.books.queries.search import search_entries
from boucle.books.types import FiscalYearRow
from boucle.books.web.request import BooksRequest
from boucle.books.web.sheet import export_list
from boucle.kernel.errors import Refused
from boucle.kernel.sheets import Cell, Column

HITS_IN_A_FILE = 20_000
COLUMNS = (
    Column("Date", "day", 11),
    Column("Exercice", width=8),
    Column("Journal", width=8),
    Column("N°", width=10),
    Column("Pièce", width=16),
    Column("Libellé", width=40),
    Column("Comptes", width=26),
    Column("Montant", "cents", 14),
)


def search_show(request: BooksRequest, dossier: str) -> HttpResponseBase:
    """What answers `q`, in every exercice or in that of `annee`; `?format=` for a file."""
    text, year = request.GET.get("q", "").strip(), _year(request)
    if "format" in request.GET:
        return _file(request, text, year)
    act, number = request.act, request.dossier.id
    with together(act, number):
        found = search_entries(act, number, text, year=year, after=request.GET.get("apres"))
        saved = saved_searches(act, number)
    context = {
        "q": text, "found": found, "asked_year": year, "hits": found.hits or found.near,
        "saved": saved,
    }  # fmt: skip
    return render(request, "books/search_show.html", context)


def search_save(request: BooksRequest, dossier: str) -> HttpResponse:
    """Keep a search under a name (POST)."""
    text, year, name = (request.POST.get(field, "") for field in ("q", "annee", "nom"))
    address = reverse("books:search-show", kwargs={"dossier": dossier})
    try:
        saved = save_search(request.act, request.dossier.id, name=name, text=text, year=year)
        messages.success(request, f"Recherche « {saved.name} » gardée.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{address}?{urlencode({'q': text, 'annee': year})}")


def search_drop(request: BooksRequest, dossier: str, saved: int) -> HttpResponse:
    """Forget one of one's own (POST)."""
    drop_search(request.act, request.dossier.id, saved)
    return redirect("books:search-show", dossier=dossier)


def _year(request: BooksRequest) -> FiscalYearRow | None:
    label = request.GET.get("annee", "")
    return next((year for year in request.years if year.label == label), None)


def _file(request: BooksRequest, text: str, year: FiscalYearRow | None) -> HttpResponseBase:
    where = f"exercice {year.label}" if year else "tous les exercices"
    subtitle = f"« {text} » · {where}"
    rows = _cells(request, text, year)
    return export_list(request, "Recherche", COLUMNS, rows, subtitle=subtitle, drafts=True)


def _cells(
    request: BooksRequest, text: str, year: FiscalYearRow | None
) -> Iterator[tuple[Cell, ...]]:
    """Hits page after page, at most `HITS_IN_A_FILE`."""
    after: str | None = None
    for _ in range(HITS_IN_A_FILE // 1_000):
        found = search_entries(
            request.act, request.dossier.id, text, year=year, after=after, limit=1_000
        )
        for hit in found.hits:
            number = hit.number or "brouillard"
            yield (
                hit.date, hit.year, hit.journal, number, hit.piece_ref, hit.label,
                hit.accounts, hit.amount,
            )  # fmt: skip
        after = found.next_key
        if after is None:
            return
