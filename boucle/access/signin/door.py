"""What the pages of signing in call: `access.public.signin`."""

from boucle.access.signin.devices import COOKIE as DEVICE_COOKIE
from boucle.access.signin.devices import known_device
from boucle.access.signin.notices import notices_of, notify
from boucle.access.signin.passwords import ask_reset, change_own_password, person_named
from boucle.access.signin.throttle import failed, is_locked, of_code, of_password, passed

__all__ = [
    "DEVICE_COOKIE",
    "ask_reset",
    "change_own_password",
    "failed",
    "is_locked",
    "known_device",
    "notices_of",
    "notify",
    "of_code",
    "of_password",
    "passed",
    "person_named",
]
