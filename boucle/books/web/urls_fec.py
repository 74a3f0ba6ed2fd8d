"""Addresses of the FEC: export of a year, import into the Dossier."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.books.web import fec_export

urlpatterns: list[URLPattern] = [
    path("<str:exercice>/fec", fec_export.export_show, name="fec-export-show"),
    path("<str:exercice>/fec/fichier", fec_export.export_download, name="fec-export-download"),
]
