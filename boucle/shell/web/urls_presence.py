"""Address of the presence in a Dossier."""

from django.urls import path

from boucle.shell.web import presence

urlpatterns = [path("d/<str:dossier>/presence", presence.presence, name="presence")]
