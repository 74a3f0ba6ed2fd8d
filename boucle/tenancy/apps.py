"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Django app of the context `tenancy`."""

    name = "boucle.tenancy"
    label = "tenancy"
