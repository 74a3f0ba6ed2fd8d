"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Django app of the context `access`."""

    name = "boucle.access"
    label = "access"

    def ready(self) -> None:
        """Say in French what the constraints on accounts refuse."""
        from boucle.access.refusals import CONSTRAINTS
        from boucle.kernel.db import CONSTRAINT_FINDINGS

        CONSTRAINT_FINDINGS.update(CONSTRAINTS)
