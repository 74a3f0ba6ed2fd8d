"""Settings: the chart of accounts, one account, import and export of the chart."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from boucle.books.commands import chart
from boucle.books.queries import setup
from boucle.books.queries.vat_codes import vat_choices
from boucle.books.rules import chart_file
from boucle.books.rules.accounts import CLASSES
from boucle.books.types_setup import AccountRow, NewAccount
from boucle.books.web.grid_acts import may_create_accounts
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import FormState, posted, refused
from boucle.books.web.sheet import export_list
from boucle.kernel.errors import Finding, Refused, WrongUse
from boucle.kernel.sheets import Column

ACCOUNT = ("number", "label", "vat_code", "contra_number")
COLUMNS = (
    Column("Compte", width=14),
    Column("Libellé", width=52),
    Column("Collectif", width=9),
    Column("Lettrable", width=9),
    Column("Code TVA", width=10),
    Column("Contrepartie", width=13),
    Column("État", width=9),
)
SHOWN = 100
"""Lines of each kind that the preview of an import shows."""
PLAN_SECONDS = 3_600


def chart_edit(request: BooksRequest, dossier: str) -> HttpResponseBase:
    """The chart by pages, filtered; `?format=` for a file that the import takes back."""
    if "format" in request.GET:
        return _file(request)
    text, of_class = request.GET.get("q", "")[:80], request.GET.get("classe", "")
    of_class = of_class if of_class in CLASSES else ""
    rows = setup.chart_page(
        request.act, request.dossier.id, text=text, of_class=of_class,
        inactive=request.GET.get("tous") == "1", after=request.GET.get("apres", "")[:20],
    )  # fmt: skip
    more, rows = len(rows) > setup.PAGE, rows[: setup.PAGE]
    context = {
        "rows": rows,
        "classes": CLASSES,
        "q": text,
        "of_class": of_class,
        "next_key": rows[-1].number if more else "",
        "may_create": may_create_accounts(request),
    }
    return render(request, "books/chart_edit.html", context)


def _file(request: BooksRequest) -> HttpResponseBase:
    cells = (
        (r.number, r.label, _yes(r.is_control), _yes(r.lettrable), r.vat_code, r.contra_number,
         "" if r.active else "retiré")
        for r in setup.every_account(request.act, request.dossier.id)
    )  # fmt: skip
    return export_list(request, "Plan de comptes", COLUMNS, cells)


def _yes(flag: bool) -> str:
    return "oui" if flag else ""


def account_edit(request: BooksRequest, dossier: str, number: str | None = None) -> HttpResponse:
    """An account, new or known. Raises NotFound."""
    row = None
    if number is not None:
        row = setup.account_for(request.act, request.dossier.id, number)
    if request.method == "POST":
        return _save(request, dossier, row)
    values = (
        {name: getattr(row, name) for name in (*ACCOUNT, "is_control", "lettrable")}
        if row
        else {"number": request.GET.get("compte", "")[:20], "label": ""}
    )
    return _page(request, FormState(values), row)


def _save(request: BooksRequest, dossier: str, row: AccountRow | None) -> HttpResponse:
    act, owner = request.act, request.dossier.id
    values: dict[str, object] = dict(posted(request.POST, ACCOUNT))
    flags = {name: request.POST.get(name) == "1" for name in ("is_control", "lettrable")}
    number, label, vat_code, contra = (str(values[name]) for name in ACCOUNT)
    wanted = NewAccount(number=number, label=label, vat_code=vat_code, contra_number=contra)
    try:
        if row is None:
            kept = chart.create_account(act, owner, wanted)
        elif request.POST.get("acte") in ("retirer", "remettre"):
            active = request.POST["acte"] == "remettre"
            chart.retire_account(act, owner, row.number, active=active)
            kept = row.number
        else:
            kept = chart.change_account(act, owner, row.number, _flagged(wanted, flags))
    except Refused as error:
        return _page(request, refused({**values, **flags}, error), row)
    messages.success(request, f"Compte {kept} enregistré.")
    return redirect("books:chart-edit", dossier=dossier)


def _flagged(account: NewAccount, flags: dict[str, bool]) -> NewAccount:
    return NewAccount(
        number=account.number,
        label=account.label,
        vat_code=account.vat_code,
        contra_number=account.contra_number,
        is_control=flags["is_control"],
        lettrable=flags["lettrable"],
    )


def _page(request: BooksRequest, form: FormState, row: AccountRow | None) -> HttpResponse:
    codes = vat_choices(request.act, request.dossier.id)
    context = {"form": form, "row": row, "vat_codes": codes}
    return render(request, "books/account_edit.html", context, status=form.status)


def chart_import(request: BooksRequest, dossier: str) -> HttpResponse:
    """A file of accounts: chosen, judged, then written."""
    if request.method == "POST" and request.POST.get("plan"):
        return _write(request, dossier)
    if request.method == "POST":
        return _preview(request)
    return render(request, "books/chart_import.html", {"form": FormState({})})


def _preview(request: BooksRequest) -> HttpResponse:
    sent = request.FILES.get("fichier")
    try:
        if sent is None:
            raise ValueError("Choisissez un fichier CSV ou XLSX.")
        if (sent.size or 0) > chart_file.BYTES_MAX:
            raise ValueError("Le fichier dépasse 5 Mo : un plan de comptes en fait bien moins.")
        lines = chart_file.read_chart(sent.name or "fichier", sent.read())
    except ValueError as error:
        finding = Finding(code="books.chart.file", message=str(error), field="fichier")
        form = refused({}, Refused([finding]))
        return render(request, "books/chart_import.html", {"form": form}, status=422)
    plan = chart_file.plan_chart(lines, setup.chart_labels(request.act, request.dossier.id))
    context = {
        "form": FormState({}),
        "plan": plan,
        "shown": SHOWN,
        "file": sent.name,
        "signed": _sign(request, plan),
    }
    return render(request, "books/chart_import.html", context)


def _salt(request: BooksRequest) -> str:
    return f"books.chart_import:{request.dossier.public_id}:{request.act.actor}"


def _sign(request: BooksRequest, plan: chart_file.ChartPlan) -> str:
    body = {
        "new": [[each.number, each.label] for each in plan.new],
        "labels": {each.number: each.label for each, _ in plan.relabelled},
    }
    return signing.dumps(body, salt=_salt(request), compress=True)


def _write(request: BooksRequest, dossier: str) -> HttpResponse:
    try:
        body = signing.loads(request.POST["plan"], salt=_salt(request), max_age=PLAN_SECONDS)
    except signing.BadSignature as error:
        raise WrongUse("Cet aperçu n’est plus valable : envoyez le fichier à nouveau.") from error
    labels = body["labels"] if request.POST.get("renommer") == "1" else {}
    added, changed = chart.import_chart(
        request.act, request.dossier.id, [(n, label) for n, label in body["new"]], labels
    )
    messages.success(request, f"{added} comptes ajoutés, {changed} libellés changés.")
    return redirect("books:chart-edit", dossier=dossier)
