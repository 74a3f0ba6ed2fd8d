"""Addresses of what makes a Dossier."""

from django.urls import path

from boucle.shell.web import dossier_new, switch

urlpatterns = [
    path("dossiers/nouveau", dossier_new.dossier_new, name="dossier-new"),
    path("dossiers/aller", switch.dossier_switch, name="dossier-switch"),
]
