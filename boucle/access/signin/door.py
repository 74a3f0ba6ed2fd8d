"""What the pages of signing in call: `access.public.signin`."""

from boucle.access.signin.address import address_of, ask_address, set_address
from boucle.access.signin.devices import COOKIE as DEVICE_COOKIE
from boucle.access.signin.devices import forget_devices, known_device
from boucle.access.signin.factors import (
    CODES,
    PASSKEY,
    TOTP,
    add_passkey,
    add_totp,
    check_code,
    demanded,
    drop_factors,
    factors_of,
    has_codes,
    has_factor,
    new_codes,
    remove_factor,
)
from boucle.access.signin.notices import notices_of, notify
from boucle.access.signin.passwords import ask_reset, change_own_password, is_demo, person_named
from boucle.access.signin.session_list import (
    administers,
    end_other_sessions,
    end_session,
    sessions_administered,
    sessions_of,
)
from boucle.access.signin.throttle import failed, is_locked, of_code, of_password, passed

__all__ = [
    "CODES",
    "DEVICE_COOKIE",
    "PASSKEY",
    "TOTP",
    "add_passkey",
    "add_totp",
    "address_of",
    "administers",
    "ask_address",
    "ask_reset",
    "change_own_password",
    "check_code",
    "demanded",
    "drop_factors",
    "end_other_sessions",
    "end_session",
    "factors_of",
    "failed",
    "forget_devices",
    "has_codes",
    "has_factor",
    "is_demo",
    "is_locked",
    "known_device",
    "new_codes",
    "notices_of",
    "notify",
    "of_code",
    "of_password",
    "passed",
    "person_named",
    "remove_factor",
    "sessions_administered",
    "sessions_of",
    "set_address",
]
