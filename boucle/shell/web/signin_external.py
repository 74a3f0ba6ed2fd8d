"""Signing in from elsewhere: Microsoft, or another provider of OpenID Connect."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access.public import User, identities, oidc, user_of_link
from boucle.kernel import audit
from boucle.kernel.errors import NotFound
from boucle.shell.second_factor import is_recent, to_confirm
from boucle.shell.web.signin import onward_of

log = logging.getLogger("boucle")
REFUSED = (
    "Ce compte n’ouvre rien ici. La première fois, passez par le lien de premier accès que vous a"
    " remis votre administrateur, ou liez ce compte dans Préférences, Sécurité."
)


def external_start(request: Any, provider: str) -> HttpResponse:
    """To the provider: to sign in, with a first link (`lien`), or to link an account (`lier`)."""
    outside = oidc.outside_named(provider)
    process, data = "login", onward_of(request)
    if request.GET.get("lien"):
        process, data = "first", request.GET["lien"][:100]
        user_of_link(data, "first")
    elif request.GET.get("lier"):
        if not request.user.is_authenticated or not is_recent(request):
            return to_confirm(request, request.get_full_path())
        process, data = "link", str(request.user.public_id)
    try:
        return oidc.begin(request, outside, process, data)
    except oidc.TokenRefused as refusal:
        return _refused(request, outside, refusal)


def external_return(request: Any, provider: str) -> HttpResponse:
    """Back from the provider, who must be whom it says, and linked to an account of here."""
    outside = oidc.outside_named(provider)
    try:
        identity, process, data = oidc.end(request, outside)
        if process == "link":
            return _linked(request, identity, data)
        if process == "first":
            user = identities.accept_first(request.act, data, identity)
            return _enter(request, outside, identity, user, "/")
        user = identities.person_of(identity)
        return _enter(request, outside, identity, user, data)
    except (oidc.TokenRefused, NotFound) as refusal:
        return _refused(request, outside, refusal)


def _linked(request: Any, identity: oidc.Identity, whose: str) -> HttpResponse:
    """Only for the person who asked, still signed in."""
    if not request.user.is_authenticated or str(request.user.public_id) != whose:
        raise oidc.TokenRefused("session")
    identities.link_identity(request.act, request.user, identity)
    messages.success(request, "Compte lié : il ouvre désormais celui-ci.")
    return redirect("shell:security")


def _enter(
    request: Any, outside: oidc.Outside, identity: oidc.Identity, user: User, onward: str
) -> HttpResponse:
    """Through allauth's steps: the second factor of here is asked, unless theirs is trusted."""
    record_authentication(
        request, user, method="socialaccount", provider=outside.id, uid=identity.uid
    )
    if outside.trusts_mfa and identity.has_mfa:
        record_authentication(request, user, method="mfa", type="idp")
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=onward))
    return answer


def _refused(request: Any, outside: oidc.Outside, refusal: Exception) -> HttpResponse:
    """The same words whatever failed; which check did is for the log."""
    reason = str(refusal) if isinstance(refusal, oidc.TokenRefused) else "link"
    log.warning("sign-in by %s refused: %s", outside.id, reason)
    facts = {"provider": outside.id, "reason": reason}
    audit.record(request.act, "access.session.refused", after=facts)
    context = {"problem": REFUSED, "suite": "/", "of_key": True, "outsides": oidc.outsides()}
    return render(request, "shell/connexion.html", context, status=422)


def identity_unlink(request: Any) -> HttpResponse:
    """A linked account opens this one no more (POST)."""
    if not is_recent(request):
        return to_confirm(request, "/preferences/securite")
    text = request.POST.get("identity", "")
    identities.unlink_identity(
        request.act, request.user, int(text) if text.isdecimal() and len(text) < 18 else 0
    )
    messages.success(request, "Compte délié.")
    return redirect("shell:security")
