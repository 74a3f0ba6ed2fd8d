"""The stream of a Dossier over HTTP: its bytes, its cap, and its end with the right to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from boucle.access import public as access
from boucle.kernel import events
from boucle.kernel.act import system_act
from boucle.kernel.events import RESET, Event, Hub
from boucle.shell.web import events as web
from tests.books.build import SIREN, a_dossier
from tests.books.test_grid_data import signed_in

pytestmark = pytest.mark.django_db
ACT = system_act()
ADDRESS = f"/d/{SIREN}/evenements"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that listens to nobody."""
    one = Hub()
    monkeypatch.setattr(Hub, "_listen", lambda self: None)
    monkeypatch.setattr(web, "hub", one)
    monkeypatch.setattr(web, "BEAT_SECONDS", 0.05)
    yield one


def page_left(answer: Any) -> None:
    """What the server does with an answer when its page is gone, save the connections."""
    for close in answer._resource_closers:
        close()


def body(answer: Any) -> Any:
    return iter(answer.streaming_content)


def test_a_stream_tells_what_changes_and_beats(hub: Hub) -> None:
    dossier = a_dossier()
    answer = signed_in(dossier).get(ADDRESS)
    assert answer["Content-Type"] == "text/event-stream" and answer["X-Accel-Buffering"] == "no"
    assert "connect-src 'self'" in answer["Content-Security-Policy"]
    stream = body(answer)
    assert next(stream).startswith(b"retry:")
    assert next(stream) == b": .\n\n"
    hub.publish(Event(dossier + 1, "entry", "theirs"))
    hub.publish(Event(dossier, "entry", "mine", 2, "x"))
    told = next(stream)
    assert b"event: change" in told and b'"id": "mine"' in told and b"theirs" not in told
    page_left(answer)
    assert hub.streams == 0


def test_who_comes_back_is_told_to_ask_everything(hub: Hub) -> None:
    dossier = a_dossier()
    stream = body(signed_in(dossier).get(ADDRESS, headers={"Last-Event-ID": "7"}))
    next(stream)
    assert b"event: reset" in next(stream)


def test_a_withdrawn_right_ends_the_stream_before_the_event(hub: Hub) -> None:
    dossier = a_dossier()
    stream = body(signed_in(dossier).get(ADDRESS))
    next(stream)
    access.grant_level(ACT, dossier, login="anne", level="lecture", ends_on=date(2000, 1, 1))
    hub.publish(Event(dossier, "entry", "secret"))
    last = next(stream)
    assert b"event: gone" in last and b"secret" not in last and hub.streams == 0
    with pytest.raises(StopIteration):
        next(stream)


def test_a_quiet_stream_is_checked_too_and_signing_out_ends_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "CHECK_SECONDS", 0)
    client = signed_in(a_dossier())
    stream = body(client.get(ADDRESS))
    assert next(stream) and next(stream) == b": .\n\n"
    client.session.flush()
    assert b"event: gone" in next(stream)


def test_above_the_cap_the_page_is_told_when_to_come_back(hub: Hub) -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    answers = [client.get(ADDRESS) for _ in range(events.USER_MOST)]
    refused = client.get(ADDRESS)
    assert refused.status_code == 429 and refused["Retry-After"] == "20"
    page_left(answers[0])  # never started: its place is free all the same
    assert client.get(ADDRESS).status_code == 200
    hub.reset()
    assert next(body(answers[1])) and RESET in (hub._streams[0].take(0), RESET)


def test_nobody_else_has_a_stream(hub: Hub) -> None:
    a_dossier()
    stranger = signed_in(a_dossier(siren="552100554"))
    assert stranger.get(ADDRESS).status_code == 404 and hub.streams == 0
