"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Django app of the context `shell`."""

    name = "boucle.shell"
    label = "shell"
