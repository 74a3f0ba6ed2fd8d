"""What changed, told at once: NOTIFY in the transaction of the act, one listener per process.

An event says only what changed (a Dossier, a kind, an id, a version, who); who hears it asks again
under his own rights. A stream is a `Subscription` to one Dossier; it holds a thread of the server,
hence the caps (docs/decisions/0021-events.md).
"""

from __future__ import annotations

import itertools
import json
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from django.db import connection

from boucle.kernel import dsn

CHANNEL = "boucle_events"
PROCESS_MOST = 32
"""Streams of a web process: half of its blocking threads."""
USER_MOST = 8
IDLE_SECONDS = 2.0
JUST_NOW = 30.0
"""A page drawn before an event, and its stream opened after: it is told to ask again."""
PAUSES = (0.2, 0.5, 1, 2, 5)
log = logging.getLogger("boucle.events")


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: entry, lettrage, batch, period, presence; or reset (ask again), gone (the end)."""

    dossier: int
    kind: str
    id: str = ""
    version: int = 0
    by: str = ""


RESET, GONE = Event(0, "reset"), Event(0, "gone")


def tell(dossier_id: int, kind: str, key: object = "", version: int = 0) -> None:
    """Say that something changed, in the open scope; heard when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_notify(%s, json_build_object('dossier', %s::bigint, 'kind', %s::text,"
            " 'id', %s::text, 'version', %s::int, 'by', boucle.boucle_actor())::text)",
            [CHANNEL, dossier_id, kind, str(key), version],
        )


@dataclass(eq=False)
class Subscription:
    """One stream: the events of one Dossier, for one page of one person."""

    dossier: int
    user: str
    tab: str
    waiting: queue.SimpleQueue[Event] = field(default_factory=queue.SimpleQueue)

    def take(self, seconds: float) -> Event | None:
        """The next event, or None after that time."""
        try:
            return self.waiting.get(timeout=seconds)
        except queue.Empty:
            return None


class Hub:
    """The streams of this process, and the thread that listens for them."""

    def __init__(self, address: Callable[[], str] = lambda: dsn.url("direct")) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._streams: list[Subscription] = []
        self._thread: threading.Thread | None = None
        self._last: dict[int, float] = {}
        self._numbers = itertools.count(1)
        self.listening = threading.Event()

    def subscribe(self, dossier_id: int, user: str, tab: str = "") -> Subscription | None:
        """A stream, or None above a cap. A tab of a person has one: its old one ends."""
        with self._lock:
            if tab:
                for old in [s for s in self._streams if (s.user, s.tab) == (user, tab)]:
                    self._streams.remove(old)
                    old.waiting.put(GONE)
            own = sum(1 for stream in self._streams if stream.user == user)
            if len(self._streams) >= PROCESS_MOST or own >= USER_MOST:
                return None
            stream = Subscription(dossier_id, user, tab)
            self._streams.append(stream)
            if time.monotonic() - self._last.get(dossier_id, -JUST_NOW) < JUST_NOW:
                stream.waiting.put(RESET)
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="events", daemon=True)
                self._thread.start()
        return stream

    def leave(self, stream: Subscription) -> None:
        """The stream ends; twice is once."""
        with self._lock:
            if stream in self._streams:
                self._streams.remove(stream)

    def number(self) -> int:
        """The next number of an event, for the browser to say what it heard last."""
        return next(self._numbers)

    @property
    def streams(self) -> int:
        """How many there are."""
        return len(self._streams)

    def publish(self, event: Event) -> None:
        """Hand an event to the streams of its Dossier, and to no other."""
        with self._lock:
            self._last[event.dossier] = time.monotonic()
            for stream in self._streams:
                if stream.dossier == event.dossier:
                    stream.waiting.put(event)

    def reset(self) -> None:
        """Every stream asks everything again: something may have been missed."""
        with self._lock:
            for stream in self._streams:
                stream.waiting.put(RESET)

    def _listen(self) -> None:
        """While there are streams: connect, listen; after a fall, connect again and reset."""
        failures = 0
        while True:
            try:
                self._hear()
                return
            except psycopg.Error as error:
                failures = 0 if self.listening.is_set() else failures + 1
                log.info("events: the listener starts again (%s)", type(error).__name__)
            self.listening.clear()
            time.sleep(PAUSES[min(failures, len(PAUSES) - 1)])

    def _is_over(self) -> bool:
        """Nobody is left: the thread ends, the next stream starts another."""
        with self._lock:
            if self._streams:
                return False
            self._thread = None
            self._last.clear()
            self.listening.clear()
            return True

    def _hear(self) -> None:
        with psycopg.connect(
            self._address(), autocommit=True, connect_timeout=5, keepalives_idle=20
        ) as listener:
            listener.execute(f"listen {CHANNEL}")
            self.reset()
            self.listening.set()
            while not self._is_over():
                for notice in listener.notifies(timeout=IDLE_SECONDS):
                    event = event_of(notice.payload)
                    if event is not None:
                        self.publish(event)


def event_of(payload: str) -> Event | None:
    """An event of the channel; None for anything else."""
    try:
        found = json.loads(payload)
        return Event(
            dossier=int(found["dossier"]), kind=str(found["kind"])[:20], id=str(found["id"])[:80],
            version=int(found["version"]), by=str(found["by"] or "")[:120],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return None


hub = Hub()
