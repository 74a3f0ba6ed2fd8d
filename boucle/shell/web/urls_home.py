"""Addresses of the homes, the portfolio and the palette."""

from django.urls import path

from boucle.shell.web import home

urlpatterns = [
    path("", home.home, name="home"),
    path("portefeuille", home.portfolio, name="portfolio"),
    path("palette", home.palette, name="palette"),
]
