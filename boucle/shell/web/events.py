"""The stream of a Dossier: server-sent events to one page, closed with the right to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import Error as DbError
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from boucle.access.public import rights_of
from boucle.kernel import clock
from boucle.kernel.errors import BoucleError
from boucle.kernel.events import GONE, RESET, Event, Hub, Subscription, hub

BEAT_SECONDS = 15.0
CHECK_SECONDS = 60.0
RETRY_SECONDS = 20


def events_stream(request: Any, dossier: str) -> HttpResponseBase:
    """What changes in the Dossier, as it happens; 429 with Retry-After above the caps."""
    tab = request.GET.get("onglet", "")[:40]
    stream = hub.subscribe(request.dossier.id, request.act.actor, tab)
    if stream is None:
        return HttpResponse(status=429, headers={"Retry-After": str(RETRY_SECONDS)})
    if "Last-Event-ID" in request.headers:
        stream.waiting.put(RESET)
    body = Stream(hub, stream, request)
    _let_go()
    response = StreamingHttpResponse(body, content_type="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _let_go() -> None:
    """A stream holds a thread, never a connection of the pool."""
    if not connection.in_atomic_block:
        connection.close()


class Stream(Iterator[bytes]):
    """The bytes of a stream. An iterator and no generator: it is closed even if never started."""

    def __init__(self, source: Hub, stream: Subscription, request: Any) -> None:
        self.source, self.stream = source, stream
        self.act, self.session = request.act, request.session
        self.begun = self.ended = False
        self.checked = clock.now()

    def __next__(self) -> bytes:
        if self.ended:
            raise StopIteration
        if not self.begun:
            self.begun = True
            return b"retry: 3000\n: bienvenue\n\n"
        event = self.stream.take(BEAT_SECONDS)
        if not self._may_read(event):
            event = GONE
        if event is None:
            return b": .\n\n"
        if event is GONE:
            self.close()
            self.ended = True
        return self._bytes(event)

    def _bytes(self, event: Event) -> bytes:
        facts = {"kind": event.kind, "id": event.id, "version": event.version, "by": event.by}
        name = event.kind if event in (GONE, RESET) else "change"
        return f"id: {self.source.number()}\nevent: {name}\ndata: {json.dumps(facts)}\n\n".encode()

    def _may_read(self, event: Event | None) -> bool:
        """Asked again with each event, and each minute: a right withdrawn closes the stream."""
        age = (clock.now() - self.checked).total_seconds()
        if event is None and age < CHECK_SECONDS:
            return True
        self.checked = clock.now()
        try:
            rights = rights_of(self.act, self.stream.dossier)
            known = self.session.session_key
            return bool(
                rights and rights.allows("books.read") and known and self.session.exists(known)
            )
        except (BoucleError, DbError):
            return event in (None, RESET)  # the database is away: the page will ask again
        finally:
            _let_go()

    def close(self) -> None:
        """Called by the server when the page is gone."""
        self.source.leave(self.stream)
