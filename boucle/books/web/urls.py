"""Addresses of the books, part by part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

app_name = "books"

urlpatterns: list[URLPattern | URLResolver] = []
# Fixed words come before the addresses of the grid, whose parts may be anything.
PARTS = (
    "home", "settings", "cabinet", "models", "subscriptions", "journals", "fec", "lettrage",
    "simple", "reports", "grid", "entries", "pages", "reading", "proof",
)  # fmt: skip
for part in PARTS:
    if find_spec(f"boucle.books.web.urls_{part}") is not None:
        urlpatterns += import_module(f"boucle.books.web.urls_{part}").urlpatterns
