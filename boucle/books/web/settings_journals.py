"""Settings: journals with their closed months, third parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from boucle.books.commands import journals, third_parties, years
from boucle.books.queries import setup
from boucle.books.queries.vat_codes import vat_choices
from boucle.books.rules import fiscal_year
from boucle.books.types_setup import (
    JOURNAL_TYPES,
    JournalMonth,
    JournalRow,
    NewJournal,
    NewThirdParty,
)
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import FormState, posted, refused
from boucle.kernel.errors import NotFound, Refused, WrongUse

JOURNAL = ("code", "label", "type", "contra_number")
THIRD = ("number", "label", "siren", "contra_number", "vat_code")


@dataclass(frozen=True, slots=True)
class Cell:
    """A journal in a month."""

    month: date
    lines: int
    drafts: int
    locked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A journal and its months."""

    journal: JournalRow
    cells: list[Cell]


def journal_settings(request: BooksRequest, dossier: str) -> HttpResponse:
    """Journals, and for each the months of the year: kept, in draft, closed."""
    rows = setup.journals_of(request.act, request.dossier.id)
    year = getattr(request, "year", None)
    months = fiscal_year.months(year.start_date, year.end_date) if year else []
    found = setup.journal_months(request.act, request.dossier.id, year) if year else []
    known = {(each.journal_id, each.month): each for each in found}
    lines = [Line(row, [_cell(known.get((row.id, m)), m) for m in months]) for row in rows]
    context = {"lines": lines, "months": months}
    return render(request, "books/journal_settings.html", context)


def _cell(found: JournalMonth | None, month: date) -> Cell:
    if found is None:
        return Cell(month, 0, 0, locked=False)
    return Cell(month, found.lines, found.drafts, found.locked)


def month_lock(request: BooksRequest, dossier: str) -> HttpResponse:
    """Close a journal for a month, or open it again (POST: journal, mois, verrou)."""
    try:
        month = date.fromisoformat(f"{request.POST.get('mois', '')[:7]}-01")
    except ValueError as error:
        raise WrongUse("Le mois est illisible ; rechargez la page.") from error
    code, locked = request.POST.get("journal", ""), request.POST.get("verrou") == "1"
    try:
        years.lock_month(request.act, request.dossier.id, code, month, locked=locked)
    except Refused as error:
        messages.error(request, " ".join(f"{f.message} {f.help or ''}" for f in error.findings))
    else:
        word = "clôturé" if locked else "rouvert"
        messages.success(request, f"{code}, {month:%m/%Y} : mois {word}.")
    return redirect("books:journal-settings", dossier=dossier)


def journal_edit(request: BooksRequest, dossier: str, code: str | None = None) -> HttpResponse:
    """A journal, new or known. Raises NotFound."""
    row = _journal(request, code) if code is not None else None
    if request.method == "POST":
        return _save_journal(request, dossier, row)
    values = (
        {name: getattr(row, name) for name in JOURNAL}
        if row
        else {"code": "", "label": "", "type": "od", "contra_number": ""}
    )
    return _journal_page(request, FormState(values), row)


def _journal(request: BooksRequest, code: str) -> JournalRow:
    rows = setup.journals_of(request.act, request.dossier.id)
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        raise NotFound(f"Le dossier n’a pas de journal « {code} ».")
    return found


def _save_journal(request: BooksRequest, dossier: str, row: JournalRow | None) -> HttpResponse:
    act, number = request.act, request.dossier.id
    values = posted(request.POST, JOURNAL)
    try:
        if row and request.POST.get("acte") in ("retirer", "remettre"):
            journals.retire_journal(
                act, number, row.code, active=request.POST["acte"] == "remettre"
            )
        else:
            journals.save_journal(
                act, number, NewJournal(**values, outside_fec=bool(row and row.outside_fec)),
                code=row.code if row else None,
            )  # fmt: skip
    except Refused as error:
        return _journal_page(request, refused(values, error), row)
    messages.success(request, f"Journal {row.code if row else values['code'].upper()} enregistré.")
    return redirect("books:journal-settings", dossier=dossier)


def _journal_page(request: BooksRequest, form: FormState, row: JournalRow | None) -> HttpResponse:
    context = {"form": form, "row": row, "types": JOURNAL_TYPES}
    return render(request, "books/journal_edit.html", context, status=form.status)


def third_party_edit(
    request: BooksRequest, dossier: str, number: str | None = None
) -> HttpResponse:
    """A third party, new or known. Raises NotFound."""
    row = None
    if number is not None:
        row = setup.third_party_for(request.act, request.dossier.id, number)
    if request.method == "POST":
        return _save_third(request, dossier, number)
    values = {name: getattr(row, name) if row else "" for name in THIRD}
    return _third_page(request, FormState(values), row)


def _save_third(request: BooksRequest, dossier: str, number: str | None) -> HttpResponse:
    act, owner = request.act, request.dossier.id
    values = posted(request.POST, THIRD)
    try:
        if number is not None and request.POST.get("acte") in ("retirer", "remettre"):
            active = request.POST["acte"] == "remettre"
            third_parties.retire_third_party(act, owner, number, active=active)
            kept = number
        else:
            kept = third_parties.save_third_party(
                act, owner, NewThirdParty(**values), number=number
            )
    except Refused as error:
        row = setup.third_party_for(act, owner, number) if number is not None else None
        return _third_page(request, refused(values, error), row)
    messages.success(request, f"Tiers {kept} enregistré.")
    return redirect(_third_address(request, dossier, kept))


def _third_address(request: BooksRequest, dossier: str, number: str) -> str:
    year = getattr(request, "year", None)
    if year is None:
        return reverse("books:third-party-edit", kwargs={"dossier": dossier, "number": number})
    kwargs = {"dossier": dossier, "exercice": year.label, "number": number}
    return reverse("books:third-party-show", kwargs=kwargs)


def _third_page(request: BooksRequest, form: FormState, row: object) -> HttpResponse:
    codes = vat_choices(request.act, request.dossier.id)
    context = {"form": form, "row": row, "vat_codes": codes}
    return render(request, "books/third_party_edit.html", context, status=form.status)
