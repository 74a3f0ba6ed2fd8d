"""Recurring entries: list, form, acts."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.books.commands import subscriptions as commands
from boucle.books.queries.drafts import content_of, entry_to_edit
from boucle.books.queries.grid_models import model_for
from boucle.books.queries.setup import journals_of
from boucle.books.queries.subscriptions import subscription_for, subscriptions_of
from boucle.books.queries.vat_codes import vat_choices
from boucle.books.rules import subscription_form as rule
from boucle.books.rules.entry_form import FIELDS, EntryForm, read_form
from boucle.books.rules.recurrence import dues, month_of
from boucle.books.rules.recurring_amounts import is_formula
from boucle.books.types_routine import EVERY, Generated, SubscriptionRow
from boucle.books.web.request import BooksRequest
from boucle.books.web.settings_form import posted
from boucle.kernel import clock
from boucle.kernel.errors import Finding, NotFound, Refused, WrongUse

HEAD = ("title", "journal", "every", "day", "start", "until")


def subscription_list(request: BooksRequest, dossier: str) -> HttpResponse:
    """The recurring entries of the Dossier with their next days."""
    rows = subscriptions_of(request.act, request.dossier.id)
    today = clock.today()
    late = any(row.active and row.next and row.next <= today for row in rows)
    context = {"rows": rows, "today": today, "late": late}
    return render(request, "books/subscription_list.html", context)


def subscription_make(request: BooksRequest, dossier: str) -> HttpResponse:
    """Make what is due now, of all or of one (`abonnement`)."""
    asked = request.POST.get("abonnement", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    done = commands.make_due(request.act, request.dossier.id, clock.today(), number=number)
    _say(request, done)
    return redirect("books:subscription-list", dossier=dossier)


def _say(request: BooksRequest, done: Generated) -> None:
    count = done.made
    if count:
        plural = "s" if count > 1 else ""
        messages.success(request, f"{count} écriture{plural} faite{plural} en brouillard.")
    for label, due, reason in done.waiting[:3]:
        messages.warning(request, f"{label}, {due:%d/%m/%Y} : {reason}")
    if not count and not done.waiting:
        messages.success(request, "Rien à faire : aucune échéance n’est passée.")


def subscription_new(request: BooksRequest, dossier: str) -> HttpResponse:
    """A new recurring entry: blank, or after an entry (`ecriture`) or a model (`modele`)."""
    if request.method == "POST":
        return _save(request, dossier, None)
    head, form = _suggested(request)
    return _page(request, head, form, None)


def _suggested(request: BooksRequest) -> tuple[dict[str, str], EntryForm]:
    act, owner, today = request.act, request.dossier.id, clock.today()
    if code := request.GET.get("modele", ""):
        return rule.after_model(model_for(act, owner, code), journals_of(act, owner), today)
    if asked := request.GET.get("ecriture", ""):
        try:
            found = entry_to_edit(act, owner, UUID(asked))
        except ValueError:
            raise NotFound from None
        return rule.after_entry(content_of(found))
    return rule.blank(today), EntryForm(public_id="", version=0)


def subscription_edit(request: BooksRequest, dossier: str, number: int) -> HttpResponse:
    """A recurring entry changed. Raises NotFound."""
    row = subscription_for(request.act, request.dossier.id, number)
    if request.method == "POST":
        return _save(request, dossier, row)
    return _page(request, *rule.form_of(row), row)


def subscription_act(request: BooksRequest, dossier: str, number: int) -> HttpResponse:
    """Pause, resume, or let a month go (`mois`). Raises NotFound, Refused, WrongUse."""
    act, owner = request.POST.get("acte"), request.dossier.id
    if act in ("suspendre", "reprendre"):
        commands.set_active(request.act, owner, number, active=act == "reprendre")
        said = "Abonnement repris." if act == "reprendre" else "Abonnement suspendu."
    elif act == "passer":
        try:
            month = date.fromisoformat(request.POST.get("mois", ""))
        except ValueError:
            raise WrongUse("Le mois est illisible ; rechargez la page.") from None
        commands.skip_month(request.act, owner, number, month)
        said = f"Échéance du {month:%m/%Y} passée : elle ne sera pas faite."
    else:
        raise WrongUse
    messages.success(request, said)
    return redirect("books:subscription-list", dossier=dossier)


def _save(request: BooksRequest, dossier: str, row: SubscriptionRow | None) -> HttpResponse:
    head = posted(request.POST, HEAD)
    columns = {name: request.POST.getlist(name) for name in FIELDS}
    form = read_form(request.POST, columns, public_id="")
    for line, code in zip(form.lines, request.POST.getlist("vat_code"), strict=False):
        line.values["vat_code"] = code.strip().upper()[:20]
    if "more" in request.POST:
        return _page(request, head, form.pad(len(form.lines) + 2), row)
    new, findings = rule.read(head, form)
    if not findings:
        try:
            commands.save_subscription(
                request.act, request.dossier.id, new, number=row.id if row else None
            )
        except Refused as refusal:
            findings = list(refusal.findings)
    if findings:
        return _refused(request, head, form, row, findings)
    messages.success(request, f"Abonnement « {new.label} » enregistré.")
    return redirect("books:subscription-list", dossier=dossier)


def _refused(
    request: BooksRequest,
    head: dict[str, str],
    form: EntryForm,
    row: SubscriptionRow | None,
    findings: list[Finding],
) -> HttpResponse:
    form.tell(findings)
    return _page(request, head, form, row, status=422)


def _page(
    request: BooksRequest,
    head: dict[str, str],
    form: EntryForm,
    row: SubscriptionRow | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "head": head, "form": form.pad(2), "row": row, "gap": _gap(form),
        "codes": vat_choices(request.act, request.dossier.id),
        "wrong": {f.field: f.message for f in form.problems}, "periods": EVERY,
        "journals": [j for j in journals_of(request.act, request.dossier.id) if j.active],
        "hidden": [name for name in FIELDS if name not in rule.SHOWN],
        "next": _next(row), "done": tuple(reversed(row.runs[-12:])) if row else (),
    }  # fmt: skip
    return render(request, "books/subscription_edit.html", context, status=status)


def _gap(form: EntryForm) -> int:
    """Cents that are missing; 0 where a formula counts them."""
    texts = (line.values[name] for line in form.lines for name in ("debit", "credit"))
    return 0 if any(is_formula(text) for text in texts) else form.debit - form.credit


def _next(row: SubscriptionRow | None) -> list[date]:
    """The next six days that are not done."""
    if row is None:
        return []
    done = {run.month for run in row.runs if run.state != "waiting"}
    found = dues(row.every, row.day, row.start, row.until)
    return list(islice((day for day in found if month_of(day) not in done), 6))
