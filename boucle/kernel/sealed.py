"""Secrets that the product must read again, sealed before they are written.

AES-256-GCM under a key drawn from SECRET_KEY (HKDF-SHA256); what stands in a row is
`g1:<base64 of nonce and text>`, its use is bound into it, so that a sealed value moved to another
column does not open. Former keys (SECRET_KEY_FALLBACKS) still open, never seal.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM = "g1:"
_NONCE = 12


def seal(text: str, use: str) -> str:
    """The sealed form of a text for this use (`webhooks.secret`)."""
    nonce = secrets.token_bytes(_NONCE)
    box = _box(settings.SECRET_KEY).encrypt(nonce, text.encode(), use.encode())
    return _FORM + base64.b64encode(nonce + box).decode()


def unseal(sealed: str, use: str) -> str:
    """The text. Raises ValueError for what was not sealed here for this use."""
    if not sealed.startswith(_FORM):
        raise ValueError("not a sealed value")
    raw = base64.b64decode(sealed.removeprefix(_FORM))
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _box(key).decrypt(raw[:_NONCE], raw[_NONCE:], use.encode()).decode()
        except InvalidTag:
            continue
    raise ValueError("sealed under another key")


def _box(key: str | bytes) -> AESGCM:
    raw = key if isinstance(key, bytes) else key.encode()
    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"boucle.sealed.g1")
    return AESGCM(drawn.derive(raw))
