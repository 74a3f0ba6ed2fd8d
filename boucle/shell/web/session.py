"""Signing in and out, preferences, health."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from boucle.access.public import User, has_users
from boucle.kernel import audit

THEMES = (("auto", "Comme le système"), ("light", "Clair"), ("dark", "Sombre"))
DENSITIES = (
    ("compact", "Compacte : le plus de lignes à l’écran"),
    ("normal", "Normale"),
    ("aere", "Aérée : grandes cibles, pour un écran tactile"),
)
TRIES_MAX = 10
TRIES_SECONDS = 300


def sign_in(request: HttpRequest) -> HttpResponse:
    """Form of login and password. The same words whether the login exists or not."""
    onward = request.POST.get("suite") or request.GET.get("suite") or "/"
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    if request.user.is_authenticated:
        return redirect(onward)
    problem = ""
    if request.method == "POST":
        problem = _try(request)
        if not problem:
            return redirect(onward)
    context = {
        "problem": problem,
        "suite": onward,
        "login": request.POST.get("login", ""),
        "is_empty": not has_users(),
    }
    return render(request, "shell/connexion.html", context, status=422 if problem else 200)


def _try(request: HttpRequest) -> str:
    """Sign in with what was posted; the problem in French, or nothing."""
    name = request.POST.get("login", "").replace("\x00", "").strip()[:150]
    key = f"login:{name.lower()}:{request.META.get('REMOTE_ADDR', '')}"
    tries = cache.get_or_set(key, 0, TRIES_SECONDS) or 0
    if tries >= TRIES_MAX:
        return "Trop d’essais : réessayez dans cinq minutes."
    user = authenticate(request, username=name, password=request.POST.get("password", "")[:1000])
    if user is None:
        cache.set(key, tries + 1, TRIES_SECONDS)
        return "Identifiant ou mot de passe inconnu. Vérifiez la saisie et les majuscules."
    login(request, user)
    assert isinstance(user, User)
    audit.record(request.act, "access.session.opened", after={"login": user.login})  # type: ignore[attr-defined]
    return ""


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session (POST only)."""
    logout(request)
    return redirect("/connexion")


def preferences(request: HttpRequest) -> HttpResponse:
    """Theme and density of the signed-in user: the form, and what it sends."""
    user = request.user
    assert isinstance(user, User)
    if request.method != "POST":
        return render(request, "shell/preferences.html", {"themes": THEMES, "densities": DENSITIES})
    if request.POST.get("theme") in dict(THEMES):
        user.theme = request.POST["theme"]
    if request.POST.get("density") in dict(DENSITIES):
        user.density = request.POST["density"]
    user.save(update_fields=["theme", "density"])
    if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        return HttpResponse(status=204)
    messages.success(request, "Préférences enregistrées.")
    return redirect("shell:preferences-save")


def health(request: HttpRequest) -> HttpResponse:
    """Whether the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})
