"""From one Dossier to another on the same screen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from boucle.access.public import Rights, dossier_for, rights_of
from boucle.books.public import FiscalYearRow, years_of
from boucle.kernel import clock
from boucle.shell.context import UNDER
from boucle.shell.rights import table

SAFE = {"dossier", "exercice"}
PLACE = ("apres", "avant", "format")


def dossier_switch(request: Any) -> HttpResponse:
    """`vers` a Dossier, `de` the address one comes from: its twin there, else the list that the
    screen stands under, else the home. Raises NotFound for a Dossier one may not see."""
    key, before = request.GET.get("vers", ""), request.GET.get("de", "")[:2_000]
    row = dossier_for(request.act, key)
    rights = rights_of(request.act, row.id)
    assert rights is not None
    twin = same_screen(before, key, rights, years_of(request.act, row.id))
    return redirect(twin or reverse("books:dossier-home", kwargs={"dossier": key}))


def same_screen(
    before: str, key: str, rights: Rights, years: tuple[FiscalYearRow, ...]
) -> str | None:
    """The address in another Dossier, or None where that screen is not there for this person.

    A screen of one account, entry or draft gives its list: the number may be another's there.
    """
    parts = urlsplit(before)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    name, kwargs = match.view_name, dict(match.kwargs)
    if not kwargs.keys() <= SAFE:
        name = UNDER.get(name, "")
    declared = table().get(name)
    if declared is None or declared.scope != "dossier" or "GET" not in declared.methods:
        return None
    if not rights.allows(declared.right):
        return None
    there: dict[str, str] = {"dossier": key}
    if "exercice" in kwargs:
        year = _year(years, str(kwargs["exercice"]))
        if year is None:
            return None
        there["exercice"] = year.label
    kept = (
        QueryDict(parts.query, mutable=True) if kwargs.keys() <= SAFE else QueryDict(mutable=True)
    )
    for place in PLACE:
        kept.pop(place, None)
    return reverse(name, kwargs=there) + (f"?{kept.urlencode()}" if kept else "")


def _year(years: tuple[FiscalYearRow, ...], label: str) -> FiscalYearRow | None:
    """The year of that name, else the running one, else the last."""
    today = clock.today()
    named = [year for year in years if year.label == label]
    running = [year for year in years if year.start_date <= today <= year.end_date]
    return next(iter((*named, *running, *reversed(years))), None)
