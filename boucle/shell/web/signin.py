"""Signing in: login and password, first access, forgotten password."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from boucle.access.public import has_users, oidc, signin, use_link, user_of_link
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Refused

REFUSED = (
    "Identifiant ou mot de passe inconnu. Vérifiez la saisie et les majuscules ;"
    " après plusieurs essais, patientez quelques minutes."
)
SENT = (
    "Si un compte répond à ce nom et a une adresse e-mail, un lien valable une heure vient d’y être"
    " envoyé. Sans message d’ici quelques minutes, demandez à l’administrateur de votre"
    " organisation."
)


def sign_in(request: Any) -> HttpResponse:
    """Form of login and password. The same words whatever is wrong."""
    onward = onward_of(request)
    if request.user.is_authenticated:
        return redirect(onward)
    problem = ""
    if request.method == "POST":
        answer = _by_password(request, onward)
        if answer is not None:
            return answer
        problem = REFUSED
    context = {
        "problem": problem,
        "suite": onward,
        "login": request.POST.get("login", request.GET.get("qui", "")),
        "is_empty": not has_users(),
        "is_demo": signin.is_demo(),
        "outsides": oidc.outsides(),
    }
    return render(request, "shell/connexion.html", context, status=422 if problem else 200)


def onward_of(request: HttpRequest) -> str:
    """Where one wanted to go: an address of this site, else the home."""
    onward = request.POST.get("suite") or request.GET.get("suite") or "/"
    safe = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    return onward if safe else "/"


def _by_password(request: Any, onward: str) -> HttpResponse | None:
    """Sign in with what was posted, or None; locked is not told from wrong."""
    name = request.POST.get("login", "").replace("\x00", "").strip()[:150]
    aimed, act = signin.person_named(name), request.act
    device = signin.known_device(aimed, request.COOKIES.get(signin.DEVICE_COOKIE, ""))
    counters = signin.of_password(name, act.address, device)
    word = request.POST.get("password", "")[:1000]
    locked = signin.is_locked(counters, act.at)
    user = None if locked else authenticate(request, username=name, password=word)
    if user is None:
        signin.failed(counters, act.at)
        if aimed is not None:
            _note_refusal(act, aimed, "locked" if locked else "password")
        return None
    signin.passed(counters)
    login = Login(user=user, redirect_url=onward)
    answer: HttpResponse = perform_password_login(request, {"username": name}, login)
    return answer


def _note_refusal(act: Act, aimed: Any, reason: str) -> None:
    """In the log of the organisation of the person who was aimed at."""
    aimed_act = Act(str(aimed.public_id), act.at, act.address)
    facts = {"login": aimed.login, "reason": reason}
    audit.record(aimed_act, "access.session.refused", after=facts)


def sign_out(request: Any) -> HttpResponse:
    """End the session (POST only)."""
    if request.user.is_authenticated:
        audit.record(request.act, "access.session.closed", before={"login": request.user.login})
    logout(request)
    return redirect("/connexion")


def first_access(request: Any, word: str) -> HttpResponse:
    """The page of a first link: choose a password. Looking at it does not use it up."""
    return _new_password(request, word, "first")


def reset_choose(request: Any, word: str) -> HttpResponse:
    """The page of a link for a forgotten password."""
    return _new_password(request, word, "reset")


def _new_password(request: Any, word: str, kind: str) -> HttpResponse:
    user, problem = user_of_link(word, kind), ""
    if request.method == "POST":
        try:
            use_link(request.act, word, kind, twice(request))
        except Refused as refusal:
            problem = str(refusal)
        else:
            logout(request)
            messages.success(request, "Mot de passe enregistré : connectez-vous.")
            return redirect(f"/connexion?qui={user.login}")
    context = {
        "person": user,
        "problem": problem,
        "kind": kind,
        "word": word,
        "outsides": oidc.outsides() if kind == "first" else [],
    }
    return render(request, "shell/premier_acces.html", context, status=422 if problem else 200)


def twice(request: HttpRequest) -> str:
    """The password typed twice the same. Raises Refused."""
    first = request.POST.get("password", "")[:1000].replace("\x00", "")
    if first != request.POST.get("again", "").replace("\x00", ""):
        text = "Les deux saisies diffèrent ; recommencez."
        raise Refused([Finding(code="access.user.password_twice", message=text, field="again")])
    return first


def reset_ask(request: Any) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same for anybody."""
    if request.method == "POST":
        who = request.POST.get("login", "").replace("\x00", "").strip()[:254]
        base = settings.PUBLIC_URL or request.build_absolute_uri("/")
        signin.ask_reset(request.act, who, base)
        return render(request, "shell/mot_de_passe_oublie.html", {"sent": SENT})
    return render(request, "shell/mot_de_passe_oublie.html", {"login": request.GET.get("qui", "")})
