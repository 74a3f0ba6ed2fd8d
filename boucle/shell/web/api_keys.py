"""Keys of the API of the person who is signed in; the secret is shown once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access.public import RIGHTS, create_key, keys_of, organisations_of, revoke_key
from boucle.kernel import clock
from boucle.kernel.errors import Finding, Refused

PARIS = ZoneInfo("Europe/Paris")
DAYS = 90
SCOPES = {
    "books.read": "Lire : balances, grand livre, écritures, FEC",
    "books.write": "Écrire : brouillards, comptes, tiers, lettrage",
    "books.validate": "Valider et importer",
    "books.manage": "Administrer : journaux, droits, piste d’audit",
}
assert set(SCOPES) == set(RIGHTS)


def keys_show(request: Any) -> HttpResponse:
    """The keys; POST makes one and shows its secret this once."""
    secret, problems = "", {}
    if request.method == "POST":
        try:
            _, secret = create_key(
                request.act,
                label=request.POST.get("label", ""),
                scopes=request.POST.getlist("scopes"),
                expires_at=_end_of(request.POST.get("expires_at", "")),
                organisation_id=_number(request.POST.get("organisation", "")),
            )
        except Refused as refusal:
            problems = {finding.field: finding.message for finding in refusal.findings}
    context = {
        "keys": keys_of(request.act),
        "now": clock.now(),
        "secret": secret,
        "problems": problems,
        "posted": request.POST if problems else {},
        "chosen": request.POST.getlist("scopes") if problems else ["books.read"],
        "scopes": SCOPES,
        "organisations": organisations_of(request.act),
        "until": clock.today() + timedelta(days=DAYS),
    }
    return render(request, "shell/api_keys.html", context, status=422 if problems else 200)


def _end_of(text: str) -> datetime:
    """The last instant of that day in Paris. Raises Refused."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        message = "Indiquez une date d’expiration, AAAA-MM-JJ."
        raise Refused(
            [Finding(code="access.key.expiry", message=message, field="expires_at")]
        ) from None
    return datetime.combine(day + timedelta(days=1), time.min, PARIS)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 18 else 0


def key_revoke(request: Any, key: UUID) -> HttpResponse:
    """The key opens nothing any more (POST)."""
    revoke_key(request.act, key)
    messages.success(request, "Clé révoquée : elle n’ouvre plus rien.")
    return redirect("shell:api-keys")
