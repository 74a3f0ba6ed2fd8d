"""Second factors: who must have one, which ones a person has, and checking what he shows.

Kept by allauth (`mfa_authenticator`), secrets encrypted. A code of an application serves once, on
all workers: the step of the last one used is kept beside the secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from boucle.access.models import Membership, User
from boucle.access.models_accounts import SaasAdministrator
from boucle.access.signin import notices
from boucle.access.signin.models import Session
from boucle.kernel import audit, clock
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused

TOTP, PASSKEY, CODES = "totp", "webauthn", "recovery_codes"
NAMES = {TOTP: "Application de codes", PASSKEY: "Clé d’accès", CODES: "Codes de secours"}
PASSKEYS_MAX = 10


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A factor as the page shows it; `left` counts the recovery codes not used yet."""

    id: int
    type: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    left: int | None = None


def factors_of(user: User) -> list[FactorRow]:
    """The factors of a person, the oldest first."""
    return [_row(one) for one in Authenticator.objects.filter(user=user).order_by("id")]


def _row(one: Any) -> FactorRow:
    left = len(one.wrap().get_unused_codes()) if one.type == CODES else None
    name = str(one.data.get("name", "")) if one.type == PASSKEY else ""
    return FactorRow(
        one.pk, one.type, name or NAMES[one.type], one.created_at, one.last_used_at, left
    )


def has_factor(user: User, *, key_only: bool = False) -> bool:
    """Whether a second factor is asked at the next sign-in; `key_only`: a passkey."""
    kinds = (PASSKEY,) if key_only else (TOTP, PASSKEY)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def demanded(user: User) -> str:
    """What the person must show: `passkey` for the operator's staff, `factor` for the cabinet and
    for who administers or speaks for a client, else nothing."""
    if not settings.MFA_DEMANDED or user.mfa_waived:
        return ""
    now, mine = clock.now(), Membership.objects.filter(user=user)
    if mine.filter(organisation__kind="operator").exists():
        return "passkey"
    speaks = SaasAdministrator.objects.filter(user=user, starts_at__lte=now).filter(
        Q(ends_at=None) | Q(ends_at__gt=now)
    )
    kinds = Q(organisation__kind="cabinet") | Q(is_admin=True)
    return "factor" if mine.filter(kinds).exists() or speaks.exists() else ""


def _is_last(user: User, pk: int) -> bool:
    """Whether without this factor the person would lack what is demanded of him."""
    what = demanded(user)
    kinds = (PASSKEY,) if what == "passkey" else (TOTP, PASSKEY)
    rest = Authenticator.objects.filter(user=user, type__in=kinds).exclude(pk=pk)
    return bool(what) and not rest.exists()


def check_code(user: User, code: str) -> Any:
    """The factor that this code is of, used up, or None. Spaces do not count."""
    code = "".join(code.split())
    if not code.isascii() or not code.isdigit():
        return None
    for one in Authenticator.objects.filter(user=user, type__in=(TOTP, CODES)).order_by("-type"):
        good = _check_totp(one.pk, code) if one.type == TOTP else one.wrap().validate_code(code)
        if good:
            one.user = user
            return one
    return None


def _check_totp(pk: int, code: str) -> bool:
    with transaction.atomic():
        one = Authenticator.objects.select_for_update().get(pk=pk)
        step = step_of(decrypt(one.data["secret"]), code)
        if step is None or step <= one.data.get("step", 0):
            return False
        one.data["step"] = step
        one.save(update_fields=["data"])
        return True


