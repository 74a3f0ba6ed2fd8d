"""Préférences ▸ Sécurité: factors, password, sessions, notices of the person signed in."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from boucle.access.public import identities, oidc, signin
from boucle.kernel.errors import Finding, Refused
from boucle.shell.second_factor import is_missing, is_recent, to_confirm
from boucle.shell.web.signin import onward_of, twice
from boucle.shell.web.signin_second import factor_shown

View = Callable[..., HttpResponse]
WRONG_WORD = "Ce n’est pas votre mot de passe. Vérifiez la saisie et les majuscules."


def recent(view: View) -> View:
    """The view runs for a person who has just proved who he is; else he does so first."""

    @wraps(view)
    def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_recent(request):
            return view(request, *args, **kwargs)
        onward = request.get_full_path() if request.method == "GET" else "/preferences/securite"
        return to_confirm(request, onward)

    return checked


def security(request: Any) -> HttpResponse:
    """Everything that opens the account, and what happened to it."""
    user, key = request.user, request.session.session_key
    context = {
        "factors": signin.factors_of(user),
        "has_factor": signin.has_factor(user),
        "demanded": signin.demanded(user),
        "is_missing": is_missing(request),
        "sessions": signin.sessions_of(user, key),
        "linked": identities.linked_of(user),
        "outsides": oidc.outsides(),
        "notices": signin.notices_of(user),
        "administers": signin.administers(request.act),
        "has_password": user.has_usable_password(),
    }
    return render(request, "shell/securite.html", context)


def confirm(request: Any) -> HttpResponse:
    """Prove again who one is: a factor for who has one, else the password."""
    user, onward, problem = request.user, onward_of(request), ""
    with_factor = signin.has_factor(user)
    if request.method == "POST":
        problem = _by_factor(request) if with_factor else _by_word(request)
        if not problem:
            return redirect(onward)
    context = {
        "problem": problem,
        "suite": onward,
        "with_factor": with_factor,
        "kinds": {one.type for one in signin.factors_of(user)},
    }
    return render(request, "shell/confirmer.html", context, status=422 if problem else 200)


def _by_factor(request: Any) -> str:
    factor, problem = factor_shown(request, request.user)
    if factor is not None:
        post_authentication(request, factor, reauthenticated=True)
    return problem


def _by_word(request: Any) -> str:
    user, counters = request.user, signin.of_code(request.user.pk)
    word = request.POST.get("password", "")[:1000]
    if signin.is_locked(counters, request.act.at) or not user.check_password(word):
        signin.failed(counters, request.act.at)
        return WRONG_WORD
    signin.passed(counters)
    record_authentication(request, user, method="password", reauthenticated=True)
    return ""


@recent
def totp_add(request: Any) -> HttpResponse:
    """The square to scan, and the first code that proves it."""
    user, problem = request.user, ""
    secret = get_totp_secret(regenerate=request.method != "POST")
    if request.method == "POST":
        try:
            factor = signin.add_totp(request.act, user, secret, request.POST.get("code", "")[:20])
        except Refused as refusal:
            problem = str(refusal)
        else:
            clear_totp_secret(request)
            return _added(request, factor)
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    image = base64.b64encode(svg.encode()).decode()
    context = {"problem": problem, "image": image, "secret": " ".join(_fours(secret))}
    return render(request, "shell/totp.html", context, status=422 if problem else 200)


def _fours(text: str) -> list[str]:
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def _added(request: Any, factor: Any) -> HttpResponse:
    """A factor more: this session has shown it; recovery codes the first time."""
    post_authentication(request, factor)
    request.session.cycle_key()
    if signin.has_codes(request.user):
        messages.success(request, "Second facteur ajouté.")
        return redirect("shell:security")
    return _show_codes(request)


def _show_codes(request: Any) -> HttpResponse:
    codes = signin.new_codes(request.act, request.user)
    return render(request, "shell/codes_secours.html", {"codes": codes})


@recent
def codes_new(request: Any) -> HttpResponse:
    """Ten other recovery codes, shown this once (POST)."""
    if not signin.has_factor(request.user):
        return redirect("shell:security")
    return _show_codes(request)


def passkey_options(request: Any) -> HttpResponse:
    """What the browser asks of the device that will hold the new passkey."""
    if not is_recent(request):
        return JsonResponse({"detail": "Confirmez d’abord qui vous êtes."}, status=409)
    return JsonResponse(auth.begin_registration(request.user, passwordless=True))


@recent
def passkey_add(request: Any) -> HttpResponse:
    """Name a passkey, and keep what the device answered."""
    problem = ""
    if request.method == "POST":
        try:
            credential = _registered(request.POST.get("credential", ""))
            name = request.POST.get("name", "").replace("\x00", "")
            factor = signin.add_passkey(request.act, request.user, name, credential)
        except Refused as refusal:
            problem = str(refusal)
        else:
            return _added(request, factor)
    context = {"problem": problem, "name": request.POST.get("name", "")}
    return render(request, "shell/cle_acces.html", context, status=422 if problem else 200)


def _registered(posted: str) -> dict[str, Any]:
    """The credential, checked against the challenge of this session. Raises Refused."""
    try:
        credential: dict[str, Any] = json.loads(posted[:20_000])
        auth.parse_registration_response(credential)
        if auth.complete_registration(credential).is_user_verified():
            return credential
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        pass
    text = "L’appareil n’a pas répondu comme il faut. Recommencez, ou prenez un autre appareil."
    raise Refused([Finding(code="access.factor.passkey", message=text)])


@recent
def factor_remove(request: Any) -> HttpResponse:
    """Take a factor away (POST)."""
    text = request.POST.get("factor", "")
    try:
        signin.remove_factor(request.act, request.user, int(text) if text.isdecimal() else 0)
        messages.success(request, "Second facteur retiré.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("shell:security")


def password_change(request: Any) -> HttpResponse:
    """A new password for who knows the old one; all sessions end."""
    problems: dict[str | None, str] = {}
    if request.method == "POST":
        try:
            old = request.POST.get("old", "")[:1000]
            signin.change_own_password(request.act, request.user, old, twice(request))
        except Refused as refusal:
            problems = {finding.field: finding.message for finding in refusal.findings}
        else:
            messages.success(request, "Mot de passe changé : connectez-vous avec le nouveau.")
            return redirect(f"/connexion?qui={request.user.login}")
    problem = problems.get("password") or problems.get("again", "")
    context = {"old_problem": problems.get("old", ""), "problem": problem}
    return render(request, "shell/mot_de_passe.html", context, status=422 if problems else 200)


@recent
def address_ask(request: Any) -> HttpResponse:
    """A link to a new e-mail address (POST)."""
    email = request.POST.get("email", "").replace("\x00", "").strip()
    base = settings.PUBLIC_URL or request.build_absolute_uri("/")
    try:
        signin.ask_address(request.act, request.user, email, base)
        text = f"Un lien valable 24 heures part vers {email} : ouvrez-le en restant connecté."
        messages.success(request, text)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("shell:security")


def address_set(request: Any, word: str) -> HttpResponse:
    """The page of that link, and the act of taking the address."""
    email = signin.address_of(request.user, word)
    if request.method == "POST":
        signin.set_address(request.act, request.user, word)
        messages.success(request, "Adresse e-mail enregistrée.")
        return redirect("shell:security")
    return render(request, "shell/adresse.html", {"email": email})


def session_end(request: Any, session: UUID) -> HttpResponse:
    """End one session, one's own or a member's where one administers (POST)."""
    signin.end_session(request.act, request.user, session)
    messages.success(request, "Session fermée.")
    return redirect("shell:sessions" if "membres" in request.POST else "shell:security")


def sessions_end(request: Any) -> HttpResponse:
    """End all of one's other sessions (POST)."""
    count = signin.end_other_sessions(request.act, request.user, request.session.session_key)
    text = "Une autre session fermée." if count == 1 else f"{count} autres sessions fermées."
    messages.success(request, text if count else "Aucune autre session n’était ouverte.")
    return redirect("shell:security")


def sessions(request: Any) -> HttpResponse:
    """Open sessions of the members of the organisations that one administers."""
    found = signin.sessions_administered(request.act, request.session.session_key)
    return render(request, "shell/sessions.html", {"sessions": found})
