"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Django app of the context `access`."""

    name = "boucle.access"
    label = "access"
