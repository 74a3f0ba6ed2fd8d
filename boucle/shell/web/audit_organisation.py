"""Piste d'audit of an organisation: every Dossier of it, its people, its contract, its keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from boucle.access import public as access
from boucle.kernel.sheets import Cell, Column, Sheet, sheet_response
from boucle.shell.web.admin import Seat, seat_of
from boucle.shell.web.audit import COLUMNS, PARIS, asked_of, cells_of, number_of, shown, verdict

NOWHERE = "Hors dossier"
UNSEEN = "Dossier où vous n’avez pas de droit"


def admin_audit(request: Any, place: UUID) -> HttpResponseBase:
    """Events of the organisation, the newest first; a file by `?format=`; POST verifies."""
    seat = seat_of(request, place)
    if request.method == "POST":
        state = access.chain_of_organisation(request.act, seat.id, recompute=True)
        level, text = verdict(state)
        messages.add_message(request, level, text)
        return redirect("shell:admin-audit", place=place)
    if "format" in request.GET:
        return _file(request, seat)
    asked, before_id = asked_of(request), number_of(request.GET.get("avant", ""))
    dossier = number_of(request.GET.get("dossier", ""))
    extra = {} if before_id is None else {"before_id": before_id}
    page = access.events_of_organisation(
        request.act, seat.id, asked.filter(), dossier=dossier, **extra
    )
    names = access.dossier_names(request.act)
    context = {
        "seat": seat, "asked": asked, "dossiers": names, "dossier_asked": dossier,
        "events": [(_where(one.dossier, names), shown(one.row)) for one in page.rows],
        "next": page.rows[-1].row.id if page.has_next else None,
        "chain": access.chain_of_organisation(request.act, seat.id),
    }  # fmt: skip
    return render(request, "shell/admin_audit.html", context)


def _where(dossier: int, names: dict[int, str]) -> str:
    return names.get(dossier, UNSEEN) if dossier else NOWHERE


def _file(request: Any, seat: Seat) -> HttpResponseBase:
    asked, format = asked_of(request), request.GET.get("format", "")
    sheet = Sheet(
        title="Piste d’audit de l’organisation",
        columns=(Column("Dossier", width=30), *COLUMNS),
        rows=_cells(request, seat),
        owner=seat.name,
        subtitle=f"Du {asked.since:%d/%m/%Y} au {asked.until:%d/%m/%Y}",
        landscape=True,
    )
    answer = sheet_response(sheet, format, f"Piste d’audit {seat.name}")
    what = {"liste": sheet.title, "format": format, "choix": sheet.subtitle}
    access.record_organisation_export(request.act, seat.id, what)
    return answer


def _cells(request: Any, seat: Seat) -> Iterator[tuple[Cell, ...]]:
    names, kept = access.dossier_names(request.act), asked_of(request).filter()
    dossier = number_of(request.GET.get("dossier", ""))
    every = access.all_events_of_organisation(request.act, seat.id, kept, dossier=dossier)
    for one in every:
        yield (_where(one.dossier, names), *cells_of(one.row, PARIS))
