"""Who must have shown a second factor and has not reaches nothing but the pages to set one up."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from boucle.access.public import signin

ENROLMENT = {
    "shell:security", "shell:totp-add", "shell:passkey-add", "shell:passkey-options",
    "shell:codes-new", "shell:identity-confirm", "shell:password-change",
}  # fmt: skip
RECENT_SECONDS = 600
FREE_SECONDS = 300
_FREE = "boucle.mfa_free_until"


def is_missing(request: Any) -> bool:
    """Whether the person must show a second factor and has not in this session.

    That nothing more is demanded of him is believed for five minutes, then looked at again.
    """
    if not settings.MFA_DEMANDED or request.user.mfa_waived:
        return False
    if request.session.get(_FREE, 0) > time.time():
        return False
    what = signin.demanded(request.user)
    ways = shown(request)
    if what and not (ways & {signin.PASSKEY, "idp"} if what == "passkey" else ways):
        return True
    request.session[_FREE] = time.time() + FREE_SECONDS
    return False


def shown(request: HttpRequest) -> set[str]:
    """The kinds of second factors shown in this session."""
    records = get_authentication_records(request, _user(request))
    return {str(one.get("type")) for one in records if one.get("method") == "mfa"}


def _user(request: HttpRequest) -> Any:
    return request.user


def is_recent(request: HttpRequest) -> bool:
    """Whether the person proved who he is within ten minutes, by a factor if he has one."""
    records = get_authentication_records(request, _user(request))
    if signin.has_factor(_user(request)):
        records = [one for one in records if one.get("method") == "mfa"]
    return any(time.time() - one.get("at", 0) < RECENT_SECONDS for one in records)


def to_confirm(request: HttpRequest, onward: str) -> HttpResponse:
    """To the page where one proves who one is, then back."""
    return redirect("/preferences/securite/confirmer?" + urlencode({"suite": onward}))


def to_enrolment(request: HttpRequest) -> HttpResponse:
    """To the page of factors; a program is told why."""
    target = "/preferences/securite"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": target})
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {"status": 403, "detail": "Un second facteur vous est demandé."}, status=403
        )
    wants_key = signin.demanded(_user(request)) == "passkey"
    if signin.has_factor(_user(request), key_only=wants_key):
        return to_confirm(request, request.get_full_path() if request.method == "GET" else "/")
    return redirect(target)
