"""Every error of the API as `application/problem+json`, in French, with a stable code."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from boucle.kernel.errors import BoucleError, Finding, Unavailable

log = logging.getLogger("boucle.api")
TITLES = {
    400: "Appel illisible", 401: "Clé absente ou refusée", 403: "Droit insuffisant",
    404: "Introuvable", 405: "Méthode refusée", 409: "Modifié entre-temps",
    413: "Trop volumineux", 415: "Format refusé", 422: "Refusé par une règle",
    429: "Trop d’appels", 500: "Erreur interne", 503: "Momentanément indisponible",
}  # fmt: skip


def problem(
    status: int, detail: str, code: str, findings: Sequence[Finding] = (), **headers: str
) -> HttpResponse:
    """The answer; `headers` with `_` for `-`."""
    body = {
        "type": f"urn:boucle:erreur:{code}",
        "title": TITLES.get(status, "Erreur"),
        "status": status,
        "detail": detail,
        "code": code,
        "findings": [finding.as_dict() for finding in findings],
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def of_error(error: BoucleError) -> HttpResponse:
    """A refusal of the product."""
    findings = error.findings
    more = {"Retry_After": str(error.retry_after)} if isinstance(error, Unavailable) else {}
    return problem(error.status, str(error), findings[0].code, findings, **more)


def on_boucle_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Handler for what a rule refuses."""
    return of_error(error)


def on_unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """Handler for parameters and bodies that do not have the declared form."""
    findings = [_unreadable(one) for one in error.errors]
    return problem(422, findings[0].message if findings else "Appel illisible.",
                   "api.form", findings)  # fmt: skip


def _unreadable(one: dict[str, Any]) -> Finding:
    where = [str(part) for part in one.get("loc", ()) if part not in ("body", "query", "path")]
    name = ".".join(where) or "corps"
    given = one.get("input")
    return Finding(
        code=f"api.form.{one.get('type', 'value')}",
        message=f"« {name} » n’a pas la forme attendue.",
        field=name,
        value=None if given is None or isinstance(given, dict | list) else str(given)[:100],
        help="La forme de chaque champ est décrite dans /api/v1/openapi.json.",
    )


def on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Handler for what the framework itself refuses (unreadable JSON…)."""
    status = int(getattr(error, "status_code", 400))
    return problem(status, "Le corps de l’appel n’est pas du JSON lisible.", "api.body")


def on_surprise(request: HttpRequest, error: Any) -> HttpResponse:
    """What nobody foresaw: logged, and no word of it to the caller."""
    log.exception("api", exc_info=error)
    return problem(500, "Une erreur est survenue ; l’exploitant en est averti.", "api.internal")
