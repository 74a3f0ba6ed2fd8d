"""The cabinet of a Dossier: invited, left, and the books taken along."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from boucle.access import public as access
from boucle.books.commands.fec_job import TAKEAWAY
from boucle.books.commands.takeaway import ask_takeaway, takeaway_file
from boucle.books.commands.works import latest_works
from boucle.books.web.request import BooksRequest
from boucle.kernel import clock
from boucle.kernel.errors import Finding, NotFound, Refused

PARIS = ZoneInfo("Europe/Paris")


def cabinet_show(request: BooksRequest, dossier: str) -> HttpResponse:
    """Who keeps the Dossier, invitations, departures, full exports; POST acts on them."""
    problems: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            messages.success(request, _act(request))
            return redirect("books:cabinet-show", dossier=dossier)
        except Refused as refusal:
            problems = tuple(refusal.findings)
    sent, left, cabinet = access.ties_of(request.act, request.dossier.id)
    context = {
        "sent": [(row, row.is_open(clock.now())) for row in sent], "left": left,
        "cabinet": cabinet, "speaks": access.may_speak(request.act, request.dossier.id),
        "works": latest_works(request.act, request.dossier.id, TAKEAWAY, 5),
        "leaving": any(row.is_open for row in left), "today": clock.today(),
        "can_invite": request.rights.allows("rights.write"),
        "problems": problems, "typed": request.POST if problems else {},
    }  # fmt: skip
    return render(request, "books/cabinet_show.html", context, status=422 if problems else 200)


def _act(request: Any) -> str:
    """Do what the form asks; what to say. Raises Refused, Forbidden, NotFound."""
    act, number, form = request.act, request.dossier.id, request.POST
    match form.get("acte"):
        case "invite":
            siren, words = form.get("siren", ""), form.get("message", "")
            access.invite_cabinet(act, number, siren=siren, message=words)
            return "Invitation envoyée : le cabinet la voit à son accueil."
        case "withdraw":
            access.withdraw_invitation(act, number, _uuid(form.get("invitation")))
            return "Invitation retirée."
        case "export":
            ask_takeaway(act, request.dossier)
            return "Export complet en préparation."
        case "leave":
            at = _start(form.get("effective_on"))
            access.ask_departure(act, number, at=at, reason=form.get("reason", ""))
            return "Départ enregistré."
        case "stay":
            access.cancel_departure(act, number, _uuid(form.get("departure")))
            return "Départ annulé."
        case _:
            raise NotFound


def takeaway_download(request: BooksRequest, dossier: str, job: UUID) -> HttpResponseBase:
    """The archive of a full export."""
    path = takeaway_file(request.act, request.dossier.id, job)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise NotFound from error


def _start(text: str | None) -> datetime | None:
    """The first instant of that day in Paris; None for today or earlier. Raises Refused."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError as error:
        message = "Indiquez la date d’effet."
        raise Refused(
            [Finding(code="books.cabinet.day", message=message, field="effective_on")]
        ) from error
    return datetime.combine(found, time.min, PARIS) if found > clock.today() else None
