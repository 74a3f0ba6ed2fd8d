"""The stream of events of a Dossier."""

from django.urls import path

from boucle.shell.web import events

urlpatterns = [path("d/<str:dossier>/evenements", events.events_stream, name="events")]
