"""Providers of identity outside, and the strict way through allauth's client.

Authorization code with PKCE, state and nonce; the ID token is always verified, also when it came
straight from the provider. Providers are those of `fournisseurs.json` (settings).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from boucle.access.signin.oidc_claims import MICROSOFT, Expected, Identity, TokenRefused
from boucle.access.signin.oidc_claims import identity_of as identity_of_token
from boucle.kernel.errors import NotFound

__all__ = ["Identity", "Outside", "TokenRefused", "begin", "end", "outside_named", "outsides"]

_LOCAL = {"localhost", "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Outside:
    """A provider of identity. `trusts_mfa`: its own second factor (`amr`) is believed."""

    id: str
    name: str
    is_microsoft: bool
    server: str
    issuer: str
    client_id: str
    secret: str
    trusts_mfa: bool


def outsides() -> list[Outside]:
    """The providers configured here, in their order."""
    return [_read(row) for row in settings.IDENTITY_PROVIDERS]


def _read(row: dict[str, Any]) -> Outside:
    microsoft = row.get("kind") == "microsoft"
    server = str(row.get("server") or f"{MICROSOFT}/common/v2.0").rstrip("/")
    issuer = f"{MICROSOFT}/{{tenantid}}/v2.0" if microsoft else str(row.get("issuer") or server)
    return Outside(
        id=str(row["id"]),
        name=str(row.get("name") or ("Microsoft" if microsoft else row["id"])),
        is_microsoft=microsoft,
        server=server,
        issuer=issuer,
        client_id=str(row["client_id"]),
        secret=str(row.get("secret", "")),
        trusts_mfa=bool(row.get("trusts_mfa", False)),
    )


def outside_named(name: str) -> Outside:
    """Raises NotFound."""
    found = next((one for one in outsides() if one.id == name), None)
    if found is None:
        raise NotFound
    return found


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """allauth's client of one provider of ours."""

    def __init__(self, request: HttpRequest, outside: Outside) -> None:
        super().__init__(request, outside.id)
        self.outside = outside

    def get_provider(self) -> OpenIDConnectProvider:
        """Without the database: the provider is configured, not registered."""
        return StrictProvider(self.request, self.outside)

    @property
    def openid_config(self) -> dict[str, Any]:
        """The published configuration. Raises TokenRefused when it is another issuer's."""
        config: dict[str, Any] = super().openid_config
        if not self.outside.is_microsoft and config.get("issuer") != self.outside.issuer:
            raise TokenRefused("discovery")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            parts = urlsplit(str(config.get(name, "")))
            if parts.scheme != "https" and parts.hostname not in _LOCAL:
                raise TokenRefused("discovery")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends the person back."""
        path = reverse("shell:external-return", kwargs={"provider": self.outside.id})
        base = settings.PUBLIC_URL or request.build_absolute_uri("/")
        return base.rstrip("/") + path

    def published_keys(self) -> dict[str, Any]:
        """The keys that the provider signs with now."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys: dict[str, Any] = answer.json()
        return keys


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """One provider of ours, as allauth's redirect wants it."""

    def __init__(self, request: HttpRequest, outside: Outside) -> None:
        self.outside = outside
        app = SocialApp(
            provider="openid_connect", provider_id=outside.id, name=outside.name,
            client_id=outside.client_id, secret=outside.secret,
            settings={"server_url": outside.server, "oauth_pkce_enabled": True},
        )  # fmt: skip
        super().__init__(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> StrictAdapter:
        """Ours."""
        return StrictAdapter(request, self.outside)


def begin(request: HttpRequest, outside: Outside, process: str, data: str) -> HttpResponse:
    """Send the person to the provider. Raises TokenRefused (also when it is away)."""
    nonce = secrets.token_urlsafe(24)
    kept = {"nonce": nonce, "data": data}
    try:
        answer: HttpResponse = StrictProvider(request, outside).redirect(
            request, process, data=kept, auth_params={"nonce": nonce},
            scope=["openid", "profile"],
        )  # fmt: skip
    except (requests.RequestException, OAuth2Error, ValueError, KeyError) as error:
        raise TokenRefused("unreachable") from error
    return answer


def end(request: HttpRequest, outside: Outside) -> tuple[Identity, str, str]:
    """Who came back, why he had gone (`login`, `link`, `first`), and what goes with it.

    Raises TokenRefused: a state that this session does not know, a token that does not hold.
    """
    provider = StrictProvider(request, outside)
    state = statekit.unstash_state(
        request, provider_id=provider.sub_id, state_id=request.GET.get("state", "")
    )
    if state is None or "code" not in request.GET:
        raise TokenRefused("state" if state is None else "code")
    adapter = StrictAdapter(request, outside)
    try:
        client = adapter.get_client(request, provider.app)
        answer = adapter.get_access_token_data(
            request, provider.app, client, pkce_code_verifier=state.get("pkce_code_verifier")
        )
        keys = adapter.published_keys()
    except (requests.RequestException, OAuth2Error, ValueError, KeyError) as error:
        raise TokenRefused("exchange") from error
    expected = Expected(
        outside.id, outside.is_microsoft, outside.issuer, outside.client_id, state["data"]["nonce"]
    )
    identity = identity_of_token(str(answer.get("id_token", "")), keys, expected)
    return identity, str(state["process"]), str(state["data"]["data"])
