"""Whether an ID token is what it says: signature, issuer, audience, times, nonce; then who it is.

Identity is `tid:oid` for Microsoft and `sub` elsewhere, never an e-mail address: an address is
typed by whoever administers a tenant, an object id is not. Nothing here reaches the network.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

MICROSOFT = "https://login.microsoftonline.com"
PERSONAL = "9188040d-6c67-4b5b-b112-36a304b66dad"
"""Tenant of personal Microsoft accounts."""
ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY_SECONDS = 60
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NEEDED = ["iss", "aud", "exp", "iat", "sub"]


class TokenRefused(Exception):
    """The word says which check failed; it goes to the log, never to the page."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a provider says it is. `tid` is empty outside Microsoft; `has_mfa` is its own claim."""

    provider: str
    uid: str
    tid: str
    name: str
    has_mfa: bool

    @property
    def is_personal(self) -> bool:
        """A personal Microsoft account."""
        return self.tid == PERSONAL


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. `issuer` is exact, or Microsoft's template with {tenantid}."""

    provider: str
    is_microsoft: bool
    issuer: str
    client_id: str
    nonce: str


def identity_of(token: str, keys: Mapping[str, Any], expected: Expected) -> Identity:
    """The identity in a token of this provider. `keys`: its published set. Raises TokenRefused."""
    claims = _signed(token, keys, expected.client_id)
    _check_party(claims, expected)
    name = str(claims.get("name") or claims.get("preferred_username") or "")[:150]
    amr = claims.get("amr")
    has_mfa = isinstance(amr, list) and "mfa" in amr
    if not expected.is_microsoft:
        if not _same(claims["iss"], expected.issuer):
            raise TokenRefused("iss")
        return Identity(expected.provider, _text(claims, "sub"), "", name, has_mfa)
    tid, oid = _guid(claims, "tid"), _guid(claims, "oid")
    if not _same(claims["iss"], expected.issuer.replace("{tenantid}", tid)):
        raise TokenRefused("iss")
    return Identity(expected.provider, f"{tid}:{oid}", tid, name, has_mfa)


def _signed(token: str, keys: Mapping[str, Any], client_id: str) -> dict[str, Any]:
    """The claims, once signature, audience and times hold."""
    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in ALGORITHMS:
            raise TokenRefused("alg")
        key = _key(keys, head)
        return jwt.decode(
            token, key=key, algorithms=[head["alg"]], audience=client_id, leeway=LEEWAY_SECONDS,
            options={"require": _NEEDED},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise TokenRefused(type(error).__name__) from error


def _key(keys: Mapping[str, Any], head: Mapping[str, Any]) -> Any:
    """The published key of this id, fit for the algorithm; without an id, the only one there."""
    fit = [one for one in keys.get("keys", []) if isinstance(one, dict) and _fits(one, head["alg"])]
    if "kid" in head:
        fit = [one for one in fit if one.get("kid") == head["kid"]]
    if len(fit) != 1:
        raise TokenRefused("kid")
    return jwt.PyJWK(fit[0], algorithm=head["alg"]).key


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    kind = "EC" if algorithm.startswith("ES") else "RSA"
    return (
        key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    )


def _check_party(claims: Mapping[str, Any], expected: Expected) -> None:
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (many or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise TokenRefused("azp")
    if not expected.nonce or not _same(claims.get("nonce"), expected.nonce):
        raise TokenRefused("nonce")


def _guid(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not _GUID.fullmatch(found):
        raise TokenRefused(name)
    return found


def _text(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not 1 <= len(found) <= 180:
        raise TokenRefused(name)
    return found


def _same(found: object, wanted: str) -> bool:
    return isinstance(found, str) and hmac.compare_digest(found.encode(), wanted.encode())
