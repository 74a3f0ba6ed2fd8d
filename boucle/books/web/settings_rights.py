"""Who may do what in the Dossier (screen 63): the matrix, and the right of one person."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access import public as access
from boucle.books.web.request import BooksRequest
from boucle.books.web.rights_form import choices, rows_of, values_of, values_typed, wish_of
from boucle.books.web.settings_form import FormState, refused
from boucle.kernel import clock
from boucle.kernel.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A row of the matrix."""

    person: access.Person
    preset: str
    cells: list[tuple[str, str]]
    given_by: str
    counts: bool


def grants_edit(request: BooksRequest, dossier: str, form: FormState | None = None) -> HttpResponse:
    """Persons × modules."""
    people = access.people_of(request.act, request.dossier.id)
    names = access.names_of({one.granted_by for one in people})
    form = form or FormState({"login": "", "level": "lecteur"})
    context = {
        "people": [_shown(one, names) for one in people],
        "modules": access.built_modules(),
        "presets": access.presets().values(),
        "form": form,
    }
    return render(request, "books/grants_edit.html", context, status=form.status)


def _shown(person: access.Person, names: dict[str, str]) -> PersonShown:
    today, held = clock.today(), person.rights
    words = {"": "–", "read": "L", "write": "É"}
    return PersonShown(
        person=person,
        preset=access.preset_label(person.preset),
        cells=[
            (row.module.label, words[row.chosen])
            for row in rows_of(held.reads, held.writes, "expert")
        ],
        given_by=names.get(person.granted_by, ""),
        counts=(person.starts_on or today) <= today <= (person.ends_on or today),
    )


def grants_save(request: BooksRequest, dossier: str) -> HttpResponse:
    """Give a preset to a person by login (POST)."""
    values = values_typed(request.POST)
    try:
        wish = wish_of(request.POST)
        access.give(request.act, [request.dossier.id], login=values["login"], wish=wish)
    except Refused as error:
        return grants_edit(request, dossier, refused(values, error))
    messages.success(request, f"Droit enregistré pour « {values['login']} ».")
    return redirect("books:grants-edit", dossier=dossier)


def grant_edit(request: BooksRequest, dossier: str, person: UUID) -> HttpResponse:
    """The right of one person: preset, modules, limits, days. Raises NotFound."""
    found = _person(request, person)
    form = FormState(values_of(found, request.GET.get("profil", "")))
    if request.method == "POST":
        try:
            wish = wish_of(request.POST)
            access.give(request.act, [request.dossier.id], login=found.login, wish=wish)
        except Refused as error:
            form = refused(values_typed(request.POST), error)
        else:
            messages.success(request, f"Droit de {found.name or found.login} enregistré.")
            return redirect("books:grants-edit", dossier=dossier)
    context = {"person": found, "form": form, **choices()}
    return render(request, "books/grant_edit.html", context, status=form.status)


def _person(request: BooksRequest, person: UUID) -> access.Person:
    people = access.people_of(request.act, request.dossier.id)
    found = next((one for one in people if one.user_id == str(person)), None)
    if found is None:
        raise NotFound
    return found


def grants_revoke(request: BooksRequest, dossier: str, person: UUID) -> HttpResponse:
    """Take all rights of a person away (POST)."""
    try:
        access.revoke_grant(request.act, request.dossier.id, user_id=str(person))
    except Refused as error:
        return grants_edit(request, dossier, refused({"login": "", "level": "lecteur"}, error))
    if str(person) == request.act.actor:
        return redirect("/portefeuille")
    messages.success(request, "Les droits de cette personne sont retirés.")
    return redirect("books:grants-edit", dossier=dossier)
