"""The open sessions of a person, and ending them: by himself, or by who administers with him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from boucle.access.models import Membership, User
from boucle.access.signin.devices import label_of
from boucle.access.signin.models import Session
from boucle.access.signin.sessions import hash_of, open_sessions
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An open session as the pages show it."""

    id: UUID
    login: str
    name: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


def sessions_of(user: User, this_key: str | None) -> list[OpenSession]:
    """The person's sessions, the last used first."""
    return [_row(row, this_key) for row in _mine(user).order_by("-seen_at")]


def _mine(user: User) -> QuerySet[Session]:
    return open_sessions().filter(user=user).select_related("user")


def _row(row: Session, this_key: str | None) -> OpenSession:
    assert row.user is not None
    return OpenSession(
        id=row.public_id,
        login=row.user.login,
        name=row.user.name or row.user.login,
        device=label_of(row.agent),
        address=row.address,
        created_at=row.created_at,
        seen_at=row.seen_at,
        is_this=row.key_hash == hash_of(this_key),
    )


def sessions_administered(act: Act, this_key: str | None) -> list[OpenSession]:
    """Open sessions of the members of the organisations that the actor administers, by name."""
    rows = open_sessions().filter(user__in=_administered(act)).select_related("user")
    return sorted(
        (_row(row, this_key) for row in rows),
        key=lambda one: (one.name.lower(), -one.seen_at.timestamp()),
    )


def _administered(act: Act) -> QuerySet[User]:
    own = Membership.objects.filter(user__public_id=act.actor, is_admin=True)
    return User.objects.filter(
        memberships__organisation__in=own.values("organisation_id")
    ).distinct()


def administers(act: Act) -> bool:
    """Whether the actor administers an organisation."""
    return Membership.objects.filter(user__public_id=act.actor, is_admin=True).exists()


def end_session(act: Act, user: User, session: UUID) -> None:
    """End one: the actor's own, or a member's where he administers. Raises NotFound."""
    row = Session.objects.select_related("user").filter(public_id=session).first()
    if row is None or row.user is None:
        raise NotFound
    if row.user.pk != user.pk and not _administered(act).filter(pk=row.user.pk).exists():
        raise NotFound
    row.delete()
    facts = {"login": row.user.login, "device": label_of(row.agent), "address": row.address}
    audit.record(act, "access.session.ended", before=facts)


def end_other_sessions(act: Act, user: User, this_key: str | None) -> int:
    """End all of the person's sessions but this one; how many."""
    others = Session.objects.filter(user=user).exclude(key_hash=hash_of(this_key))
    count = others.count()
    others.delete()
    if count:
        facts = {"login": user.login, "count": count}
        audit.record(act, "access.session.ended_others", before=facts)
    return count
