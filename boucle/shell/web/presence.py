"""Who else is in the Dossier: a page says it is there, and asks for the others."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse

from boucle.access.public import enter_presence, leave_presence, present


def presence(request: Any, dossier: str) -> HttpResponse:
    """GET: `{"people": [{name, initials, screen}]}`; POST: `onglet`, `ecran`, or `quitte=1`."""
    if request.method == "POST":
        tab, number = request.POST.get("onglet", "")[:40].replace("\x00", ""), request.dossier.id
        if request.POST.get("quitte") == "1":
            leave_presence(request.act, number, tab=tab)
        elif tab:
            screen = request.POST.get("ecran", "").replace("\x00", "")
            enter_presence(request.act, number, tab=tab, screen=screen)
        return HttpResponse(status=204)
    people = [
        {"name": one.name, "initials": initials(one.name), "screen": one.screen}
        for one in present(request.act, request.dossier.id)
    ]
    return JsonResponse({"people": people})


def initials(name: str) -> str:
    """`CM` of `Claire Marchand`."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(
        word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
    ).upper()