def step_of(secret: str, code: str) -> int | None:
    """The time step, near now, whose code this is."""
    from allauth.mfa.totp.internal import auth

    period = settings.MFA_TOTP_PERIOD
    now = int(clock.now().timestamp()) // period
    for step in range(now - settings.MFA_TOTP_TOLERANCE, now + settings.MFA_TOTP_TOLERANCE + 1):
        expected = auth.format_hotp_value(auth.hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            return step
    return None


def add_totp(act: Act, user: User, secret: str, code: str) -> Any:
    """Turn the application of codes on, with a code that proves it. Raises Refused."""
    step = step_of(secret, "".join(code.split()))
    if step is None:
        text = "Ce code n’est pas le bon. Vérifiez l’heure du téléphone, et tapez le code affiché."
        raise Refused([Finding(code="access.factor.code", message=text, field="code")])
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=TOTP).delete()
        one = Authenticator.objects.create(
            user=user, type=TOTP, data={"secret": encrypt(secret), "step": step}
        )
        _told(act, user, "added", TOTP)
    return one


def add_passkey(act: Act, user: User, name: str, credential: dict[str, Any]) -> Any:
    """Keep a passkey whose registration was checked. Raises Refused past the tenth."""
    if Authenticator.objects.filter(user=user, type=PASSKEY).count() >= PASSKEYS_MAX:
        text = "Dix clés d’accès au plus : retirez-en une qui ne sert plus."
        raise Refused([Finding(code="access.factor.many", message=text)])
    name = name.strip()[:60] or NAMES[PASSKEY]
    with transaction.atomic():
        one = Authenticator.objects.create(
            user=user, type=PASSKEY, data={"name": name, "credential": credential}
        )
        _told(act, user, "added", PASSKEY, name)
    return one


def new_codes(act: Act, user: User) -> list[str]:
    """Ten fresh recovery codes; the former open nothing. Shown once by who calls."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with transaction.atomic():
        renewed, _ = Authenticator.objects.filter(user=user, type=CODES).delete()
        codes: list[str] = RecoveryCodes.activate(user).generate_codes()
        if renewed:
            _told(act, user, "renewed", CODES)
    return codes


def has_codes(user: User) -> bool:
    """Whether recovery codes were made."""
    return bool(Authenticator.objects.filter(user=user, type=CODES).exists())


def remove_factor(act: Act, user: User, pk: int) -> None:
    """Take a factor away. Raises NotFound, Refused for the last one where one is demanded."""
    one = Authenticator.objects.filter(user=user, pk=pk).first()
    if one is None:
        raise NotFound
    rest = Authenticator.objects.filter(user=user, type__in=(TOTP, PASSKEY)).exclude(pk=pk)
    if one.type != CODES and _is_last(user, pk):
        text = "C’est votre dernier second facteur, et il vous est demandé : ajoutez-en d’abord un."
        raise Refused([Finding(code="access.factor.last", message=text)])
    with transaction.atomic():
        one.delete()
        if one.type != CODES and not rest.exists():
            Authenticator.objects.filter(user=user, type=CODES).delete()
        _told(act, user, "removed", one.type, str(one.data.get("name", "")))


def drop_factors(act: Act, login: str) -> int:
    """For a person who lost them all; how many went. Only the operator may. Raises NotFound."""
    if not act.is_system:
        raise NotFound
    user = User.objects.filter(login__iexact=login.strip()).first()
    if user is None:
        raise NotFound(f"Aucun utilisateur « {login} ».")
    with transaction.atomic():
        gone = Authenticator.objects.filter(user=user)
        kinds = [str(one.type) for one in gone]
        gone.delete()
        Session.objects.filter(user=user).delete()
        for kind in kinds:
            _told(act, user, "removed", kind)
    return len(kinds)


_WORDS = {"added": "ajouté", "removed": "retiré", "renewed": "renouvelé"}


def _told(act: Act, user: User, what: str, kind: str, name: str = "") -> None:
    facts = {"login": user.login, "type": kind, "name": name}
    audit.record(act, f"access.factor.{what}", after=facts)
    label = f"{NAMES[kind]} « {name} »" if name and name != NAMES[kind] else NAMES[kind]
    notices.notify(user, "factor", f"Second facteur {_WORDS[what]} : {label}.")
