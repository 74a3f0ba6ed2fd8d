"""One call to an address that a stranger chose: nothing inside this network may be reached.

The name is resolved here and the connection made to the address that was looked at, so that a name
that changes between the two gains nothing. No redirect is followed, no proxy asked; time and size
are bounded whatever the receiver does.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, urlsplit

from boucle.webhooks.rules import is_public, wrong_url
from boucle.webhooks.types import Outcome

CONNECT_SECONDS = 5.0
CALL_SECONDS = 10.0
ANSWER_MOST = 64 * 1024
SHOWN = 500


def post(url: str, body: bytes, headers: dict[str, str], *, private: bool = False) -> Outcome:
    """POST once. Never raises for what the network or the receiver does."""
    start = time.monotonic()
    status, error, answer = None, "", ""
    try:
        wrong = wrong_url(url, private=private)
        if wrong:
            raise OSError(wrong)
        status, answer = _call(urlsplit(url), body, headers, private)
    except (OSError, http.client.HTTPException, ValueError) as failure:
        error = _french(failure)
    milliseconds = int((time.monotonic() - start) * 1000)
    return Outcome(status, error, answer, milliseconds)


def address_of(host: str, port: int, *, private: bool) -> str:
    """The IP address to connect to. Raises OSError when one of them is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not private and not all(is_public(address) for address in addresses):
        raise OSError("Cette adresse mène à un réseau privé.")
    return addresses[0]


def _call(
    parts: SplitResult, body: bytes, headers: dict[str, str], private: bool
) -> tuple[int, str]:
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    host = parts.hostname or ""
    address = address_of(host, port, private=private)
    connection: http.client.HTTPConnection
    if secure:
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(
            host, port, timeout=CONNECT_SECONDS, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    line: list[socket.socket] = []
    connection._create_connection = _to(address, port, line)  # type: ignore[attr-defined]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    guard = threading.Timer(CALL_SECONDS, _cut, [line])
    guard.start()
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        text = response.read(ANSWER_MOST + 1)
        if len(text) > ANSWER_MOST:
            raise OSError("Réponse trop longue : 64 ko au plus.")
        shown = "".join(c for c in text.decode(errors="replace")[:SHOWN] if c.isprintable())
        return response.status, shown
    finally:
        guard.cancel()
        connection.close()
        for one in line:
            one.close()


def _to(address: str, port: int, line: list[socket.socket]) -> Any:
    """What http.client opens its socket with: the address looked at, not the name. `line` keeps
    a second hold of it, that TLS does not take over."""

    def connect(_asked: object, timeout: float, _source: object = None) -> socket.socket:
        opened = socket.create_connection((address, port), timeout)
        line.append(opened.dup())
        return opened

    return connect


def _cut(line: list[socket.socket]) -> None:
    """The time is over, even for one who sends a byte a second."""
    for one in line:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _french(failure: Exception) -> str:
    if isinstance(failure, TimeoutError):
        return "Pas de réponse à temps."
    if isinstance(failure, ssl.SSLCertVerificationError):
        return "Certificat refusé."
    if isinstance(failure, socket.gaierror):
        return "Nom de machine introuvable."
    if isinstance(failure, ConnectionRefusedError):
        return "Connexion refusée."
    if isinstance(failure, http.client.HTTPException | ssl.SSLError | ConnectionError):
        return "La réponse n’est pas lisible ou a été coupée."
    return str(failure)[:200]
