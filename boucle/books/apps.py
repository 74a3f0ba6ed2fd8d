"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Django app of the context `books`."""

    name = "boucle.books"
    label = "books"

    def ready(self) -> None:
        """Say in French what the constraints behind the gate refuse."""
        from boucle.books.refusals import CONSTRAINTS
        from boucle.kernel.db import CONSTRAINT_FINDINGS

        CONSTRAINT_FINDINGS.update(CONSTRAINTS)
