"""Addresses of the books, part by part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

app_name = "books"

urlpatterns: list[URLPattern | URLResolver] = []
for part in ("home", "settings", "journals", "fec", "grid", "entries", "pages", "reading", "proof"):
    if find_spec(f"boucle.books.web.urls_{part}") is not None:
        urlpatterns += import_module(f"boucle.books.web.urls_{part}").urlpatterns
