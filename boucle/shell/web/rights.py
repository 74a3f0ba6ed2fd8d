"""What a person may do and why, rights on many Dossiers at once, and « Voir comme » (screen 63)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access import public as access
from boucle.books.web.rights_form import choices, values_of, values_typed, wish_of
from boucle.books.web.settings_form import FormState, refused
from boucle.kernel.errors import Finding, Refused
from boucle.shell import seeing

PAGE = 100


def rights_own(request: Any) -> HttpResponse:
    """One's own rights."""
    return _person_page(request, request.act.actor)


def rights_person(request: Any, person: UUID) -> HttpResponse:
    """Those of another, where one may know them. Raises NotFound."""
    return _person_page(request, str(person))


def _person_page(request: Any, person: str) -> HttpResponse:
    key, _, number = request.GET.get("apres", "").rpartition("|")
    after = (key, int(number)) if number.isdigit() and len(number) < 19 else None
    user, found = access.rights_of_person(request.act, person, after=after, limit=PAGE + 1)
    rows, more = found[:PAGE], len(found) > PAGE
    names = access.names_of({one.granted_by for one in rows})
    context = {
        "person": user,
        "rows": [(one, names.get(one.granted_by, "")) for one in rows],
        "own": person == request.act.actor,
        "after": f"{rows[-1].sort_key}|{rows[-1].dossier_id}" if more else "",
    }
    return render(request, "shell/rights_person.html", context)


def rights_give(request: Any) -> HttpResponse:
    """The same right on several Dossiers, given or taken back at once."""
    dossiers = access.grantable(request.act)
    values = values_of(None, request.GET.get("profil", ""))
    form = FormState(values | {"login": request.GET.get("personne", "")})
    chosen: list[str] = []
    if request.method == "POST":
        chosen = request.POST.getlist("dossier")
        try:
            count = _give(request, dossiers, chosen)
        except Refused as error:
            form = refused(values_typed(request.POST), error)
        else:
            messages.success(request, f"Fait sur {count} dossier{'s' if count > 1 else ''}.")
            return redirect("shell:rights-give")
    context = {"dossiers": dossiers, "form": form, "chosen": set(chosen), **choices()}
    return render(request, "shell/rights_give.html", context, status=form.status)


def _give(request: Any, dossiers: list[access.GrantableDossier], chosen: list[str]) -> int:
    """Raises Refused, also when no Dossier was ticked."""
    whole = bool(request.POST.get("tous"))
    wanted = [one.id for one in dossiers if whole or str(one.public_id) in chosen]
    if not wanted:
        text = "Cochez au moins un dossier, ou « tous »."
        raise Refused([Finding(code="access.grant.no_dossier", message=text, field="dossier")])
    login = request.POST.get("login", "")
    if request.POST.get("acte") == "retirer":
        return access.revoke_everywhere(request.act, wanted, login=login)
    return access.give(request.act, wanted, login=login, wish=wish_of(request.POST))


def see_as(request: Any, dossier: str, person: UUID) -> HttpResponse:
    """Look at the Dossier under another's rights, reading only (POST). Raises NotFound, Refused."""
    seeing.start(request, str(person))
    return redirect("books:dossier-home", dossier=dossier)


def see_as_end(request: Any) -> HttpResponse:
    """Be oneself again (POST)."""
    seeing.end(request)
    return redirect("shell:home")
