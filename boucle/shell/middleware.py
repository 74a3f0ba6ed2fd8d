"""What every request passes: headers, errors as pages, the actor, and the gatekeeper."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template

from boucle.access.public import dossier_for, portfolio
from boucle.books.public import rights_and_years
from boucle.kernel import clock
from boucle.kernel.act import ANONYMOUS, Act
from boucle.kernel.errors import BoucleError, NotFound, Unavailable, WrongUse
from boucle.shell import seeing
from boucle.shell.rest import problems
from boucle.shell.rest.gate import check, key_of
from boucle.shell.rights import RouteRight, table
from boucle.shell.second_factor import ENROLMENT, is_missing, to_enrolment

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("boucle")
LISTENING = {"shell:events", "books:grid-arrivals"}
"""Routes that a page calls by itself."""

CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " object-src 'none'; img-src 'self' data:; connect-src 'self'; report-uri /csp"
)
PERMISSIONS = (
    "accelerometer=(), bluetooth=(), camera=(self), display-capture=(), geolocation=(),"
    " gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(),"
    " publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=()"
)
SIGN_OUT = "/deconnexion"


class SecurityHeaders:
    """Content-Security-Policy and its sisters, on every answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.path == SIGN_OUT and request.method == "POST":
            response.headers.setdefault("Clear-Site-Data", '"cache"')
        return response


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program rather than a page."""
    sent = "application/json" in (request.content_type or "")
    return sent or "application/json" in request.headers.get("Accept", "")


def error_response(request: HttpRequest, error: BoucleError) -> HttpResponse:
    """A refusal as a page in French, or as JSON for programs."""
    findings = [finding.as_dict() for finding in error.findings]
    if is_api(request):
        return problems.of_error(error)
    if wants_json(request):
        response: HttpResponse = JsonResponse(
            {"status": error.status, "detail": str(error), "findings": findings},
            status=error.status,
        )
    else:
        known = {400, 403, 404, 409, 422, 503}
        template = f"{error.status if error.status in known else 500}.html"
        context = {"error": error, "findings": error.findings, "reference": reference()}
        if error.status >= 500:
            response = HttpResponse(bare_page(template, context), status=error.status)
        else:
            response = render(request, template, context, status=error.status)
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def bare_page(template: str, context: dict[str, Any]) -> str:
    """A page without request or context processors: nothing in it reaches the database."""
    return get_template(template).render(context)


def reference() -> str:
    """A short word that a user can quote and an operator can find in the log."""
    return uuid.uuid4().hex[:6].upper()


class Errors:
    """Every BoucleError becomes a page; what nobody foresaw is left to the 500 page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django for what a view raised."""
        if isinstance(error, BoucleError):
            return error_response(request, error)
        return None


class SessionPlace:
    """The session knows where it is used from, and that the person still does something."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.place = client_address(request), request.headers.get("User-Agent", "")
        request.session.origin = request.place
        return self.get_response(request)

    def process_view(self, request: Any, view: object, args: object, kwargs: object) -> None:
        """Called by Django with the resolved route: listening alone is not doing."""
        match = request.resolver_match
        if match is not None and match.view_name not in LISTENING:
            request.session.touch()


class Actor:
    """Who acts, from where: `request.act`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = client_address(request)
        request.seeing = None  # type: ignore[attr-defined]
        if is_api(request):
            key = key_of(request)
            actor = key.actor if key else ANONYMOUS
            request.api_key = key  # type: ignore[attr-defined]
            request.act = Act(actor=actor, at=clock.now(), address=address, origin="api")  # type: ignore[attr-defined]
        else:
            user = request.user
            actor = str(user.public_id) if user.is_authenticated else ANONYMOUS
            request.act = Act(actor=actor, at=clock.now(), address=address)  # type: ignore[attr-defined]
            seeing.enter(request)
        request.dossier = request.rights = request.year = None  # type: ignore[attr-defined]
        request.years = ()  # type: ignore[attr-defined]
        return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """Where the call comes from: what the last trusted proxy saw, else the other end of the line.

    What a caller writes into X-Forwarded-For himself stands left of it and is not read.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(seen) >= proxies:
        return seen[-proxies][:45]
    return str(request.META.get("REMOTE_ADDR", ""))


class Gatekeeper:
    """Before any view runs: the route is declared, the person may, the Dossier is his."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Called by Django with the resolved route. Answers only to stop the request."""
        match = request.resolver_match
        if match is not None and match.namespace == "api":
            return _api_check(request, match.url_name or "", kwargs)
        declared = table().get(match.view_name if match else "")
        try:
            if declared is None:
                raise NotFound
            return self._check(request, declared, kwargs)
        except WrongUse as error:
            return _choice(request, kwargs) or error_response(request, error)
        except BoucleError as error:
            return error_response(request, error)

    def _check(
        self, request: HttpRequest, declared: RouteRight, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method not in declared.methods and request.method not in {"HEAD", "OPTIONS"}:
            return HttpResponse(status=405, headers={"Allow": ", ".join(declared.methods)})
        if declared.scope == "public":
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        if declared.route not in ENROLMENT and is_missing(request):
            return to_enrolment(request)
        seeing.check(request, declared)
        if declared.scope == "dossier":
            _open_dossier(request, declared.right, kwargs)
        return None


def is_api(request: HttpRequest) -> bool:
    """Whether a program calls the API: its key alone says who acts, a session never."""
    return request.path.startswith("/api/")


def _api_check(request: Any, route: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    try:
        declared = check(request, route)
        if isinstance(declared, HttpResponse):
            return declared
        if declared.scope == "dossier":
            _open_dossier(request, declared.right, kwargs)
    except BoucleError as error:
        return problems.of_error(error)
    return None


def _choice(request: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
    """The chooser where a bare SIREN means several Dossiers; programs get the error."""
    key = str(kwargs.get("dossier", ""))
    found = [row for row in portfolio(request.act) if row.siren == key] if key else []
    if len(found) < 2 or wants_json(request):
        return None
    return render(request, "shell/choix.html", {"found": found, "siren": key}, status=300)


def _to_login(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": "/connexion"})
    if wants_json(request):
        body = json.dumps({"status": 401, "detail": "Connectez-vous."})
        return HttpResponse(body, status=401, content_type="application/json")
    return redirect_to_login(request.get_full_path(), "/connexion", "suite")


def _open_dossier(request: Any, right: str, kwargs: dict[str, Any]) -> None:
    """Puts dossier, rights, years and year on the request. Raises NotFound, Forbidden, Refused."""
    row = dossier_for(request.act, str(kwargs["dossier"]))
    rights, years = rights_and_years(request.act, row.id)
    request.dossier, request.rights, request.years = row, rights, years
    stop = seeing.check_dossier(request)
    if stop is not None:
        raise stop
    if not rights.allows(right):
        raise rights.refusal()
    label = kwargs.get("exercice")
    if label is not None:
        request.year = next((year for year in request.years if year.label == label), None)
        if request.year is None:
            raise NotFound(f"Le dossier n’a pas d’exercice « {label} ».")
    elif request.years:
        request.year = _current_year(request)


def _current_year(request: Any) -> Any:
    """The year of today, else the last one."""
    today = clock.today()
    running = [year for year in request.years if year.start_date <= today <= year.end_date]
    return running[0] if running else request.years[-1]
