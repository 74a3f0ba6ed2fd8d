"""Webhooks of the organisations that the person administers: subscriptions, secrets, deliveries."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.books.public import act_label
from boucle.kernel import clock
from boucle.kernel.errors import Refused, WrongUse
from boucle.webhooks import public as webhooks

FAMILIES = (
    ("Écritures et échanges", ("books.entries", "books.fec", "books.proof", "books.list")),
    ("Périodes", ("books.month", "books.year")),
    ("Lettrage et abonnements", ("books.lettrage", "books.subscription")),
    (
        "Plan, tiers et réglages",
        ("books.account", "books.journal", "books.third", "books.vat_code"),
    ),
    ("Dossiers", ("tenancy.dossier",)),
    ("Droits et clés", ("access.grant", "access.key")),
)
STATES = {"waiting": "En attente", "delivered": "Reçu", "failed": "Abandonné"}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Events by family, in French."""
    return [
        (name, [(one, act_label(one)) for one in webhooks.TYPES if one.rpartition(".")[0] in heads])
        for name, heads in FAMILIES
    ]


def _posted(request: Any) -> dict[str, Any]:
    return {
        "label": request.POST.get("label", ""),
        "url": request.POST.get("url", ""),
        "types": request.POST.getlist("types"),
    }


def hooks_list(request: Any) -> HttpResponse:
    """The subscriptions; POST makes one and shows its secret this once."""
    secret, problems = "", {}
    posted: dict[str, Any] = {"types": [webhooks.EVERY]}
    if request.method == "POST":
        posted = _posted(request)
        try:
            place = _uuid(request.POST.get("organisation", ""))
            _, secret = webhooks.create_hook(request.act, **posted, organisation=place)
        except Refused as refusal:
            problems = {finding.field: finding.message for finding in refusal.findings}
    context = {
        "hooks": webhooks.hooks_of(request.act),
        "organisations": webhooks.administered(request.act),
        "secret": secret, "problems": problems, "posted": posted, "families": choices(),
        "every": webhooks.EVERY,
    }  # fmt: skip
    return render(request, "shell/webhooks.html", context, status=422 if problems else 200)


def hook_show(request: Any, hook: UUID) -> HttpResponse:
    """One subscription and its log; POST changes it."""
    problems: dict[str | None, str] = {}
    shown: Any = webhooks.hook(request.act, hook)
    posted = {"label": shown.label, "url": shown.url, "types": list(shown.types)}
    if request.method == "POST":
        posted = _posted(request)
        try:
            active = request.POST.get("active") == "1"
            webhooks.change_hook(request.act, hook, **posted, active=active)
            messages.success(request, "Webhook enregistré.")
            return redirect("shell:webhook-show", hook=hook)
        except Refused as refusal:
            problems = {finding.field: finding.message for finding in refusal.findings}
    page = webhooks.deliveries(request.act, hook, **_page(request))
    context = {
        "hook": shown, "problems": problems, "posted": posted, "families": choices(),
        "every": webhooks.EVERY, "rows": [(row, act_label(row.type)) for row in page.rows],
        "next": page.rows[-1].id if page.has_next else None, "states": STATES,
        "state": request.GET.get("etat", ""), "now": clock.now(),
    }  # fmt: skip
    return render(request, "shell/webhook_show.html", context, status=422 if problems else 200)


def _page(request: Any) -> dict[str, Any]:
    state, after = request.GET.get("etat", ""), request.GET.get("avant", "")
    if (state and state not in STATES) or (after and (not after.isdigit() or len(after) > 18)):
        raise WrongUse("La page demandée est illisible ; revenez au début de la liste.")
    return {"state": state, **({"before_id": int(after)} if after else {})}


def hook_act(request: Any, hook: UUID) -> HttpResponse:
    """A trial, a new secret, or the end (POST)."""
    asked = request.POST.get("acte", "")
    if asked == "essai":
        webhooks.ping(request.act, hook)
        messages.success(request, "Essai envoyé : son résultat est dans le journal.")
    elif asked == "secret":
        secret = webhooks.rotate_secret(request.act, hook)
        context = {"hook": webhooks.hook(request.act, hook), "secret": secret}
        return render(request, "shell/webhook_secret.html", context)
    elif asked == "supprimer":
        webhooks.drop_hook(request.act, hook)
        messages.success(request, "Webhook supprimé.")
        return redirect("shell:webhook-list")
    else:
        raise WrongUse
    return redirect("shell:webhook-show", hook=hook)


def delivery_show(request: Any, hook: UUID, delivery: UUID) -> HttpResponse:
    """What was sent and what was answered, each time; POST sends it again."""
    if request.method == "POST":
        webhooks.redeliver(request.act, hook, delivery)
        messages.success(request, "Renvoi demandé.")
        return redirect("shell:webhook-delivery", hook=hook, delivery=delivery)
    row, tries = webhooks.delivery(request.act, hook, delivery)
    context = {
        "hook": webhooks.hook(request.act, hook), "delivery": row, "tries": tries,
        "label": act_label(row.type), "state": STATES[row.state],
        "body": json.dumps(json.loads(row.body), ensure_ascii=False, indent=2),
    }  # fmt: skip
    return render(request, "shell/webhook_delivery.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
