"""Keys of the API: made once, shown once, kept as a hash; and the calls made under one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from boucle.access.models import ApiCall, ApiKey, Membership
from boucle.access.types import RIGHTS
from boucle.access.types_api import KeyRow, KnownCall, UsedKey
from boucle.kernel import audit, db
from boucle.kernel.act import Act
from boucle.kernel.db import run_one
from boucle.kernel.errors import Finding, Forbidden, NotFound, Refused

DAYS_MAX = 366
CALLS_KEPT = timedelta(hours=24)
CALL_ABANDONED = timedelta(seconds=60)
_MARK = "bcl_"


def create_key(
    act: Act, *, label: str, scopes: Sequence[str], expires_at: datetime, organisation_id: int
) -> tuple[KeyRow, str]:
    """A new key of the actor in one of his organisations, and its secret, shown this once.

    Raises Refused (label, scopes, date), Forbidden outside the actor's organisations.
    """
    findings = _findings(act, label, scopes, expires_at)
    if findings:
        raise Refused(findings)
    secret = f"{_MARK}{secrets.token_urlsafe(32)}"
    with db.scope(act, []):
        member = (
            Membership.objects.select_related("user", "organisation")
            .filter(user__public_id=act.actor, organisation_id=organisation_id)
            .first()
        )
        if member is None:
            raise Forbidden
        key = ApiKey.objects.create(
            user=member.user,
            organisation=member.organisation,
            label=label.strip(),
            prefix=secret[: len(_MARK) + 6],
            secret_hash=_hash(secret),
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
        key.refresh_from_db()
        audit.record(act, "access.key.created", after={"label": key.label, "scopes": key.scopes})
    return _row(key), secret


def _findings(act: Act, label: str, scopes: Sequence[str], expires_at: datetime) -> list[Finding]:
    found = []
    if not 1 <= len(label.strip()) <= 80:
        found.append(
            Finding(code="access.key.label", field="label",
                    message="Le nom de la clé compte de 1 à 80 signes.")
        )  # fmt: skip
    if not scopes or any(scope not in RIGHTS for scope in scopes):
        found.append(
            Finding(code="access.key.scopes", field="scopes",
                    message=f"Choisissez au moins une portée parmi {', '.join(RIGHTS)}.")
        )  # fmt: skip
    if not act.at < expires_at <= act.at + timedelta(days=DAYS_MAX):
        found.append(
            Finding(code="access.key.expiry", field="expires_at",
                    message="Une clé expire dans l’année : choisissez une date d’ici là.")
        )  # fmt: skip
    return found


def keys_of(act: Act) -> list[KeyRow]:
    """Keys of the actor, and of the organisations that he administers, the newest first."""
    with db.scope(act, []):
        administered = Membership.objects.filter(
            user__public_id=act.actor, is_admin=True
        ).values_list("organisation_id", flat=True)
        own = ApiKey.objects.filter(user__public_id=act.actor)
        found = own | ApiKey.objects.filter(organisation_id__in=list(administered))
        return [_row(key) for key in found.select_related("user", "organisation").order_by("-id")]


def revoke_key(act: Act, public_id: UUID) -> None:
    """The key opens nothing from now on. Raises NotFound for another's key."""
    if public_id not in {key.public_id for key in keys_of(act)}:
        raise NotFound
    with db.scope(act, []):
        done = ApiKey.objects.filter(public_id=public_id, revoked_at=None).update(revoked_at=act.at)
        if done:
            audit.record(act, "access.key.revoked", before={"key": str(public_id)})


def use_key(secret: str) -> UsedKey | None:
    """Open a call with this secret; None for a key that is unknown, expired or revoked."""
    if not secret.startswith(_MARK) or len(secret) > 100:
        return None
    return run_one("access/api_key_use", into=UsedKey, hash=_hash(secret))


def begin_call(key_id: int, word: str, fingerprint: bytes, now: datetime) -> KnownCall | None:
    """Reserve an idempotency key; what is known of it, or None when this call is the first.

    A call that never ended (its process died) is taken over after a minute.
    """
    try:
        with transaction.atomic():
            ApiCall.objects.create(key_id=key_id, idempotency_key=word, fingerprint=fingerprint)
        return None
    except IntegrityError:
        call = ApiCall.objects.get(key_id=key_id, idempotency_key=word)
    same = bytes(call.fingerprint) == fingerprint
    if call.status is None and same and call.at < now - CALL_ABANDONED:
        mine = ApiCall.objects.filter(key_id=key_id, idempotency_key=word, status=None, at=call.at)
        if mine.update(at=now):
            return None
    return KnownCall(call.status, call.content_type, call.body, same)


def end_call(key_id: int, word: str, status: int, content_type: str, body: str) -> None:
    """Keep the answer for who asks again."""
    ApiCall.objects.filter(key_id=key_id, idempotency_key=word).update(
        status=status, content_type=content_type, body=body
    )


def drop_call(key_id: int, word: str) -> None:
    """The call failed by our fault: the same key may try again."""
    ApiCall.objects.filter(key_id=key_id, idempotency_key=word, status=None).delete()


def forget_old_calls(now: datetime) -> int:
    """Answers older than a day; how many went."""
    return ApiCall.objects.filter(at__lt=now - CALLS_KEPT).delete()[0]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _row(key: ApiKey) -> KeyRow:
    return KeyRow(
        public_id=key.public_id,
        label=key.label,
        prefix=key.prefix,
        scopes=tuple(key.scopes),
        owner=key.user.name or key.user.login,
        organisation=key.organisation.name,
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        per_minute=key.per_minute,
    )
