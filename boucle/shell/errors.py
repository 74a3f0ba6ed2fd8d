"""Error pages for what Django itself refuses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boucle.shell.middleware import bare_page, reference


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.html", {"reference": reference()}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", {"reference": reference()}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what is absent and for what is somebody else's."""
    return render(request, "404.html", {"reference": reference()}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without a traceback and without the database: the page must come out."""
    return HttpResponse(bare_page("500.html", {"reference": reference()}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with the reason that users meet most: an old page."""
    return render(
        request, "403.html", {"reference": reference(), "is_stale_form": True}, status=403
    )
