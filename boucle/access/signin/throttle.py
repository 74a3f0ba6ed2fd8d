"""Guessers wait longer and longer; persons on a device of theirs, or with a passkey, do not.

Three counters for a password tried from an unknown device: login and address together, the login
from anywhere, the address for any login (an IPv6 address counts as its /64). From a device that
the person has used before only that device counts. Nothing tells a locked login from a wrong one.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from boucle.access.signin.models import Throttle
from boucle.kernel.db import run_sql

FORGOTTEN_HOURS = 24


@dataclass(frozen=True, slots=True)
class Counter:
    """A key, the tries that cost nothing, and the longest wait in seconds."""

    key: str
    free: int
    longest: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when nothing is tried under a key, None for at once."""

    key: str
    until: datetime | None


def of_password(login: str, address: str, device: str = "") -> list[Counter]:
    """Counters of a password tried; `device` names a device that the person knows."""
    if device:
        return [Counter(_key("device", device), 10, 900)]
    who, place = login.strip().lower(), network_of(address)
    return [
        Counter(_key("pair", f"{who}|{place}"), 5, 900),
        Counter(_key("login", who), 30, 3_600),
        Counter(_key("address", place), 60, 900),
    ]


def of_code(user_id: int) -> list[Counter]:
    """Counters of a code tried as second factor."""
    return [Counter(_key("code", str(user_id)), 5, 900)]


def of_mail(login: str, address: str) -> list[Counter]:
    """Counters of forgotten passwords: each request counts, not only failures."""
    who, place = login.strip().lower(), network_of(address)
    return [Counter(_key("mail", who), 3, 3_600), Counter(_key("mails", place), 20, 3_600)]


def is_locked(counters: list[Counter], now: datetime) -> bool:
    """Whether nothing may be tried now."""
    keys = [one.key for one in counters]
    return Throttle.objects.filter(key__in=keys, until__gt=now).exists()


def failed(counters: list[Counter], now: datetime) -> None:
    """Count a failure under each key; past the free ones the wait doubles."""
    run_sql(
        "access/throttle_fail",
        into=Wait,
        keys=[one.key for one in counters],
        free=[one.free for one in counters],
        longest=[one.longest for one in counters],
        now=now,
        hours=FORGOTTEN_HOURS,
    )


def passed(counters: list[Counter]) -> None:
    """The person is known: what counts him alone starts afresh, what counts guessers stays."""
    Throttle.objects.filter(key=counters[0].key).delete()


def forget(now: datetime) -> int:
    """Counters of which nothing is left to wait; how many went."""
    old = now - timedelta(hours=FORGOTTEN_HOURS)
    return Throttle.objects.filter(last_at__lt=old).delete()[0]


def _key(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()}"


def network_of(address: str) -> str:
    """An IPv4 address itself, an IPv6 one as its /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False))
