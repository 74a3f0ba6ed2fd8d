"""Devices that a person has signed in from: a long-lived random cookie, hashed here."""

from __future__ import annotations

import hashlib
import re
import secrets

from boucle.access.models import User
from boucle.access.signin.models import Device
from boucle.kernel import clock

COOKIE = "boucle_appareil"
COOKIE_SECONDS = 365 * 24 * 3600
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def label_of(agent: str) -> str:
    """« Firefox sur Windows » from what a browser says of itself; never exact, good enough."""
    browser = next((name for word, name in _BROWSERS if word in agent), "")
    system = next((name for word, name in _SYSTEMS if word in agent), "")
    plain = re.split(r"[/\s(]", agent.strip())[0][:30] if agent else ""
    return " sur ".join(part for part in (browser or plain, system) if part) or "Appareil inconnu"


def known_device(user: User | None, cookie: str) -> str:
    """A word for the device if this person has used it before, else nothing."""
    if user is None or not cookie:
        return ""
    found = Device.objects.filter(user=user, token_hash=_hash(cookie)).first()
    return f"{user.pk}:{found.pk}" if found else ""


def remember(user: User, cookie: str, agent: str) -> tuple[str, bool]:
    """Note a sign-in from the device; the cookie to keep, and whether it is new to a person
    who had others."""
    now = clock.now()
    mine = Device.objects.filter(user=user)
    if cookie and mine.filter(token_hash=_hash(cookie)).update(seen_at=now, label=label_of(agent)):
        return cookie, False
    is_new = mine.exists()
    word = cookie if _is_ours(cookie) else secrets.token_urlsafe(32)
    Device.objects.create(
        user=user, token_hash=_hash(word), label=label_of(agent), created_at=now, seen_at=now
    )
    return word, is_new


def _is_ours(cookie: str) -> bool:
    """A browser shared by two persons keeps one cookie; a made-up one is replaced."""
    return bool(cookie) and Device.objects.filter(token_hash=_hash(cookie)).exists()


def forget_devices(user: User) -> None:
    """None is known any more: the next sign-in from each is a new device."""
    Device.objects.filter(user=user).delete()


def _hash(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()
