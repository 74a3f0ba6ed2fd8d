"""Addresses of the public check of a FEC."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.shell.web import clinique

urlpatterns: list[URLPattern] = [
    path("clinique-fec", clinique.clinique_new, name="clinique-new"),
    path("clinique-fec/<str:token>", clinique.clinique_show, name="clinique-show"),
    path(
        "clinique-fec/<str:token>/rapport.<str:format>",
        clinique.clinique_download,
        name="clinique-download",
    ),
    path("clinique-fec/<str:token>/effacer", clinique.clinique_forget, name="clinique-forget"),
]
