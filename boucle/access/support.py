"""Support sessions: asked with a reason and a ticket, granted by the client or opened as an
emergency, an hour at most, read-only unless the client says otherwise. Source: security item 12."""

from __future__ import annotations

from uuid import UUID

from boucle.access.accounts import open_dossiers_of, service
from boucle.access.models import User
from boucle.access.models_accounts import SaasAdministrator
from boucle.access.models_support import AN_HOUR, SupportSession
from boucle.access.signin.notices import notify
from boucle.access.standing import as_uuid, is_staff, may_see, require_saas, require_staff
from boucle.access.types_accounts import SessionRow
from boucle.kernel import audit, db
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import Conflict, Finding, Forbidden, NotFound, Refused
from boucle.tenancy.public import Organisation


def ask_support(
    act: Act, organisation_id: int, *, reason: str, ticket: str, emergency: bool = False,
    asks_write: bool = False,
) -> UUID:  # fmt: skip
    """A member of staff asks to enter; an emergency is granted at once, to read only.

    Raises Refused (reason, ticket, the operator itself), NotFound for who is not staff.
    """
    require_staff(act)
    place = Organisation.objects.filter(id=organisation_id).first()
    if place is None:
        raise NotFound
    findings = [
        Finding(code=f"access.support.{name}", message=text, field=name)
        for name, wrong, text in (
            ("reason", not reason.strip(), "Indiquez le motif : le client le lit."),
            ("ticket", not ticket.strip(), "Indiquez le numéro du ticket."),
            ("place", place.kind == "operator", "L’exploitant n’est pas un client."),
        )
        if wrong
    ]
    if findings:
        raise Refused(findings)
    with db.scope(act, []):
        row = SupportSession.objects.create(
            organisation=place, staff=as_uuid(act.actor), reason=reason.strip()[:500],
            ticket=ticket.strip()[:80], is_emergency=emergency,
            asks_write=asks_write and not emergency, answered_at=act.at if emergency else None,
        )  # fmt: skip
        row.refresh_from_db(fields=["public_id"])
        audit.record(
            act, "access.support.emergency" if emergency else "access.support.asked",
            organisation_id=organisation_id,
            after={"reason": row.reason, "ticket": row.ticket, "write": row.asks_write},
        )  # fmt: skip
        _notify(row, act)
    return row.public_id


def _notify(row: SupportSession, act: Act) -> None:
    """Who speaks for the client is told at once, in the product and by e-mail."""
    text = (
        f"{_name_of(act)} entre en urgence dans votre espace, en lecture seule"
        if row.is_emergency
        else f"{_name_of(act)} demande à entrer dans votre espace"
    )
    speaking = SaasAdministrator.objects.filter(
        organisation_id=row.organisation_id, starts_at__lte=act.at
    ).exclude(ends_at__lte=act.at)
    for one in speaking.select_related("user"):
        notify(one.user, "support", f"{text}. Motif : {row.reason} (ticket {row.ticket}).")


def _name_of(act: Act) -> str:
    user = User.objects.filter(public_id=as_uuid(act.actor)).first()
    return user.name if user else "L’exploitant"


def answer_support(act: Act, public_id: UUID, *, accept: bool, may_write: bool = False) -> None:
    """The SaaS administrator lets them in or not; to write only if he says so.

    Raises Forbidden, NotFound, Conflict when answered already.
    """
    with db.scope(act, []):
        row = _locked(public_id)
        require_saas(act, row.organisation_id)
        if row.answered_at is not None or row.ended_at is not None:
            raise Conflict("Cette demande a déjà reçu une réponse.")
        facts: dict[str, object] = {"answered_by": as_uuid(act.actor), "answered_at": act.at}
        if accept:
            facts["may_write"] = may_write and row.asks_write
        else:
            facts |= {"ended_at": act.at, "ended_by": act.actor}
        SupportSession.objects.filter(id=row.id).update(**facts)
        audit.record(
            act, "access.support.granted" if accept else "access.support.refused",
            organisation_id=row.organisation_id,
            after={"ticket": row.ticket, "write": bool(facts.get("may_write"))},
        )  # fmt: skip


def enter_support(act: Act, public_id: UUID) -> None:
    """Begin the hour: the client's Dossiers open. One at a time: another one ends.

    Raises Forbidden without consent, NotFound for a session of somebody else, Conflict when over.
    """
    with db.scope(service(act), []):
        row = _locked(public_id)
        if str(row.staff) != act.actor or not is_staff(act):
            raise NotFound
        if row.answered_at is None:
            raise Forbidden("Le client n’a pas encore donné son accord.")
        if row.opened_at is not None or row.ended_at is not None:
            raise Conflict("Cette session est déjà ouverte ou terminée ; demandez-en une autre.")
        if act.at - row.answered_at > 24 * AN_HOUR:
            raise Conflict("L’accord date de plus d’un jour ; demandez-en un autre.")
        others = SupportSession.objects.filter(
            staff=row.staff, opened_at__isnull=False, ended_at=None
        )
        others.update(ended_at=act.at, ended_by=act.actor)
        SupportSession.objects.filter(id=row.id).update(
            opened_at=act.at, expires_at=act.at + AN_HOUR,
            dossiers=open_dossiers_of(act, row.organisation_id),
        )  # fmt: skip
        _tell(act, "access.support.entered", row)


def end_support(act: Act, public_id: UUID) -> None:
    """End at once, by either side; twice is once. Raises NotFound."""
    with db.scope(act, []):
        row = _locked(public_id)
        if str(row.staff) != act.actor:
            require_saas(act, row.organisation_id)
        if row.ended_at is not None:
            return
        SupportSession.objects.filter(id=row.id).update(ended_at=act.at, ended_by=act.actor)
        _tell(act, "access.support.ended", row)


def _locked(public_id: UUID) -> SupportSession:
    row = SupportSession.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def _tell(act: Act, verb: str, row: SupportSession) -> None:
    facts = {"ticket": row.ticket, "reason": row.reason, "write": row.may_write,
             "emergency": row.is_emergency}  # fmt: skip
    audit.record(act, verb, organisation_id=row.organisation_id, after=facts)


def support_of(act: Act, organisation_id: int) -> list[SessionRow]:
    """Sessions at a client, the newest first. Raises Forbidden, NotFound."""
    may_see(act, organisation_id)
    return _rows(organisations=[organisation_id])


def support_by_staff(act: Act) -> list[SessionRow]:
    """Sessions of the actor, the newest first. Raises NotFound for who is not staff."""
    require_staff(act)
    return _rows(staff=None if act.is_system else act.actor)


def _rows(*, staff: str | None = None, organisations: list[int] | None = None) -> list[SessionRow]:
    return run_sql(
        "access/support_sessions", into=SessionRow,
        staff=staff, organisations=organisations, current=False,
    )  # fmt: skip
