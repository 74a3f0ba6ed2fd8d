"""Preferences and health."""

from __future__ import annotations

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from boucle.access.public import User

THEMES = (("auto", "Comme le système"), ("light", "Clair"), ("dark", "Sombre"))
DENSITIES = (
    ("compact", "Compacte : le plus de lignes à l’écran"),
    ("normal", "Normale"),
    ("aere", "Aérée : grandes cibles, pour un écran tactile"),
)


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
