"""Persons, rights and the audit log by the API."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status

from boucle.access.audit_log import NEWEST, chain_state, events_of_dossier
from boucle.access.grants import grant_level, revoke_grant
from boucle.access.queries import people_of
from boucle.access.types_audit import AuditFilter
from boucle.kernel.rest import Body, Limit, Place, Rest, operation

router = Router()
_FIRST, _LAST = date(2000, 1, 1), date(2199, 1, 1)


class Me(Schema):
    """Who the key acts as."""

    actor: str
    prefix: str
    scopes: list[str]
    per_minute: int


class Person(Schema):
    """Somebody with a right on the Dossier."""

    user_id: UUID
    login: str
    name: str
    organisation: str
    mode: str
    can_write: bool
    can_validate: bool
    can_manage: bool


class NewGrant(Body):
    """A right to give: `level` is expert, collaborateur, ecriture, lecture or autonome."""

    login: str
    level: str


class Event(Schema):
    """An event of the audit log; `seal` is the rank of the seal that holds it."""

    id: int
    at: datetime
    actor: str
    name: str
    address: str
    origin: str
    verb: str
    before: Any
    after: Any
    seal: int | None


class Events(Schema):
    """A page, the newest first; `next` goes into `apres`."""

    items: list[Event]
    next: int | None


class Chain(Schema):
    """State of the chain of seals of the client of the Dossier."""

    seals: int
    events: int
    head: str | None
    waiting: int
    broken: dict[str, Any] | None


@router.get("/moi", **operation("me", "moi", "La clé et qui elle représente", Me))
def me(request: Rest) -> Any:
    """Scopes of the key and its rate."""
    key = request.api_key
    return {
        "actor": key.actor, "prefix": key.prefix, "scopes": list(key.scopes),
        "per_minute": key.per_minute,
    }  # fmt: skip


@router.get(
    "/dossiers/{dossier}/droits",
    **operation("grants", "droits.list", "Qui peut quoi", list[Person]),
)
def grants(request: Rest, dossier: str) -> Any:
    """Persons with a right on the Dossier, by name."""
    return [_person(one) for one in people_of(request.act, request.dossier.id)]


def _person(one: Any) -> dict[str, Any]:
    rights = one.rights
    return {
        "user_id": one.user_id, "login": one.login, "name": one.name,
        "organisation": one.organisation, "mode": rights.mode, "can_write": rights.can_write,
        "can_validate": rights.can_validate, "can_manage": rights.can_manage,
    }  # fmt: skip


@router.post(
    "/dossiers/{dossier}/droits",
    **operation("grants", "droits.give", "Donner un droit", None, status=204),
)
def give(request: Rest, dossier: str, body: NewGrant) -> Any:
    """Give a person a level, or change it; effective at his next request."""
    grant_level(request.act, request.dossier.id, login=body.login, level=body.level)
    return Status(204, None)


@router.delete(
    "/dossiers/{dossier}/droits/{person}",
    **operation("grant", "droits.revoke", "Retirer tous les droits", None, status=204),
)
def revoke(request: Rest, dossier: str, person: UUID) -> Any:
    """Take every right of a person away; effective at his next request."""
    revoke_grant(request.act, request.dossier.id, user_id=str(person))
    return Status(204, None)


@router.get(
    "/dossiers/{dossier}/audit",
    **operation("audit", "audit.list", "Piste d’audit", Events),
)
def audit(
    request: Rest, dossier: str, du: date = _FIRST, au: date = _LAST, qui: str = "", q: str = "",
    apres: Place = NEWEST, limite: Limit = 100,
) -> Any:  # fmt: skip
    """Events of the Dossier between two days, of a person, with a word."""
    since = datetime.combine(du, time.min, UTC)
    until = datetime.combine(min(au, _LAST), time.min, UTC) + timedelta(days=1)
    kept = AuditFilter(since=since, until=until, actor=qui.replace("\x00", ""), words=q)
    page = events_of_dossier(request.act, request.dossier.id, kept, before_id=apres, limit=limite)
    return {"items": list(page.rows), "next": page.rows[-1].id if page.has_next else None}


@router.get(
    "/dossiers/{dossier}/audit/chaine",
    **operation("audit-chain", "audit.check", "Vérifier la chaîne", Chain),
)
def chain(request: Rest, dossier: str) -> Any:
    """Recompute the chain of seals and name the first that is broken."""
    return chain_state(request.act, request.dossier.id, recompute=True)
