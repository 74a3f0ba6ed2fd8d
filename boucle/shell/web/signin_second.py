"""The second step of a sign-in, and the sign-in by passkey alone."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal import auth, flows
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from boucle.access.public import User, oidc, signin
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.shell.web.signin import onward_of

WRONG_CODE = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant ; après plusieurs essais,"
    " patientez quelques minutes."
)
WRONG_KEY = "Cette clé d’accès n’est pas reconnue ici. Choisissez-en une autre, ou un autre moyen."


def second_factor(request: Any) -> HttpResponse:
    """Ask the person whose password was right for a code or a passkey."""
    stage = LoginStageController.enter(request, "mfa_authenticate")
    if stage is None or stage.login.user is None:
        return redirect("shell:session-open")
    user, problem = stage.login.user, ""
    if request.method == "POST":
        factor, problem = factor_shown(request, user)
        if factor is not None:
            post_authentication(request, factor)
            answer: HttpResponse = stage.exit()
            return answer
    context = {"problem": problem, "kinds": {one.type for one in signin.factors_of(user)}}
    return render(request, "shell/second_facteur.html", context, status=422 if problem else 200)


def factor_shown(request: Any, user: User) -> tuple[Any, str]:
    """The factor that was posted (code or passkey) and nothing, or None and the problem."""
    counters, act = signin.of_code(user.pk), request.act
    posted = request.POST.get("credential", "")
    if posted:
        factor, problem = passkey_of(posted, user), WRONG_KEY
    elif signin.is_locked(counters, act.at):
        factor, problem = None, WRONG_CODE
    else:
        factor, problem = signin.check_code(user, request.POST.get("code", "")[:20]), WRONG_CODE
    if factor is None:
        signin.failed(counters, act.at)
        own = Act(str(user.public_id), act.at, act.address)
        audit.record(own, "access.session.refused", after={"login": user.login, "reason": "factor"})
        return None, problem
    signin.passed(counters)
    return factor, ""


def passkey_of(posted: str, user: User | None) -> Any:
    """The passkey that signed the challenge of this session, or None. `user` None: whose it is."""
    try:
        credential = json.loads(posted[:20_000])
        auth.parse_authentication_response(credential)
        person = user or auth.extract_user_from_response(credential)
        return auth.complete_authentication(person, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None


def passkey_challenge(request: Any) -> JsonResponse:
    """What the browser asks of a passkey: any of this site, or those of the person in between."""
    stage = LoginStageController.enter(request, "mfa_authenticate")
    user = stage.login.user if stage else None
    if request.user.is_authenticated:
        user = request.user
    return JsonResponse(auth.begin_authentication(user))


def passkey_sign_in(request: Any) -> HttpResponse:
    """Sign in by a passkey alone: the device has checked finger, face or PIN."""
    factor = passkey_of(request.POST.get("credential", ""), None)
    if factor is None or not factor.user.is_active:
        context = {
            "problem": WRONG_KEY,
            "suite": onward_of(request),
            "of_key": True,
            "outsides": oidc.outsides(),
        }
        return render(request, "shell/connexion.html", context, status=422)
    login = Login(user=factor.user, redirect_url=onward_of(request))
    answer: HttpResponse = flows.perform_passwordless_login(request, factor, login)
    return answer
