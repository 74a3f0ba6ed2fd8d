"""The operator's console (screen 5): what clients ask, support sessions, clients."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from boucle.access import public as access
from boucle.kernel import clock
from boucle.kernel.errors import NotFound

SESSIONS_SHOWN = 12


def console(request: Any) -> HttpResponse:
    """Requests, own sessions, clients by name. Raises NotFound for who is not staff."""
    text, signed = request.GET.get("q", "")[:80], request.GET.get("contrat") == "1"
    page, after = access.clients(
        request.act, text=text, signed=signed, after=request.GET.get("apres", "")
    )
    now = clock.now()
    context = {
        "rows": page.rows,
        "after": after,
        "text": text,
        "signed": signed,
        "requests": access.waiting_requests(request.act),
        "sessions": [
            (row, row.state(now)) for row in access.support_by_staff(request.act)[:SESSIONS_SHOWN]
        ],
    }
    return render(request, "shell/console.html", context)


def choose_place(request: Any) -> HttpResponse:
    """Work for one of one's organisations from now on, or for all (POST). Raises NotFound."""
    wanted = request.POST.get("organisation", "")
    if not wanted:
        request.session.pop("place", None)
        return redirect("shell:home")
    found = [p for p in request.standing.members if str(p.public_id) == wanted]
    if not found:
        raise NotFound
    request.session["place"] = found[0].id
    messages.success(request, f"Vous travaillez pour {found[0].name}.")
    return redirect("shell:home")


def answer_cabinet(request: Any, invitation: UUID) -> HttpResponse:
    """A cabinet takes the Dossier of a company that invites it, or declines (POST)."""
    accept = request.POST.get("acte") == "accept"
    access.answer_invitation(request.act, invitation, accept=accept)
    text = "Dossier accepté : il est dans le portefeuille." if accept else "Invitation déclinée."
    messages.success(request, text)
    return redirect("shell:home")


def end_session(request: Any, session: UUID) -> HttpResponse:
    """End a support session from the banner of any page (POST)."""
    access.end_support(request.act, session)
    messages.success(request, "Session d’assistance terminée.")
    onward = request.POST.get("suite", "")
    safe = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    return redirect(onward if safe else "shell:home")
