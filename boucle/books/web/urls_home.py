"""Addresses of the Dossier's home and of its part of the palette."""

from django.urls import path

from boucle.books.web import home

urlpatterns = [
    path("", home.show, name="dossier-home"),
    path("palette", home.palette_items, name="palette"),
]
