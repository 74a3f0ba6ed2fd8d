"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Django app of the context `books`."""

    name = "boucle.books"
    label = "books"
