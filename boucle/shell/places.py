"""For which organisation a request works, and where its person stands: `request.standing`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from boucle.access.public import Standing, standing_of
from boucle.kernel.act import ANONYMOUS


class Places:
    """Puts the chosen organisation on the act; the standing is read when a page asks for it."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        act = request.act
        if act.origin == "web" and act.actor != ANONYMOUS:
            place = request.session.get("place")
            if place is not None:
                request.act = replace(act, place=int(place))
            request.standing = SimpleLazyObject(lambda: standing_of(act))
        else:
            request.standing = Standing(())
        return self.get_response(request)
