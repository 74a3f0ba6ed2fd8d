"""Settings: the VAT codes of the Dossier."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.books.commands import vat_codes
from boucle.books.queries.vat_codes import has_own_codes, vat_codes_of
from boucle.books.rules.vat_codes import WITHOUT_VAT
from boucle.books.rules.vat_rates import rate_on, rate_text, rates
from boucle.books.types_vat import (
    BASE_BOXES,
    BOXES,
    VAT_DUE,
    VAT_KINDS,
    WHOLE,
    NewVatCode,
    VatCodeRow,
)
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import FormState, posted, refused
from boucle.kernel import clock
from boucle.kernel.errors import NotFound, Refused

FIELDS = ("code", "label", "kind", "due_on", "rate_key", "account", "waiting_account",
          "pair_account", "box", "base_box")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A code in the list, with its rate of today."""

    row: VatCodeRow
    rate: str
    share: str


def vat_code_list(
    request: BooksRequest, dossier: str, form: FormState | None = None
) -> HttpResponse:
    """The codes, purchases then sales; what the regime proposes where none is kept yet."""
    rows = vat_codes_of(request.act, request.dossier.id)
    sales = [row.due_on for row in rows if row.kind == "collected" and row.active]
    form = form or FormState({"due_on": sales[0] if sales else "debits"})
    context = {
        "groups": [
            (label, [_shown(row) for row in rows if row.kind == kind])
            for kind, label in VAT_KINDS.items()
        ],
        "rows": rows,
        "proposed": bool(rows) and not has_own_codes(request.act, request.dossier.id),
        "without_vat": request.dossier.vat_regime in WITHOUT_VAT,
        "due": VAT_DUE,
        "has_receipts": any(row.due_on == "receipts" and row.active for row in rows),
        "form": form,
    }
    return render(request, "books/vat_code_list.html", context, status=form.status)


def _shown(row: VatCodeRow) -> Shown:
    now = rate_on(row.rate_key, clock.today())
    share = "" if row.share == WHOLE else rate_text(row.share)
    return Shown(row, rate_text(now.rate) if now else "", share)


def vat_usual(request: BooksRequest, dossier: str) -> HttpResponse:
    """Open the usual codes, and say when sales are due (POST)."""
    due_on = request.POST.get("due_on", "")
    try:
        added = vat_codes.apply_usual(request.act, request.dossier.id, due_on)
    except Refused as error:
        return vat_code_list(request, dossier, refused({"due_on": due_on}, error))
    messages.success(request, f"Ventes : {VAT_DUE[due_on].lower()}. Codes ajoutés : {added}.")
    return redirect("books:vat-code-list", dossier=dossier)


def vat_code_edit(request: BooksRequest, dossier: str, code: str | None = None) -> HttpResponse:
    """A code, new (as a copy with `?modele=`) or known. Raises NotFound."""
    row = _code(request, code) if code is not None else None
    if request.method == "POST":
        return _save(request, dossier, row)
    model = _code(request, request.GET["modele"]) if request.GET.get("modele") else row
    values: dict[str, object] = {name: getattr(model, name) if model else "" for name in FIELDS}
    values["share"] = _percent(model.share if model else WHOLE)
    if model is not row:
        values["code"] = ""
    return _page(request, FormState(values), row)


def _percent(share: int) -> str:
    return rate_text(share).removesuffix("\u00a0%")


def _code(request: BooksRequest, code: str) -> VatCodeRow:
    for row in vat_codes_of(request.act, request.dossier.id):
        if row.code == code:
            return row
    raise NotFound(f"Le dossier n’a pas de code de TVA « {code} ».")


def _save(request: BooksRequest, dossier: str, row: VatCodeRow | None) -> HttpResponse:
    act, owner = request.act, request.dossier.id
    values = posted(request.POST, (*FIELDS, "share"))
    code = row.code if row else None
    try:
        if code is not None and request.POST.get("acte") in ("retirer", "remettre"):
            active = request.POST["acte"] == "remettre"
            vat_codes.retire_vat_code(act, owner, code, active=active)
        else:
            share = vat_codes.share_of(values["share"])
            wanted = NewVatCode(**{name: values[name] for name in FIELDS}, share=share)
            code = vat_codes.save_vat_code(act, owner, wanted, code=code)
    except Refused as error:
        return _page(request, refused(values, error), row)
    messages.success(request, f"Code de TVA {code} enregistré.")
    return redirect("books:vat-code-list", dossier=dossier)


def _page(request: BooksRequest, form: FormState, row: VatCodeRow | None) -> HttpResponse:
    today = clock.today()
    choices = [
        (key, f"{rate_text(now.rate)} · {now.label} ({now.territory})")
        for key in rates()
        if (now := rate_on(key, today)) is not None
    ]
    context = {
        "form": form, "row": row, "kinds": VAT_KINDS, "due": VAT_DUE, "rates": choices,
        "boxes": BOXES, "base_boxes": BASE_BOXES,
    }  # fmt: skip
    return render(request, "books/vat_code_edit.html", context, status=form.status)
