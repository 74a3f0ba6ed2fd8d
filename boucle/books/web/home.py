"""The home of a Dossier, and what the palette finds in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from boucle.books.queries import home
from boucle.books.texts_acts import ACTS
from boucle.books.types_home import Found, MonthRow
from boucle.books.web.request import BooksRequest
from boucle.kernel import clock
from boucle.kernel.act import SYSTEM
from boucle.kernel.audit import Event

STATES = {
    "closed": ("Clôturé", "lock-keyhole"),
    "validated": ("Validé", "lock"),
    "mixed": ("Brouillard en partie", "pencil-line"),
    "draft": ("Brouillard", "pencil-line"),
    "missing": ("Aucune écriture", "circle-alert"),
    "current": ("Mois en cours", "clock"),
    "later": ("À venir", ""),
}


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month of the ribbon with its word and icon."""

    row: MonthRow
    state: str
    word: str
    icon: str


@dataclass(frozen=True, slots=True)
class EventShown:
    """A line of the last acts."""

    event: Event
    text: str
    who: str


def show(request: BooksRequest, dossier: str) -> HttpResponse:
    """Twelve months, what is missing, drafts, last acts, people; `exercice` picks another year."""
    asked = request.GET.get("exercice")
    request.year = next((year for year in request.years if year.label == asked), request.year)
    found = home.dossier_home(request.act, request.dossier.id, request.year)
    names = {person.user_id: person.name or person.login for person in found.people}
    months = _ribbon(request, found)
    context = {
        "home": found,
        "months": months,
        "missing": [month.row.month for month in months if month.state == "missing"],
        "events": [_event(event, names) for event in found.events],
        "people": found.people,
        "is_over": bool(request.years and request.year.end < clock.today()),
    }
    return render(request, "books/dossier_home.html", context)


def _ribbon(request: BooksRequest, found: home.DossierHome) -> list[MonthShown]:
    today: date = clock.today()
    shown = []
    for row in found.months:
        state = row.state(today, is_closed=request.year.is_closed, journals=found.standing.journals)
        shown.append(MonthShown(row, state, *STATES[state]))
    return shown


def _event(event: Event, names: dict[str, str]) -> EventShown:
    who = "Ligne de commande" if event.actor.startswith(SYSTEM) else names.get(event.actor, "")
    return EventShown(event, ACTS.get(event.verb, "Autre opération"), who or "Ancien utilisateur")


def palette_items(request: BooksRequest, dossier: str) -> JsonResponse:
    """`{"items": [{label, detail, kind, url}]}`; accounts open in the year `exercice`."""
    text = request.GET.get("q", "")
    found = home.palette(request.act, request.dossier.id, text)
    years = [year.label for year in request.years]
    asked = request.GET.get("exercice", "")
    year = asked if asked in years else (request.year.label if request.years else "")
    items = [_item(dossier, year, row) for row in found] + _search(
        dossier, request.GET.get("q", "")
    )
    return JsonResponse({"items": [item for item in items if item["url"]]})


def _search(dossier: str, text: str) -> list[dict[str, str]]:
    """The last item: the same words in all entries."""
    base, query = address("books:search-show", dossier=dossier), urlencode({"q": text.strip()})
    url = f"{base}?{query}" if base and text.strip() else ""
    return [_as_item(f"Chercher « {text.strip()} » dans les écritures", "", "Recherche", url)]


def _item(dossier: str, year: str, row: Found) -> dict[str, str]:
    if row.kind == "entry":
        url = address("books:entry-show", dossier=dossier, exercice=row.year, entry=row.public_id)
        return _as_item(f"Écriture n° {row.code}", row.label, "Écriture", url)
    route, kind = {
        "account": ("books:account-show", "Compte"),
        "third": ("books:third-party-show", "Tiers"),
    }[row.kind]
    url = address(route, dossier=dossier, exercice=year, number=row.code)
    return _as_item(f"{row.code} {row.label}", "", kind, url)


def _as_item(label: str, detail: str, kind: str, url: str) -> dict[str, str]:
    return {"label": label, "detail": detail, "kind": kind, "url": url}


def address(route: str, **kwargs: str) -> str:
    """The address of a screen; empty where there is no such screen or no year to show it in."""
    for tried in (kwargs, {name: kwargs[name] for name in kwargs if name != "exercice"}):
        try:
            return reverse(route, kwargs=tried) if all(tried.values()) else ""
        except NoReverseMatch:
            continue
    return ""
