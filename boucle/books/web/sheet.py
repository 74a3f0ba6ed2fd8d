"""A list of the books as a file: whose it is, who drew it and when, on every one."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from boucle.access.public import record_export
from boucle.books.web.request import BooksRequest
from boucle.kernel.sheets import Cell, Column, Row, Sheet, TooLong, sheet_response

PARIS = ZoneInfo("Europe/Paris")


def export_list(
    request: BooksRequest,
    title: str,
    columns: tuple[Column, ...],
    rows: Iterable[Row | tuple[Cell, ...]],
    *,
    subtitle: str = "",
    drafts: bool = False,
    totals: tuple[Cell, ...] | None = None,
    landscape: bool = False,
) -> HttpResponseBase:
    """The list in the format that `?format=` asks for. Raises WrongUse."""
    dossier = request.dossier
    siren = " ".join(dossier.siren[at : at + 3] for at in range(0, len(dossier.siren), 3))
    sheet = Sheet(
        title=title,
        columns=columns,
        rows=rows,
        owner=f"{dossier.name} · {siren}",
        subtitle=subtitle,
        banner="BROUILLARD" if drafts else "",
        foot=f"{edited(request)} · brouillard {'inclus' if drafts else 'exclu'}",
        totals=totals,
        landscape=landscape,
    )
    format = request.GET.get("format", "")
    return sheet_answer(request, sheet, format, f"{title} {dossier.name}")


def sheet_answer(
    request: BooksRequest, sheet: Sheet, format: str, filename: str
) -> HttpResponseBase:
    """The sheet as a file, on record; a PDF that is too long for one answer is offered as a work.

    Where the worker asks (`request.long_pdf`), the sheet goes to it. Raises WrongUse.
    """
    draw = getattr(request, "long_pdf", None)
    if draw is not None:
        draw(sheet, filename)
        return HttpResponse(status=204)
    try:
        answer = sheet_response(sheet, format, filename)
    except TooLong:  # the transaction that reads the rows may be open still: no query here
        return render(request, "books/report_long.html", {"title": sheet.title})
    what = {"liste": sheet.title, "format": format, "choix": sheet.subtitle}
    record_export(request.act, request.dossier.id, what)
    return answer


def edited(request: BooksRequest) -> str:
    """`Édité le 24/11/2026 à 14 h 05 par Anne Martin`, in Paris."""
    at = request.act.at.astimezone(PARIS)
    name = getattr(request.user, "name", "") or getattr(request.user, "login", "")
    return f"Édité le {at:%d/%m/%Y} à {at.hour} h {at:%M} par {name}"
