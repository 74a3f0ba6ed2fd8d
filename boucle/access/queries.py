"""Who may see what: the only place that turns a person into a scope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from boucle.access.models import Membership, User
from boucle.access.types import ALL_RIGHTS, Person, Rights
from boucle.kernel import db
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import Forbidden, NotFound, WrongUse
from boucle.tenancy.public import DossierRow, Organisation, dossiers_in_scope

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")

_shared: ContextVar[tuple[str, int, Rights] | None] = ContextVar("boucle_shared_read", default=None)


@contextmanager
def read(
    act: Act, dossier_id: int, right: str = "books.read", *, steady: bool = False
) -> Iterator[Rights]:
    """A transaction on this Dossier, after the check of the right. Not nestable.

    `steady`: every statement sees the same instant; nothing may then pass through the gate.
    Raises NotFound without any right on the Dossier, Forbidden when this one is missing, Refused
    when the Dossier is archived.
    """
    with read_also(act, dossier_id, right, steady=steady) as (rights, _):
        yield rights


@contextmanager
def read_also(
    act: Act, dossier_id: int, right: str, also: str = "", *, steady: bool = False
) -> Iterator[tuple[Rights, Sequence[Any]]]:
    """As `read`, with the rows of a query without parameters that goes in the same round trip."""
    shared = None if also or steady else _shared.get()
    if shared is not None and shared[:2] == (act.actor, dossier_id):
        yield _allowed(shared[2], right), ()
        return
    with _checked_scope(act, dossier_id, also, steady=steady) as (rights, rows):
        yield _allowed(rights, right), rows


def _allowed(rights: Rights | None, right: str) -> Rights:
    if rights is None:
        raise NotFound
    if not rights.allows(right):
        raise rights.refusal()
    return rights


@contextmanager
def together(act: Act, dossier_id: int, also: str = "") -> Iterator[Sequence[Any]]:
    """The reads of one page share a transaction: each still asks for its right, none opens a scope.

    For a page that only reads. Yields the rows of `also`, a query without parameters that goes in
    the same round trip. Raises NotFound without any right on the Dossier.
    """
    with read_also(act, dossier_id, "", also) as (rights, rows):
        token = _shared.set((act.actor, dossier_id, rights))
        try:
            yield rows
        finally:
            _shared.reset(token)


write = read
"""The same check and transaction; the name says that the caller changes something."""


@contextmanager
def _checked_scope(
    act: Act, dossier_id: int, also: str = "", *, steady: bool = False
) -> Iterator[tuple[Rights | None, Sequence[Any]]]:
    """The scope, what the actor holds in it, and the rows of `also`, in one round trip."""
    if act.is_system:
        with db.scope(act, [dossier_id], also=also, steady=steady) as found:
            yield ALL_RIGHTS, found.also
        return
    _uuid(act.actor)
    with db.scope(act, [dossier_id], "access/own_grant", also, steady=steady) as found:
        yield Rights.of(*found[0]) if found else None, found.also


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


@contextmanager
def read_all(act: Act, *, everywhere: bool = False) -> Iterator[list[int]]:
    """A transaction that sees every Dossier of the actor; their numbers. For lists only.

    Of the organisation he works for now, where he has chosen one (`act.place`), or everywhere.
    """
    with _own_scope(act) as numbers:
        with connection.cursor() as cursor:
            cursor.execute(db.scope_statement(act, numbers))
            if act.place is not None and not everywhere:
                numbers = _of_place(cursor, act.place)
                cursor.execute(db.scope_statement(act, numbers))
        yield numbers


def _of_place(cursor: Any, place: int) -> list[int]:
    """Dossiers of the open scope of which this organisation is the client or the cabinet."""
    cursor.execute(db.query_text("access/dossiers_of_organisation"), {"organisation": place})
    return [int(row[0]) for row in cursor.fetchall()]


@contextmanager
def _own_scope(act: Act) -> Iterator[list[int]]:
    """A scope that is still empty, and the numbers of the Dossiers that the actor may see."""
    if not act.is_system:
        _uuid(act.actor)
    then = "access/all_dossiers" if act.is_system else "access/own_dossiers"
    with db.scope(act, [], then=then) as rows:
        yield [int(row[0]) for row in rows]


def narrow(act: Act, numbers: list[int], *, among: list[int]) -> None:
    """Cut the scope that `read_all` opened (`among`) down to these Dossiers.

    A policy reads its scope at each row: lists of many Dossiers are read some at a time.
    """
    kept = set(among)
    with connection.cursor() as cursor:
        cursor.execute(db.scope_statement(act, [n for n in numbers if n in kept]))


def rights_of(act: Act, dossier_id: int) -> Rights | None:
    """What this actor may do in the Dossier; None for nothing at all."""
    with _checked_scope(act, dossier_id) as (rights, _):
        return rights


def portfolio(act: Act, *, archived: bool = False) -> list[DossierRow]:
    """Every Dossier that the actor may see, by name."""
    with read_all(act):
        return dossiers_in_scope(archived=archived)


def visible_ids(act: Act) -> list[int]:
    """Numbers of the Dossiers that the actor may see: the scope of portfolio screens."""
    with _own_scope(act) as numbers:
        return numbers


def dossier_for(act: Act, key: str) -> DossierRow:
    """The Dossier of a SIREN, `SIREN~short id` or uuid, among those the actor may see.

    A bare SIREN is the active one, if any, before those archived, and that of the organisation
    one works for now before another's.
    Raises NotFound; WrongUse when several answer to a bare SIREN.
    """
    with _own_scope(act) as numbers:
        first = db.scope_statement(act, numbers)
        every = dossiers_in_scope(key.replace(" ", ""), archived=True, first=first)
    found = [row for row in every if not row.is_archived] or every
    found = [row for row in found if act.place in (row.client_id, row.cabinet_id)] or found
    if not found:
        raise NotFound(f"Aucun dossier « {key} » dans votre portefeuille.")
    if len(found) > 1:
        choices = ", ".join(f"{row.siren}~{row.short_id} ({row.client_name})" for row in found)
        raise WrongUse(f"Plusieurs dossiers portent le SIREN {key} : précisez {choices}.")
    return found[0]


def key_of_dossier(act: Act, dossier_id: int) -> str:
    """The Dossier as an address writes it: its SIREN, with a short id where several share it."""
    with read_all(act, everywhere=True):
        row = next(r for r in dossiers_in_scope(archived=True) if r.id == dossier_id)
        twins = dossiers_in_scope(row.siren, archived=row.is_archived)
    return row.siren if twins == [row] else f"{row.siren}~{row.short_id}"


def people_of(act: Act, dossier_id: int) -> list[Person]:
    """Who may do what in the Dossier, by name."""
    with read(act, dossier_id, ""):
        return people_in_scope(dossier_id)


def people_in_scope(dossier_id: int) -> list[Person]:
    """The same, in the open scope."""
    rows = run_sql("access/people", into=_PersonRow, dossier=dossier_id)
    return sorted((row.person() for row in rows), key=lambda person: person.name.lower())


@dataclass(frozen=True, slots=True)
class _PersonRow:
    """A row of access/people."""

    user_id: str
    login: str
    name: str
    organisation: str
    mode: str
    reads: list[str]
    writes: list[str]
    journals: list[str] | None
    accounts: list[str] | None
    preset: str
    starts_on: date | None
    ends_on: date | None
    granted_by: str
    granted_at: datetime | None

    def person(self) -> Person:
        """As callers want it."""
        return Person(
            self.user_id, self.login, self.name, self.organisation,
            Rights.of(self.mode, self.reads, self.writes, self.journals, self.accounts),
            self.preset, self.starts_on, self.ends_on, self.granted_by, self.granted_at,
        )  # fmt: skip


def names_of(actors: set[str]) -> dict[str, str]:
    """What a page calls these actors: a person by the name, the command line as such."""
    people = {actor for actor in actors if _UUID.match(actor)}
    found = User.objects.filter(public_id__in=people).values_list("public_id", "name", "login")
    names = {str(number): name or login for number, name, login in found}
    return {actor: names.get(actor, "ligne de commande") for actor in actors}


def cabinet_of(act: Act) -> int | None:
    """The cabinet that the actor works for; None for a company user and the command line."""
    return _organisation_of(act, "cabinet")


def company_of(act: Act) -> int | None:
    """The company that the actor belongs to, or None."""
    return _organisation_of(act, "company")


def _organisation_of(act: Act, kind: str) -> int | None:
    if act.is_system:
        return None
    own = Membership.objects.filter(user__public_id=_uuid(act.actor)).order_by("id")
    chosen = own.filter(organisation_id=act.place) if act.place is not None else own.none()
    member = (chosen if chosen.exists() else own).filter(organisation__kind=kind).first()
    return int(member.organisation_id) if member else None


def organisations_of(act: Act) -> list[Organisation]:
    """The organisations that the actor belongs to, by name."""
    if act.is_system:
        return []
    found = Membership.objects.select_related("organisation").filter(
        user__public_id=_uuid(act.actor)
    )
    return sorted((one.organisation for one in found), key=lambda one: one.name)


def act_of_login(login: str, act: Act) -> Act:
    """The same act, as the user of this login (`--as`). Raises NotFound."""
    user = User.objects.filter(login__iexact=login.strip(), is_active=True).first()
    if user is None:
        raise NotFound(f"Aucun utilisateur « {login} ».")
    return Act(actor=str(user.public_id), at=act.at, address=act.address, origin=act.origin)


def all_users(act: Act) -> list[dict[str, object]]:
    """Everybody, by login, with the organisations. For the operator only: raises Forbidden."""
    if not act.is_system:
        raise Forbidden
    with db.scope(act, []):
        found = User.objects.order_by("login").prefetch_related("memberships__organisation")
        return [
            {
                "login": user.login,
                "name": user.name,
                "organisation": ", ".join(m.organisation.name for m in user.memberships.all()),
                "active": user.is_active,
            }
            for user in found
        ]


def has_users() -> bool:
    """Whether anybody could sign in at all."""
    return User.objects.exists()
