"""Addresses outside the Dossiers: sign-in, preferences, help, health; homes in their own part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, path

from boucle.shell.web import help_pages, keys, session

app_name = "shell"

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", session.preferences, name="preferences-save"),
    path("preferences/touches", keys.keys_edit, name="keys-edit"),
    path("aide", help_pages.index, name="help-index"),
    path("aide/<str:context>/<str:page>", help_pages.page, name="help-page"),
    path("sante", session.health, name="health"),
]
PARTS = (
    *("signin", "home", "dossiers", "clinique", "importing", "audit", "api_keys", "events"),
    *("admin", "presence", "webhooks", "wellknown", "rights"),
)
for part in PARTS:
    if find_spec(f"boucle.shell.web.urls_{part}") is not None:
        urlpatterns += import_module(f"boucle.shell.web.urls_{part}").urlpatterns
