"""`Idempotency-Key`: a write sent twice is done once, and answered twice alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from boucle.access.public import KnownCall, begin_call, drop_call, end_call
from boucle.kernel import clock
from boucle.shell.rest.problems import problem

WRITES = ("POST", "PUT", "PATCH", "DELETE")
WORD_MAX = 200
Handler = Callable[[HttpRequest], HttpResponse]


class Idempotency:
    """Around the writes of the API that carry the header; their key was checked before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        word = request.headers.get("Idempotency-Key", "")
        key = getattr(request, "api_key", None)
        if key is None or not word or request.method not in WRITES:
            return self.get_response(request)
        if len(word) > WORD_MAX or not word.isprintable():
            detail = f"Idempotency-Key compte de 1 à {WORD_MAX} signes imprimables."
            return problem(400, detail, "api.idempotency.word")
        known = begin_call(key.id, word, _fingerprint(request), clock.now())
        if known is not None:
            return _again(known)
        request.idempotency_key = f"{key.id}:{word}"
        return self._first(request, key.id, word)

    def _first(self, request: HttpRequest, key_id: int, word: str) -> HttpResponse:
        try:
            response = self.get_response(request)
        except BaseException:
            drop_call(key_id, word)
            raise
        if response.streaming or response.status_code >= 500 or response.status_code == 429:
            drop_call(key_id, word)
            return response
        kind, body = response.headers.get("Content-Type", ""), response.content.decode()
        end_call(key_id, word, response.status_code, kind, body)
        return response


def _fingerprint(request: HttpRequest) -> bytes:
    """Of method, address and body (of a file: its size): another call may not borrow the key."""
    head = f"{request.method} {request.get_full_path()}\n".encode()
    is_file = (request.content_type or "").startswith("multipart/")
    body = request.headers.get("Content-Length", "").encode() if is_file else request.body
    return hashlib.sha256(head + body).digest()


def _again(known: KnownCall) -> HttpResponse:
    if not known.is_same:
        detail = "Cette Idempotency-Key a déjà servi pour un autre appel ; changez-la."
        return problem(422, detail, "api.idempotency.reused")
    if known.status is None:
        detail = "Le premier appel de cette Idempotency-Key est encore en cours."
        return problem(409, detail, "api.idempotency.running", Retry_After="2")
    return HttpResponse(
        known.body,
        status=known.status,
        content_type=known.content_type,
        headers={"Idempotency-Replayed": "true"},
    )
