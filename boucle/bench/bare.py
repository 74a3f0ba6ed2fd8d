"""A bare Django view: one query, 20 kB, nothing around it. What row J is measured against.

Served by the same web server as the product: `--application boucle.bench.bare:application`.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boucle.shell.settings")
settings.ROOT_URLCONF = "boucle.bench.bare"
django.setup()
settings.MIDDLEWARE = []

from django.core.wsgi import get_wsgi_application  # noqa: E402 — after the settings

KILOBYTES = 20
TEXT = "x" * (KILOBYTES * 1024)


def bare(request: HttpRequest) -> HttpResponse:
    """One row of a table without row-level security, and a page as long as a usual one."""
    with connection.cursor() as cursor:
        cursor.execute("select login from boucle.access_user order by id limit 1")
        cursor.fetchone()
    return HttpResponse(TEXT)


urlpatterns = [path("bare", bare)]
application = get_wsgi_application()
