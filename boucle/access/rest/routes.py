"""Persons, rights and the audit log by the API."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from boucle.access.audit_log import NEWEST, chain_state, events_of_dossier
from boucle.access.grants import give as give_right
from boucle.access.grants import revoke_grant
from boucle.access.modules import in_order
from boucle.access.queries import people_of
from boucle.access.types import GrantWish
from boucle.access.types_audit import AuditFilter
from boucle.access.who_can import grantable, rights_of_person
from boucle.kernel.errors import NotFound
from boucle.kernel.rest import Body, Limit, Place, Rest, operation

router = Router()
_FIRST, _LAST = date(2000, 1, 1), date(2199, 1, 1)


class Me(Schema):
    """Who the key acts as."""

    actor: str
    prefix: str
    scopes: list[str]
    per_minute: int


class Held(Schema):
    """Modules read and written, limits on what is written (null = none), first and last day."""

    preset: str
    mode: str
    reads: list[str]
    writes: list[str]
    journals: list[str] | None
    accounts: list[str] | None
    starts_on: date | None
    ends_on: date | None
    granted_by: str
    granted_at: datetime | None


class Person(Held):
    """Somebody with a right on the Dossier."""

    user_id: UUID
    login: str
    name: str
    organisation: str
    can_write: bool
    can_validate: bool
    can_manage: bool


class HeldRight(Held):
    """A right of a person on a Dossier, with what it comes from; `counts`: it holds today."""

    dossier: UUID
    siren: str
    name: str
    counts: bool


class HeldRights(Schema):
    """A page by name of Dossier; `next` goes into `apres`."""

    items: list[HeldRight]
    next: str | None


Codes = Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=200)]


class NewGrant(Body):
    """A right to give: `level` is a preset (collaborateur, chef_de_mission, expert_comptable,
    assistant, dirigeant, comptable_entreprise, lecteur) or an older level.

    `reads` and `writes` (codes of modules) replace those of the preset; `journals` and `accounts`
    (first figures) limit what is written.
    """

    login: str
    level: str
    reads: Codes | None = None
    writes: Codes | None = None
    journals: Codes | None = None
    accounts: Codes | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class ManyGrants(NewGrant):
    """The same right on several Dossiers, all or none."""

    dossiers: Annotated[list[UUID], Field(min_length=1, max_length=2000)]


class Count(Schema):
    """On how many Dossiers it was done."""

    dossiers: int


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
        "organisation": one.organisation, "can_write": rights.can_write,
        "can_validate": rights.can_validate, "can_manage": rights.can_manage, **_held(one),
    }  # fmt: skip


def _held(one: Any) -> dict[str, Any]:
    rights = one.rights
    return {
        "preset": one.preset, "mode": rights.mode, "reads": in_order(rights.reads),
        "writes": in_order(rights.writes), "journals": rights.journals,
        "accounts": rights.accounts, "starts_on": one.starts_on, "ends_on": one.ends_on,
        "granted_by": one.granted_by, "granted_at": one.granted_at,
    }  # fmt: skip


@router.post(
    "/dossiers/{dossier}/droits",
    **operation("grants", "droits.give", "Donner un droit", None, status=204),
)
def give(request: Rest, dossier: str, body: NewGrant) -> Any:
    """Give a person a level, or change it; effective at his next request."""
    give_right(request.act, [request.dossier.id], login=body.login, wish=_wish(body))
    return Status(204, None)


def _wish(body: NewGrant) -> GrantWish:
    def codes(found: list[str] | None) -> tuple[str, ...] | None:
        return None if found is None else tuple(found)

    return GrantWish(
        preset=body.level, reads=codes(body.reads), writes=codes(body.writes),
        journals=codes(body.journals), accounts=codes(body.accounts),
        starts_on=body.starts_on, ends_on=body.ends_on,
    )  # fmt: skip


@router.post(
    "/droits", **operation("many-grants", "droits.give-many", "Donner sur des dossiers", Count)
)
def give_many(request: Rest, body: ManyGrants) -> Any:
    """Give a person the same right on several Dossiers: all or none."""
    known = {row.public_id: row.id for row in grantable(request.act)}
    if not set(body.dossiers) <= set(known):
        raise NotFound
    numbers = [known[one] for one in body.dossiers]
    return {"dossiers": give_right(request.act, numbers, login=body.login, wish=_wish(body))}


@router.get(
    "/droits/{person}",
    **operation("person-rights", "droits.of", "Ce que peut une personne", HeldRights),
)
def rights_of(request: Rest, person: UUID, apres: str = "", limite: Limit = 100) -> Any:
    """What a person holds where the caller may know it, and what each right comes from."""
    key, _, number = apres.replace("\x00", "").rpartition("|")
    after = (key, int(number)) if number.isdecimal() and len(number) < 19 else None
    _, found = rights_of_person(request.act, str(person), after=after, limit=limite + 1)
    rows = [
        {
            "dossier": one.public_id, "siren": one.siren, "name": one.name,
            "counts": one.counts, **_held(one),
        }
        for one in found[:limite]
    ]  # fmt: skip
    last = found[limite - 1] if len(found) > limite else None
    return {"items": rows, "next": f"{last.sort_key}|{last.dossier_id}" if last else None}


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
