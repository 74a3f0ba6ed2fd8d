"""What machines ask for: whom to tell of a hole, and what a browser refused to run."""

from __future__ import annotations

import json
import logging
import time
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from boucle.kernel import clock
from boucle.kernel.errors import NotFound

REPORT_MOST = 16 * 1024
LINES_AN_HOUR = 100
KEPT = ("document-uri", "effective-directive", "violated-directive", "blocked-uri", "source-file")
log = logging.getLogger("boucle.csp")
_hour = [0.0, 0]


def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Raises NotFound where the operator gave no contact (`BOUCLE_SECURITY_CONTACT`)."""
    if not settings.SECURITY_CONTACT:
        raise NotFound
    expires = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: fr, en",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@csrf_exempt
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser refused something on a page: one line of log, a hundred an hour at most."""
    if int(request.headers.get("Content-Length") or 0) > REPORT_MOST or not _may_log():
        return HttpResponse(status=204)
    try:
        told = json.loads(request.read(REPORT_MOST))
        report = told["csp-report"]
        facts = {name: str(report[name])[:200] for name in KEPT if name in report}
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=204)
    log.warning("csp %s", json.dumps(facts, ensure_ascii=False))
    return HttpResponse(status=204)


def _may_log() -> bool:
    now = time.monotonic()
    if now - _hour[0] > 3600:
        _hour[:] = [now, 0]
    _hour[1] += 1
    return _hour[1] <= LINES_AN_HOUR
