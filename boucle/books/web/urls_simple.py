"""The simple entry: fixed words, before the addresses of the grid."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import simple_entry as views

_AT = "<str:exercice>/saisie/simple"

urlpatterns = [
    path(_AT, views.simple_home, name="simple-home"),
    path(f"{_AT}/<str:kind>", views.simple_new, name="simple-new"),
    path(f"{_AT}/ecriture/<uuid:entry>", views.simple_edit, name="simple-edit"),
]
