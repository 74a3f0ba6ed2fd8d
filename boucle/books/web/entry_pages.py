"""The page of one entry, by public id or by journal and number."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.books.queries.entry import entry_numbered, entry_page
from boucle.books.queries.pieces import pieces_of
from boucle.books.web.pieces import ACCEPTED
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import NotFound


def entry_show(
    request: BooksRequest, dossier: str, entry: UUID, exercice: str = ""
) -> HttpResponse:
    """One entry: lines, state, proof, origin, history. Its address holds its own exercice."""
    after = request.GET.get("lignes", "")
    after_line = int(after) if after.isdecimal() and len(after) < 10 else 0
    page = entry_page(request.act, request.dossier.id, entry, after_line=after_line)
    if page.facts.year != exercice:
        return redirect("books:entry-show", dossier=dossier, exercice=page.facts.year, entry=entry)
    context = {
        "page": page, "entry": page.facts, "after_line": after_line, "accepted": ACCEPTED,
        "mine": request.rights.writes_in(page.facts.journal),
        "pieces": pieces_of(request.act, request.dossier.id, entry),
    }  # fmt: skip
    return render(request, "books/entry_show.html", context)


def entry_by_number(
    request: BooksRequest, dossier: str, exercice: str, journal: str, number: str
) -> HttpResponse:
    """To the entry that bears this number in this journal. Raises NotFound."""
    found = _found(request, f"{journal}/{number}".split("/"))
    return redirect("books:entry-show", dossier=dossier, exercice=exercice, entry=found)


def _found(request: BooksRequest, parts: list[str]) -> UUID:
    """A code or a number may hold a slash: every way of cutting the address is tried."""
    missing = NotFound()
    for at in range(1, min(len(parts), 8)):
        journal, number = "/".join(parts[:at]), "/".join(parts[at:])
        try:
            return entry_numbered(request.act, request.dossier.id, request.year, journal, number)
        except NotFound as error:
            missing = error
    raise missing
