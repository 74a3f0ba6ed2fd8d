"""What allauth asks of us: nobody signs up, what happens at a sign-in, how secrets are kept."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes

from boucle.access.models import User
from boucle.access.signin import devices, notices, sharing
from boucle.kernel import audit
from boucle.kernel.act import Act


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the operator and by clients, never by a form of sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what they have to say."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own notices do."""

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """The same as for an unknown person."""
        return redirect("shell:session-open")

    def login(self, request: Any, user: Any) -> None:
        """The session that opens knows where it is used from."""
        request.session.origin = request.place
        super().login(request, user)

    def get_login_stages(self) -> list[str]:
        """One: the second factor, asked by our own rule."""
        return ["boucle.access.signin.adapters.FactorStage"]

    def post_login(self, request: Any, user: User, **kwargs: Any) -> HttpResponse:
        """Audit, device, notice; the device's cookie goes with the answer."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        agent = request.headers.get("User-Agent", "")
        act = Act(str(user.public_id), request.act.at, request.act.address)
        word, is_new = devices.remember(user, request.COOKIES.get(devices.COOKIE, ""), agent)
        ways = [str(one.get("type", one["method"])) for one in _records(request)]
        audit.record(
            act, "access.session.opened",
            after={"login": user.login, "ways": ways, "device": devices.label_of(agent)},
        )  # fmt: skip
        if is_new:
            place = f" depuis l’adresse {act.address}" if act.address else ""
            text = f"Connexion depuis un nouvel appareil : {devices.label_of(agent)}{place}."
            notices.notify(user, "device", text)
        sharing.tell_of_two_networks(user, request.session.session_key, act.address)
        response.set_cookie(
            devices.COOKIE, word, max_age=devices.COOKIE_SECONDS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return response


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    found = request.session.get("account_authentication_methods")
    return found if isinstance(found, list) else []


class FactorStage(AuthenticateStage):  # type: ignore[misc]
    """A second factor is asked of who has one, unless a trusted provider has asked for its own."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if any(one.get("type") == "idp" for one in _records(request)):
            return False
        return bool(super()._should_handle(request))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted with a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        """`F1:` says the form: Fernet under a key derived from SECRET_KEY."""
        return "F1:" + _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValueError for what no key of ours opens."""
        try:
            return _fernet().decrypt(encrypted_text.removeprefix("F1:").encode()).decode()
        except InvalidToken as error:
            raise ValueError("secret of a second factor under an unknown key") from error

    def get_totp_label(self, user: User) -> str:
        """The login, as the application of codes shows it."""
        return user.login

    def _get_site_name(self) -> str:
        return "Boucle"

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Who the passkey is for, as the browser shows it."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.name or user.login, "name": user.login}


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str | bytes) -> bytes:
    word = hashlib.sha256(b"boucle.mfa." + force_bytes(secret)).digest()
    return base64.urlsafe_b64encode(word)
