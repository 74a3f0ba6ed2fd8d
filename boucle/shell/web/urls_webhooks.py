"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.shell.web import webhooks

_ONE = "preferences/webhooks/<uuid:hook>"
urlpatterns: list[URLPattern] = [
    path("preferences/webhooks", webhooks.hooks_list, name="webhook-list"),
    path(_ONE, webhooks.hook_show, name="webhook-show"),
    path(f"{_ONE}/acte", webhooks.hook_act, name="webhook-act"),
    path(f"{_ONE}/livraisons/<uuid:delivery>", webhooks.delivery_show, name="webhook-delivery"),
]
