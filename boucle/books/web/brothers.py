"""`{"items": [{label, url}]}`: what Alt+↓ lists on a part of the breadcrumb."""

from __future__ import annotations

import re

from django.http import JsonResponse
from django.urls import reverse

from boucle.books.queries.brothers import KINDS, Brother, brothers_of
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import WrongUse

SCREENS = {
    "compte": ("books:account-show", "number"),
    "tiers": ("books:third-party-show", "number"),
    "ecriture": ("books:entry-show", "entry"),
}

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def brothers(request: BooksRequest, dossier: str, exercice: str) -> JsonResponse:
    """Around the account, third party or entry that the address names. Raises WrongUse."""
    kind = next((kind for kind in KINDS if kind in request.GET), None)
    if kind is None:
        raise WrongUse
    key = request.GET[kind].replace("\x00", "")[:60]
    if kind == "ecriture" and not _UUID.fullmatch(key):
        raise WrongUse
    found = brothers_of(request.act, request.dossier.id, kind, key)
    screen, word = SCREENS[kind]
    place = {"dossier": dossier, "exercice": exercice}
    items = [
        {"label": _label(one), "url": reverse(screen, kwargs={**place, word: one.key})}
        for one in found
    ]
    return JsonResponse({"items": items})


def _label(one: Brother) -> str:
    if one.day is None:
        return f"{one.key} {one.label}"
    return f"{one.day:%d/%m} · n° {one.number or 'brouillard'} · {one.label}"
