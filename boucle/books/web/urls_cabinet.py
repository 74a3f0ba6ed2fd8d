"""Addresses of the cabinet of a Dossier and of its full export."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.books.web import cabinet

urlpatterns: list[URLPattern] = [
    path("reglages/cabinet", cabinet.cabinet_show, name="cabinet-show"),
    path("reglages/cabinet/<uuid:job>", cabinet.takeaway_download, name="takeaway-download"),
]
