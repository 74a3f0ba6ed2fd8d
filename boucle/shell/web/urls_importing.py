"""Address of the import into a new Dossier."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.shell.web import importing

urlpatterns: list[URLPattern] = [
    path("dossiers/importer", importing.import_new, name="dossier-import"),
]
