"""A new Dossier in one form: SIREN, name, regimes, first year, chart."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access.public import cabinet_of, company_of, key_of_dossier
from boucle.books.public import VAT_DUE, open_dossier, parse_day, vintages
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Refused
from boucle.tenancy.public import LEGAL_FORMS, TAX_REGIMES, VAT_REGIMES, NewDossier, check_new

FIELDS = (
    "siren", "name", "legal_form", "tax_regime", "vat_regime", "vat_due_on", "start", "end",
    "chart", "digits",
)  # fmt: skip
LENGTHS = (6, 7, 8, 10, 3)


def dossier_new(request: Any) -> HttpResponse:
    """The form, or the Dossier it describes."""
    if request.method == "POST":
        return _create(request)
    year = clock.today().year
    values = {
        "tax_regime": "is_rn", "vat_regime": "mensuel", "vat_due_on": "debits", "digits": "6",
        "start": f"01/01/{year}", "end": f"31/12/{year}",
    }  # fmt: skip
    return _page(request, values, ())


def _page(request: Any, values: dict[str, str], problems: tuple[Finding, ...]) -> HttpResponse:
    wrong = {finding.field: finding.message for finding in reversed(problems)}
    context = {
        "values": values,
        "problems": problems,
        "wrong": wrong,
        "legal_forms": LEGAL_FORMS,
        "tax_regimes": TAX_REGIMES,
        "vat_regimes": VAT_REGIMES,
        "vat_due": VAT_DUE,
        "charts": vintages(),
        "lengths": LENGTHS,
    }
    return render(request, "shell/dossier_new.html", context, status=422 if problems else 200)


def _create(request: Any) -> HttpResponse:
    values = {name: request.POST.get(name, "").strip()[:300] for name in FIELDS}
    try:
        number = _open(request.act, values)
    except Refused as error:
        return _page(request, values, tuple(error.findings))
    key = key_of_dossier(request.act, number)
    messages.success(request, f"Le dossier « {values['name']} » est ouvert.")
    return redirect("books:dossier-home", dossier=key)


def _open(act: Act, values: dict[str, str]) -> int:
    """Raises Refused with all findings."""
    new = NewDossier(
        siren=values["siren"],
        name=values["name"],
        legal_form=values["legal_form"],
        tax_regime=_known(values["tax_regime"], TAX_REGIMES, "is_rn"),
        vat_regime=_known(values["vat_regime"], VAT_REGIMES, "mensuel"),
        fec_regime="COM" if values["tax_regime"] == "bnc" else "BIC",
        client_id=company_of(act),
        cabinet_id=cabinet_of(act),
    )
    findings: list[Finding] = []
    start, end = _day(values, "start", findings), _day(values, "end", findings)
    if start is None or end is None:
        try:
            check_new(new)
        except Refused as error:
            findings = [*error.findings, *findings]
        raise Refused(findings)
    digits = int(values["digits"]) if values["digits"].isdigit() else 0
    due_on = _known(values["vat_due_on"], VAT_DUE, "debits")
    return open_dossier(
        act, new, start, end, values["chart"] or None, digits=digits, vat_due_on=due_on
    )


def _known(value: str, choices: dict[str, str], usual: str) -> str:
    return value if value in choices else usual


def _day(values: dict[str, str], name: str, findings: list[Finding]) -> date | None:
    try:
        return parse_day(values[name])
    except ValueError as error:
        findings.append(
            Finding(code="shell.form.day", message=str(error), field=name, value=values[name])
        )
        return None
