"""Settings of the Dossier itself: identity, archive, financial years, rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access import public as access
from boucle.books.commands import dossier as dossier_command
from boucle.books.commands import years
from boucle.books.rules import fiscal_year
from boucle.books.rules.days import parse_day
from boucle.books.types import FiscalYearRow
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import FormState, posted, refused
from boucle.kernel import clock
from boucle.kernel.errors import Finding, Refused, WrongUse
from boucle.tenancy.public import (
    FEC_REGIMES,
    LEGAL_FORMS,
    TAX_REGIMES,
    VAT_REGIMES,
    DossierChanges,
)

IDENTITY = ("siren", "name", "legal_form", "tax_regime", "vat_regime", "fec_regime")
CHOICES = {
    "legal_forms": LEGAL_FORMS,
    "tax_regimes": TAX_REGIMES,
    "vat_regimes": VAT_REGIMES,
    "fec_regimes": FEC_REGIMES,
}


@dataclass(frozen=True, slots=True)
class YearShown:
    """A year of the ribbon: how many days, and whether it is the running one."""

    row: FiscalYearRow
    months: int
    is_current: bool


def settings_identity(request: BooksRequest, dossier: str) -> HttpResponse:
    """SIREN, name, form and regimes."""
    values = {name: getattr(request.dossier, name) for name in IDENTITY}
    return _identity_page(request, FormState(values))


def identity_save(request: BooksRequest, dossier: str) -> HttpResponse:
    """Change them (POST)."""
    values = posted(request.POST, IDENTITY)
    try:
        dossier_command.change_identity(request.act, request.dossier.id, DossierChanges(**values))
    except Refused as error:
        return _identity_page(request, refused(values, error))
    messages.success(request, "Identité enregistrée.")
    key = dossier if values["siren"] == request.dossier.siren else str(request.dossier.public_id)
    return redirect("books:settings-identity", dossier=key)


def _identity_page(request: BooksRequest, form: FormState) -> HttpResponse:
    context = {"form": form, "created": request.dossier, **CHOICES}
    return render(request, "books/settings_identity.html", context, status=form.status)


def dossier_archive(request: BooksRequest, dossier: str) -> HttpResponse:
    """Take the Dossier out of use (POST, its SIREN again as the confirmation)."""
    _confirmed(request)
    dossier_command.archive(request.act, request.dossier.id)
    messages.success(request, f"Le dossier « {request.dossier.name} » est archivé.")
    return redirect("/portefeuille")


def dossier_take_back(request: BooksRequest, dossier: str) -> HttpResponse:
    """Take an archived Dossier back into use (POST, confirmed likewise)."""
    _confirmed(request)
    dossier_command.take_back(request.act, request.dossier.id)
    messages.success(request, f"Le dossier « {request.dossier.name} » est remis en service.")
    key = access.key_of_dossier(request.act, request.dossier.id)
    return redirect("books:dossier-home", dossier=key)


def _confirmed(request: BooksRequest) -> None:
    if request.POST.get("siren") != request.dossier.siren:
        raise WrongUse("Confirmez cet acte depuis les réglages du dossier.")


def year_list(request: BooksRequest, dossier: str, form: FormState | None = None) -> HttpResponse:
    """The years, oldest first, and the one to open."""
    today = clock.today()
    shown = [
        YearShown(
            row=row,
            months=len(fiscal_year.months(row.start_date, row.end_date)),
            is_current=row.start_date <= today <= row.end_date,
        )
        for row in request.years
    ]
    if form is None:
        start, end = fiscal_year.next_year(request.years, today)
        form = FormState({"start": f"{start:%d/%m/%Y}", "end": f"{end:%d/%m/%Y}", "label": ""})
    context = {"shown": shown, "form": form}
    return render(request, "books/year_list.html", context, status=form.status)


def year_open(request: BooksRequest, dossier: str) -> HttpResponse:
    """Open the next year (POST)."""
    values = posted(request.POST, ("start", "end", "label"))
    try:
        start, end = day_of(values, "start"), day_of(values, "end")
        label = values["label"] or None
        row = years.open_year(request.act, request.dossier.id, label, start, end)
    except Refused as error:
        return year_list(request, dossier, refused(values, error))
    messages.success(request, f"L’exercice {row.label} est ouvert.")
    return redirect("books:year-list", dossier=dossier)


def day_of(values: dict[str, str], name: str) -> date:
    """The day typed in a field. Raises Refused with what to write."""
    try:
        return parse_day(values[name])
    except ValueError as error:
        raise Refused(
            [Finding(code="books.form.day", message=str(error), field=name, value=values[name])]
        ) from error


def year_state(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Close a year or open it again (POST)."""
    if request.POST.get("etat") == "cloture":
        years.close_year(request.act, request.dossier.id, exercice)
        messages.success(request, f"L’exercice {exercice} est clôturé.")
    else:
        years.reopen_year(request.act, request.dossier.id, exercice)
        messages.success(request, f"L’exercice {exercice} est rouvert.")
    return redirect("books:year-list", dossier=dossier)
