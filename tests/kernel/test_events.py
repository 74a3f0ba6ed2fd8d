"""Events: told with the commit, heard by the streams of their Dossier only, again after a fall."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.public import delete_draft, lock_month, save_draft, validate_entries
from boucle.kernel import events
from boucle.kernel.act import system_act
from boucle.kernel.events import GONE, RESET, Event, Hub, Subscription, event_of
from tests.books.build import a_dossier, a_line, a_year, an_entry

ACT = system_act()
OTHER = "552100554"


def heard(stream: Subscription, seconds: float = 5) -> list[str]:
    """Kinds of what arrives, until nothing does for a while."""
    found: list[str] = []
    event = stream.take(seconds)
    while event is not None:
        found += [] if event is RESET else [event.kind]
        event = stream.take(0.5)
    return found


@pytest.fixture
def hub(clone_db: str) -> Iterator[Hub]:
    one = Hub()
    yield one
    for stream in list(one._streams):
        one.leave(stream)


def listening(hub: Hub, dossier: int, user: str = "u", tab: str = "") -> Subscription:
    stream = hub.subscribe(dossier, user, tab)
    assert stream is not None and hub.listening.wait(5)
    return stream


@pytest.mark.commits
def test_acts_are_heard_in_their_dossier_and_in_no_other(hub: Hub) -> None:
    mine, theirs = a_dossier(), a_dossier(siren=OTHER)
    own, foreign = listening(hub, mine), listening(hub, theirs)
    saved = save_draft(ACT, mine, an_entry())
    other = save_draft(ACT, mine, an_entry())
    delete_draft(ACT, mine, other.public_id, other.version)
    validate_entries(ACT, mine, a_year(mine))
    lock_month(ACT, mine, "ACH", a_year(mine).start)
    assert heard(own) == ["entry", "entry", "entry", "batch", "period"]
    assert heard(foreign, 0.5) == []
    assert str(saved.public_id) and saved.version == 1


@pytest.mark.commits
def test_what_is_rolled_back_is_not_told(hub: Hub) -> None:
    dossier = a_dossier()
    stream = listening(hub, dossier)
    with pytest.raises(RuntimeError), access.write(ACT, dossier):
        events.tell(dossier, "entry", "x")
        raise RuntimeError
    assert heard(stream, 0.7) == []


@pytest.mark.commits
@pytest.mark.attack
def test_a_forged_notice_reaches_at_most_the_dossier_that_it_names(hub: Hub, web_conn: Any) -> None:
    mine, theirs = a_dossier(), a_dossier(siren=OTHER)
    own, foreign = listening(hub, mine), listening(hub, theirs)
    for payload in ("", "{}", "x", json.dumps({"dossier": "x"}), json.dumps([mine])):
        web_conn.execute("select pg_notify(%s, %s)", [events.CHANNEL, payload])
    forged = {"dossier": mine, "kind": "gone" * 20, "id": "x" * 999, "version": 1, "by": None}
    web_conn.execute("select pg_notify(%s, %s)", [events.CHANNEL, json.dumps(forged)])
    web_conn.commit()
    event = next(e for e in iter(lambda: own.take(5), None) if e is not RESET)
    assert len(event.kind) == 20 and len(event.id) == 80 and event is not GONE
    assert heard(foreign, 0.5) == []


@pytest.mark.commits
def test_the_listener_comes_back_after_a_fall_of_the_database(hub: Hub, super_conn: Any) -> None:
    dossier = a_dossier()
    stream = listening(hub, dossier)
    assert stream.take(5) is RESET
    super_conn.autocommit = True
    super_conn.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'"
        " and datname = current_database() and pid <> pg_backend_pid()"
    )
    assert stream.take(10) is RESET
    save_draft(ACT, dossier, an_entry())
    assert heard(stream) == ["entry"]


@pytest.mark.commits
def test_two_processes_hear_what_a_third_does(hub: Hub, boucle_cli: Callable[..., Any]) -> None:
    dossier = a_dossier()
    second = Hub()
    streams = [listening(hub, dossier), listening(second, dossier)]
    entry = an_entry(a_line("606100", 100), a_line("512000", credit=100))
    done = boucle_cli("ecriture", "--dossier", "732829320", "-", stdin=json.dumps(entry))
    assert done.returncode == 0, done.stderr
    assert [heard(stream) for stream in streams] == [["entry"], ["entry"]]
    second.leave(streams[1])


@pytest.mark.commits
def test_an_event_arrives_within_a_second(hub: Hub) -> None:
    dossier = a_dossier()
    stream = listening(hub, dossier)
    save_draft(ACT, dossier, an_entry())
    start = time.monotonic()
    assert heard(stream, 1) == ["entry"]
    assert time.monotonic() - start < 1.6


def test_the_caps_hold_and_a_tab_has_one_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    monkeypatch.setattr(Hub, "_listen", lambda self: None)
    first = hub.subscribe(1, "a", "tab")
    again = hub.subscribe(1, "a", "tab")
    assert first and again and first.take(0) is GONE and hub.streams == 1
    for _ in range(events.USER_MOST - 1):
        assert hub.subscribe(1, "a")
    assert hub.subscribe(1, "a") is None
    for number in range(events.PROCESS_MOST - events.USER_MOST):
        assert hub.subscribe(1, f"u{number}")
    assert hub.subscribe(1, "z") is None
    hub.leave(again)
    hub.leave(again)
    assert hub.subscribe(1, "z") and hub.streams == events.PROCESS_MOST


def test_what_happened_while_a_page_was_drawn_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub = Hub()
    monkeypatch.setattr(Hub, "_listen", lambda self: None)
    hub.publish(Event(1, "entry"))
    first, other = hub.subscribe(1, "a"), hub.subscribe(2, "a")
    assert first and first.take(0) is RESET and first.take(0) is None
    assert other and other.take(0) is None


def test_a_payload_is_read_with_suspicion() -> None:
    assert event_of('{"dossier": 1, "kind": "entry", "id": "x", "version": 2, "by": "y"}') == Event(
        1, "entry", "x", 2, "y"
    )
    assert event_of("null") is None and event_of('{"dossier": null}') is None
