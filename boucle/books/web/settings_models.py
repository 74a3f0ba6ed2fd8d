"""Settings: models of entries and shortcuts of accounts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access import public as access
from boucle.books.commands import entry_models
from boucle.books.queries.drafts import content_of, entry_to_edit
from boucle.books.queries.grid_models import model_for, models_of, shortcuts_of
from boucle.books.queries.model_library import library_of
from boucle.books.queries.setup import journals_of
from boucle.books.rules.model_form import FIELDS, ModelForm, form_of, read_form
from boucle.books.rules.model_rules import NATURES, model_of_entry
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import FormState, posted, refused
from boucle.kernel.errors import NotFound, Refused


def model_list(request: BooksRequest, dossier: str) -> HttpResponse:
    """The models of the Dossier."""
    rows = models_of(request.act, request.dossier.id)
    named = [(row, ", ".join(NATURES[code] for code in row.journals)) for row in rows]
    library = library_of(request.act, request.dossier.id)
    context = {"rows": named, "library": library, "has_library": library is not None}
    return render(request, "books/model_list.html", context)


def model_usual(request: BooksRequest, dossier: str) -> HttpResponse:
    """Add the usual models that are missing."""
    added = entry_models.add_usual_models(request.act, request.dossier.id)
    said = f"Modèles ajoutés : {', '.join(added)}." if added else "Les modèles usuels y sont tous."
    messages.success(request, said)
    return redirect("books:model-list", dossier=dossier)


def model_copy(request: BooksRequest, dossier: str) -> HttpResponse:
    """Take the models and shortcuts of another Dossier (`siren`) over. Raises NotFound."""
    source = access.dossier_for(request.act, request.POST.get("siren", "")[:60].strip() or "-")
    added = entry_models.copy_models(request.act, request.dossier.id, source.id)
    found = f"Repris de {source.name} : {', '.join(added)}."
    said = found if added else "Aucun modèle nouveau dont ce dossier ait les comptes."
    messages.success(request, said)
    return redirect("books:model-list", dossier=dossier)


def model_new(request: BooksRequest, dossier: str) -> HttpResponse:
    """A new model: blank, or after an entry (`ecriture`). Raises NotFound."""
    if request.method == "POST":
        return _save(request, dossier, None)
    return _page(request, _suggested(request), None)


def _suggested(request: BooksRequest) -> ModelForm:
    asked = request.GET.get("ecriture", "")
    if not asked:
        return ModelForm()
    try:
        entry = entry_to_edit(request.act, request.dossier.id, UUID(asked))
    except ValueError:
        raise NotFound from None
    content = content_of(entry)
    journals = journals_of(request.act, request.dossier.id)
    natures = {journal.code: journal.type for journal in journals}
    return form_of(model_of_entry(content, natures.get(content["journal"], "")))


def model_edit(request: BooksRequest, dossier: str, code: str) -> HttpResponse:
    """A model changed or deleted. Raises NotFound."""
    if request.method == "GET":
        return _page(request, form_of(model_for(request.act, request.dossier.id, code)), code)
    if request.POST.get("acte") == "supprimer":
        entry_models.delete_model(request.act, request.dossier.id, code)
        messages.success(request, f"Modèle {code} supprimé ; ses écritures restent.")
        return redirect("books:model-list", dossier=dossier)
    return _save(request, dossier, code)


def _save(request: BooksRequest, dossier: str, code: str | None) -> HttpResponse:
    columns = {name: request.POST.getlist(name) for name in FIELDS[:3]}
    columns |= {"label": request.POST.getlist("line_label")}
    columns |= {name: request.POST.getlist(name) for name in FIELDS[4:]}
    form = read_form(request.POST, request.POST.getlist("journals"), columns)
    if "more" in request.POST:
        return _page(request, form, code, more=3)
    try:
        kept = entry_models.save_model(request.act, request.dossier.id, form.model(), code=code)
    except Refused as refusal:
        return _page(request, form.tell(refusal.findings), code, status=422)
    messages.success(request, f"Modèle {kept} enregistré.")
    return redirect("books:model-list", dossier=dossier)


def _page(
    request: BooksRequest, form: ModelForm, code: str | None, *, more: int = 1, status: int = 200
) -> HttpResponse:
    context = {"form": form.pad(more), "code": code, "natures": NATURES}
    return render(request, "books/model_edit.html", context, status=status)


def shortcut_list(request: BooksRequest, dossier: str) -> HttpResponse:
    """The shortcuts in use, and one to add."""
    return _shortcuts(request, FormState({}))


def shortcut_save(request: BooksRequest, dossier: str) -> HttpResponse:
    """Set a shortcut, or take it away (no account)."""
    values = posted(request.POST, ("code", "account"))
    try:
        entry_models.save_shortcut(
            request.act, request.dossier.id, values["code"], values["account"]
        )
    except Refused as error:
        return _shortcuts(request, refused(values, error))
    messages.success(request, f"Raccourci {values['code'].strip().lower()} enregistré.")
    return redirect("books:shortcut-list", dossier=dossier)


def _shortcuts(request: BooksRequest, form: FormState) -> HttpResponse:
    rows = shortcuts_of(request.act, request.dossier.id)
    context = {"rows": rows, "form": form}
    return render(request, "books/shortcut_list.html", context, status=form.status)
