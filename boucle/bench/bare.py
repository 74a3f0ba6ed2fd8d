"""A bare Django view: one query, 20 kB, nothing around it. What row J is measured against.

`python -m boucle.bench.bare PORT WORKERS`, with the same web server as the product.
"""

from __future__ import annotations

import os
import sys

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

if __name__ == "__main__":
    from boucle.cli import web

    web.TARGET = "boucle.bench.bare:application"
    web.serve("127.0.0.1", int(sys.argv[1]), int(sys.argv[2]))
