"""Registration of the context."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Django app of the context `webhooks`."""

    name = "boucle.webhooks"
    label = "webhooks"
