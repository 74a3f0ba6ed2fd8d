"""The library of models of the cabinet, from the settings of a Dossier."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from boucle.books.commands.model_library import publish_model, take_model, withdraw_model
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import Refused, WrongUse


def shared_act(request: BooksRequest, dossier: str) -> HttpResponse:
    """Publish, take or withdraw (`acte`) the model `code`. Raises NotFound, Forbidden, WrongUse."""
    code = request.POST.get("code", "")[:20].replace("\x00", "")
    asked = request.act, request.dossier.id, code
    try:
        match request.POST.get("acte"):
            case "publier":
                said = f"{code} publié pour le cabinet, version {publish_model(*asked)}."
            case "prendre":
                said = f"{code} pris dans la bibliothèque, version {take_model(*asked)}."
            case "retirer":
                withdraw_model(*asked)
                said = f"{code} retiré de la bibliothèque."
            case _:
                raise WrongUse
        messages.success(request, said)
    except Refused as refusal:
        for finding in refusal.findings:
            messages.error(request, f"{code} : {finding.message}")
    return redirect("books:model-list", dossier=dossier)
