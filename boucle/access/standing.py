"""Where the actor stands: organisations, staff, who speaks for a client; and what that opens."""

from __future__ import annotations

from uuid import UUID

from boucle.access.types_accounts import Place, SessionRow, Standing
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import Forbidden, NotFound

SERVICE = "système:accès"
"""Who carries out on Dossiers what a decision about accounts entails."""


def as_uuid(text: str) -> UUID:
    """A public id. Raises NotFound for anything else."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


def places_of(act: Act) -> tuple[Place, ...]:
    """Organisations that the actor reaches, by name."""
    return tuple(run_sql("access/places", into=Place, actor=act.actor))


def standing_of(act: Act) -> Standing:
    """Organisations, and support sessions: those of the staff, those at the clients spoken for."""
    places = places_of(act)
    spoken = [place.id for place in places if place.is_saas]
    inside: tuple[SessionRow, ...] = ()
    watched: tuple[SessionRow, ...] = ()
    if any(place.kind == "operator" and place.is_member for place in places):
        inside = tuple(_current(staff=str(as_uuid(act.actor))))
    if spoken:
        watched = tuple(_current(organisations=spoken))
    return Standing(places, inside, watched)


def _current(
    *, staff: str | None = None, organisations: list[int] | None = None
) -> list[SessionRow]:
    return run_sql(
        "access/support_sessions", into=SessionRow,
        staff=staff, organisations=organisations, current=True,
    )  # fmt: skip


def is_staff(act: Act) -> bool:
    """Works for the operator: by an application account there, or at the machine itself."""
    return act.is_system or any(p.kind == "operator" and p.is_member for p in places_of(act))


def require_staff(act: Act) -> None:
    """Raises NotFound: what only the staff sees does not exist for others."""
    if not is_staff(act):
        raise NotFound


def place_of(act: Act, organisation_id: int) -> Place:
    """The organisation among those of the actor. Raises NotFound."""
    found = next((place for place in places_of(act) if place.id == organisation_id), None)
    if found is None:
        raise NotFound
    return found


def require_saas(act: Act, organisation_id: int) -> None:
    """The special operations of the contract (S-114): only who speaks for the client now.

    Raises NotFound outside the organisation, Forbidden inside it.
    """
    if act.is_system:
        return
    if not place_of(act, organisation_id).is_saas:
        raise Forbidden("Cet acte revient à l’administrateur SaaS de votre organisation.")


def require_manager(act: Act, organisation_id: int) -> None:
    """Application accounts: the SaaS administrator or a delegated manager. Raises as above."""
    if act.is_system:
        return
    if not place_of(act, organisation_id).administers:
        raise Forbidden("Cet acte revient à un administrateur de votre organisation.")


def may_see(act: Act, organisation_id: int) -> None:
    """Accounts, contract and sessions of a client: its managers and the staff. Raises NotFound."""
    if is_staff(act):
        return
    if not place_of(act, organisation_id).administers:
        raise Forbidden("Cette page revient aux administrateurs de votre organisation.")
