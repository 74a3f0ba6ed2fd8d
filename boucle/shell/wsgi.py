"""The WSGI application that granian serves. Refuses to load with a role of too much power."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from boucle.kernel import dbguard, dsn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boucle.shell.settings")
dbguard.check_serving_role(dsn.url("web"))
application = get_wsgi_application()
