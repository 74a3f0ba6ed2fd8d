"""Signature, waits and addresses of webhooks: pure.

The signature is that of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, in base64, one
for each secret in force, `v1,` before each.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

TYPES = (
    "books.entries.validated", "books.fec.imported", "books.fec.exported", "books.proof.exported",
    "books.list.exported", "books.month.locked", "books.month.unlocked", "books.year.opened",
    "books.year.closed", "books.year.reopened", "books.lettrage.made", "books.lettrage.undone",
    "books.account.added", "books.account.changed", "books.account.retired",
    "books.account.reopened", "books.journal.saved", "books.third.added", "books.third.saved",
    "books.third.retired", "books.vat_code.saved", "books.subscription.run",
    "tenancy.dossier.created", "tenancy.dossier.changed", "tenancy.dossier.archived",
    "access.grant.given", "access.grant.revoked", "access.key.created", "access.key.revoked",
)  # fmt: skip
"""Events that may be asked for: acts of the audit log, under the same name."""
EVERY = "*"
PING = "webhooks.ping"
MARK = "whsec_"
WAITS = (30, 120, 480, 1_920, 7_680, 30_720, 43_200)
"""Seconds after each failed attempt; after the last, the delivery is given up."""
FAILURES_MOST = 40
"""Attempts in a row that failed: the subscription is switched off, and its owner told."""
FORMER_SECONDS = 24 * 3600
"""How long a replaced secret still signs, beside the new one."""
URL_MOST = 500
PORTS = (80, 443)
FIRST_FREE_PORT = 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def new_secret() -> str:
    """256 bits that nobody guesses."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, event: str, stamp: int, body: bytes) -> str:
    """`v1,<base64>` of one secret."""
    key = base64.b64decode(secret.removeprefix(MARK))
    text = f"{event}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def headers(keys: Sequence[str], event: str, stamp: int, body: bytes) -> dict[str, str]:
    """What a receiver checks: id, moment, and a signature for each secret in force."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Boucle-Webhooks/1",
        "webhook-id": event,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(sign(key, event, stamp, body) for key in keys),
    }


def wait_after(attempts: int) -> int | None:
    """Seconds before the next one; None when it was the last."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def is_public(text: str) -> bool:
    """Whether an IP address is of the open network: not of this machine, nor of a private one."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def wrong_url(url: str, *, private: bool) -> str | None:
    """Why this address cannot be called, in French; None when it can. `private`: the setting."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "Cette adresse est illisible."
    if len(url) > URL_MOST or not url.isascii() or not url.isprintable() or " " in url:
        return f"L’adresse compte au plus {URL_MOST} signes, sans accent ni espace."
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        return "L’adresse commence par https://."
    if not parts.hostname or parts.username is not None or parts.fragment:
        return "L’adresse a un nom de machine, sans identifiant ni « # »."
    if port is not None and not private and port not in PORTS and port < FIRST_FREE_PORT:
        return "Ce port n’est pas admis : 443, ou au-dessus de 1023."
    return _wrong_host(parts, private)


def _wrong_host(parts: SplitResult, private: bool) -> str | None:
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return None
    if private or is_public(host):
        return None
    return "Cette adresse est celle d’un réseau privé ; donnez une adresse publique."
