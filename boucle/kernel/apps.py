"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Django app of the context `kernel`."""

    name = "boucle.kernel"
    label = "kernel"
