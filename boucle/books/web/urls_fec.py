"""Addresses of the FEC: export of a year, import into the Dossier."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.books.web import fec_export, fec_import

urlpatterns: list[URLPattern] = [
    path("import", fec_import.import_new, name="fec-import-new"),
    path("import/<uuid:job>", fec_import.import_show, name="fec-import-show"),
    path("import/<uuid:job>/etat", fec_import.import_state, name="fec-import-state"),
    path("<str:exercice>/fec", fec_export.export_show, name="fec-export-show"),
    path("<str:exercice>/fec/fichier", fec_export.export_download, name="fec-export-download"),
]
