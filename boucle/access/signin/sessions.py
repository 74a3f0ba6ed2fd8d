"""The sessions of the site: one row each, found by the hash of the cookie.

A session ends 12 h after the sign-in whatever happens, and when nothing was done for 30 minutes
(SESSION_COOKIE_AGE, SESSION_IDLE_SECONDS). A deleted row is a session ended at once: a request
under way does not bring it back.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from boucle.access.signin.models import Session
from boucle.kernel import clock

SECONDS_BETWEEN_SIGHTS = 60
AGENT_MAX = 400


class SessionStore(SessionBase):
    """Django's session on the table `access_session`. `origin` is (address, user agent)."""

    origin: tuple[str, str] = ("", "")
    seen_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """What the session holds; empty for a key that is unknown, too old or idle."""
        row = open_sessions().filter(key_hash=_hash(self.session_key)).first()
        if row is None:
            self._session_key = None
            return {}
        self.seen_at = row.seen_at
        found: dict[str, Any] = self.decode(row.data)
        return found

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return Session.objects.filter(key_hash=_hash(session_key)).exists()

    def create(self) -> None:
        """A new row under a new key, at once."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError for a session that was ended meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        user = data.get("_auth_user_id")
        facts = {"data": self.encode(data), "user_id": int(user) if user else None}
        now = clock.now()
        if must_create:
            self._insert(facts, now)
        elif not Session.objects.filter(key_hash=_hash(self.session_key)).update(**facts):
            raise UpdateError

    def _insert(self, facts: dict[str, Any], now: datetime) -> None:
        address, agent = self.origin
        try:
            with transaction.atomic():
                Session.objects.create(
                    key_hash=_hash(self.session_key),
                    address=address,
                    agent=agent[:AGENT_MAX],
                    created_at=now,
                    seen_at=now,
                    expires_at=now + timedelta(seconds=settings.SESSION_COOKIE_AGE),
                    **facts,
                )
        except IntegrityError as error:
            raise CreateError from error
        self.seen_at = now

    def delete(self, session_key: str | None = None) -> None:
        """End the session of this key, else this one."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(key_hash=_hash(key)).delete()

    def touch(self) -> None:
        """The person did something: at most one write a minute."""
        now = clock.now()
        if self.seen_at is None or (now - self.seen_at).total_seconds() < SECONDS_BETWEEN_SIGHTS:
            return
        address, agent = self.origin
        Session.objects.filter(key_hash=_hash(self.session_key)).update(
            seen_at=now, address=address, agent=agent[:AGENT_MAX]
        )
        self.seen_at = now

    @classmethod
    def clear_expired(cls) -> None:
        """Rows that open nothing any more."""
        now = clock.now()
        Session.objects.filter(Q(expires_at__lte=now) | Q(seen_at__lte=_idle(now))).delete()


def open_sessions() -> QuerySet[Session]:
    """Sessions neither too old nor idle."""
    now = clock.now()
    return Session.objects.filter(expires_at__gt=now, seen_at__gt=_idle(now))


def _idle(now: datetime) -> datetime:
    """Who did nothing since then is gone."""
    return now - timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def hash_of(key: str | None) -> str:
    """What the table keeps of a cookie's value."""
    return hashlib.sha256((key or "").encode()).hexdigest()


_hash = hash_of
