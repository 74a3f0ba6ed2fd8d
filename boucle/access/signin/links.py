"""Links of one use: the first access to an account (72 h), a forgotten password (1 h)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from boucle.access.models import User
from boucle.access.signin.models import Link, Session
from boucle.kernel import audit, clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Finding, NotFound, Refused

LASTS = {"first": timedelta(hours=72), "reset": timedelta(hours=1)}
GONE = "Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre."


def one_time_link(user: User, act: Act | None = None) -> str:
    """The secret word of a first link for this person, valid once within 72 h.

    The address is `/premier-acces/<word>`. An earlier link that was not used dies. Shown once: only
    its hash is kept. Inside or outside an open transaction.
    """
    return make_link(act or system_act(), user, "first")


def link_for(act: Act, login: str) -> str:
    """The same for the operator, by login. Raises NotFound."""
    user = User.objects.filter(login__iexact=login.strip(), is_active=True).first()
    if user is None or not act.is_system:
        raise NotFound(f"Aucun utilisateur « {login} ».")
    return make_link(act, user, "first")


def make_link(act: Act, user: User, kind: str) -> str:
    """A new link of this kind; older ones of the person and kind die."""
    word = secrets.token_urlsafe(32)
    now = clock.now()
    Link.objects.filter(user=user, kind=kind, used_at=None).update(used_at=now)
    Link.objects.create(
        user=user, kind=kind, token_hash=_hash(word), expires_at=now + LASTS[kind], created_at=now
    )
    audit.record(act, f"access.link.{kind}", after={"login": user.login})
    return word


def user_of_link(word: str, kind: str) -> User:
    """Whom the link is for; it is not used up. Raises NotFound, the same whatever is wrong."""
    row = (
        Link.objects.select_related("user")
        .filter(token_hash=_hash(word), kind=kind, used_at=None, expires_at__gt=clock.now())
        .first()
    )
    if row is None or not row.user.is_active:
        raise NotFound(GONE)
    return row.user


def use_link(act: Act, word: str, kind: str, password: str) -> User:
    """Set the password that the person chose; his sessions end, the link is used up.

    Raises NotFound for a link that opens nothing, Refused for a weak password.
    """
    user = user_of_link(word, kind)
    check_password_rules(password, user)
    with transaction.atomic():
        _take(word, kind)
        set_password(user, password)
        own = Act(str(user.public_id), act.at, act.address, act.origin)
        audit.record(own, f"access.link.{kind}_used", after={"login": user.login})
    return user


def take_link(act: Act, word: str, kind: str) -> User:
    """Use the link up without a password: the person signs in from elsewhere. Raises NotFound."""
    user = user_of_link(word, kind)
    _take(word, kind)
    own = Act(str(user.public_id), act.at, act.address, act.origin)
    audit.record(own, f"access.link.{kind}_used", after={"login": user.login})
    return user


def _take(word: str, kind: str) -> None:
    now = clock.now()
    mine = Link.objects.filter(token_hash=_hash(word), kind=kind, used_at=None, expires_at__gt=now)
    if not mine.update(used_at=now):
        raise NotFound(GONE)


def set_password(user: User, password: str) -> None:
    """The new password; every session of the person ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    Session.objects.filter(user=user).delete()


def check_password_rules(password: str, user: User | None = None) -> None:
    """Raises Refused with every reason. Length, known lists, own name; no mix of signs asked."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            Finding(code="access.user.password", message=text, field="password")
            for text in error.messages
        ) from error


def _hash(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()
