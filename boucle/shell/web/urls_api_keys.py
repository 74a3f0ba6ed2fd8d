"""Addresses of the keys of the API."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.shell.web import api_keys

urlpatterns: list[URLPattern] = [
    path("preferences/cles", api_keys.keys_show, name="api-keys"),
    path("preferences/cles/<uuid:key>/revoquer", api_keys.key_revoke, name="api-key-revoke"),
]
