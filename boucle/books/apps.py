"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Django app of the context `books`."""

    name = "boucle.books"
    label = "books"

    def ready(self) -> None:
        """What the constraints behind the gate mean to the user."""
        from boucle.books.texts import finding_of
        from boucle.kernel.db import CONSTRAINT_FINDINGS

        for constraint, code in (
            ("books_entry__one_reversal", "books.entry.already_reversed"),
            ("books_frozen", "books.frozen"),
        ):
            CONSTRAINT_FINDINGS[constraint] = finding_of({"code": code})
