"""Addresses of the API; read at the first call of it (see `lazy`)."""

from __future__ import annotations

from boucle.shell.rest.api import api

urlpatterns = api.urls[0]
