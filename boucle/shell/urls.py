"""All addresses. Each route has a line in rights.csv, or it does not exist."""

from __future__ import annotations

from django.urls import include, path

from boucle.shell.rest.lazy import lazy

urlpatterns = [
    lazy("api/v1/", "boucle.shell.rest.urls", "api"),
    path("", include("boucle.shell.web.urls")),
    path("", include("boucle.shell.web.urls_allauth")),
    path("d/<str:dossier>/", include("boucle.books.web.urls")),
]

handler400 = "boucle.shell.errors.bad_request"
handler403 = "boucle.shell.errors.forbidden"
handler404 = "boucle.shell.errors.not_found"
handler500 = "boucle.shell.errors.server_error"
