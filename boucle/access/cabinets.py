"""A company and its cabinet: invited and accepted, or left with the books.

Both ways keep the Dossier, its entries and its chain as they are. Source: S-016, S-020, S-027.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from boucle.access.accounts import service
from boucle.access.commands import first_level
from boucle.access.grants import put_first
from boucle.access.models import Grant, Membership
from boucle.access.models_accounts import SaasAdministrator
from boucle.access.models_cabinet import CabinetDeparture, CabinetInvitation
from boucle.access.queries import read, write
from boucle.access.signin.notices import notify
from boucle.access.standing import as_uuid, places_of, require_manager
from boucle.access.types_cabinet import DepartureRow, InvitationRow
from boucle.kernel import audit, clock, db
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate, run_sql
from boucle.kernel.errors import Conflict, Finding, Forbidden, NotFound, Refused
from boucle.tenancy.public import Dossier, Organisation, set_cabinet, siren_tidy

GRANT_RIGHT = "rights.write"
DAYS_OPEN = 30


def invite_cabinet(act: Act, dossier_id: int, *, siren: str, message: str = "") -> UUID:
    """Ask a cabinet, by its SIREN, to keep this Dossier. Raises Refused, Forbidden, NotFound."""
    with write(act, dossier_id, GRANT_RIGHT):
        dossier = Dossier.objects.get(id=dossier_id)
        cabinet = Organisation.objects.filter(kind="cabinet", siren=siren_tidy(siren)).first()
        findings = []
        if dossier.cabinet_id is not None:
            text = "Ce dossier a déjà un cabinet : quittez-le d’abord."
            findings.append(Finding(code="access.cabinet.has_one", message=text))
        elif cabinet is None:
            text = "Aucun cabinet de ce SIREN n’utilise ce service : vérifiez-le auprès de lui."
            findings.append(Finding(code="access.cabinet.unknown", message=text, field="siren"))
        if findings or cabinet is None:
            raise Refused(findings)
        row = CabinetInvitation.objects.create(
            number=dossier_id, siren=dossier.siren, name=dossier.name, company_id=dossier.client_id,
            cabinet=cabinet, message=message.strip()[:500], sent_by=as_uuid(act.actor),
            expires_at=act.at + timedelta(days=DAYS_OPEN),
        )  # fmt: skip
        row.refresh_from_db(fields=["public_id"])
        audit.record(
            act, "access.cabinet.invited", dossier_id=dossier_id, after={"cabinet": cabinet.name}
        )
        _tell_managers(cabinet.id, f"{dossier.name} vous invite à tenir son dossier.")
    return row.public_id


def withdraw_invitation(act: Act, dossier_id: int, public_id: UUID) -> None:
    """Take an invitation back before it is answered. Raises NotFound, Forbidden."""
    with write(act, dossier_id, GRANT_RIGHT):
        mine = CabinetInvitation.objects.filter(
            number=dossier_id, public_id=public_id, state="sent"
        )
        if not mine.update(state="withdrawn", answered_by=as_uuid(act.actor), answered_at=act.at):
            raise NotFound
        audit.record(act, "access.cabinet.withdrawn", dossier_id=dossier_id)


def answer_invitation(act: Act, public_id: UUID, *, accept: bool) -> None:
    """The cabinet takes the Dossier in Mode Expert-Comptable, or declines.

    Its members get the rights that they would have in a Dossier of their own making. Raises
    NotFound, Forbidden for a member who administers nothing, Conflict when it is too late.
    """
    with db.scope(service(act), []):
        row = CabinetInvitation.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        require_manager(act, row.cabinet_id)
        if row.state != "sent" or row.expires_at <= act.at:
            raise Conflict("Cette invitation n’attend plus de réponse.")
        with connection.cursor() as cursor:
            cursor.execute(db.scope_statement(service(act), [row.number]))
        if accept:
            _take_on(row)
        CabinetInvitation.objects.filter(id=row.id).update(
            state="accepted" if accept else "declined", answered_by=as_uuid(act.actor),
            answered_at=act.at,
        )  # fmt: skip
        audit.record(
            act, "access.cabinet.accepted" if accept else "access.cabinet.declined",
            dossier_id=row.number, after={"cabinet": row.cabinet.name},
        )  # fmt: skip


def _take_on(row: CabinetInvitation) -> None:
    dossier = Dossier.objects.filter(id=row.number).first()
    if dossier is None or dossier.archived_at is not None or dossier.cabinet_id is not None:
        raise Conflict("Ce dossier n’est plus à prendre : il a un cabinet, ou il est archivé.")
    set_cabinet(row.number, row.cabinet_id)
    for member in Membership.objects.filter(organisation_id=row.cabinet_id).select_related("user"):
        preset, rights = first_level("expert" if member.is_admin else "collaborateur")
        put_first(row.number, str(member.user.public_id), rights, preset)


def ask_departure(
    act: Act, dossier_id: int, *, at: datetime | None = None, reason: str = ""
) -> UUID:
    """Leave the cabinet from an instant on; None ends its rights at once.

    Raises Refused (no cabinet, asked already), Forbidden for who does not speak for the company.
    """
    with write(act, dossier_id, "books.read"):
        dossier = Dossier.objects.select_related("cabinet").get(id=dossier_id)
        require_speaker(act, dossier)
        if dossier.cabinet is None:
            text = "Aucun cabinet ne tient ce dossier."
            raise Refused([Finding(code="access.cabinet.none", message=text)])
        row = CabinetDeparture.objects.create(
            number=dossier_id, siren=dossier.siren, name=dossier.name, company_id=dossier.client_id,
            cabinet=dossier.cabinet, reason=reason.strip()[:500], asked_by=as_uuid(act.actor),
            effective_at=max(at or act.at, act.at),
        )  # fmt: skip
        row.refresh_from_db(fields=["public_id"])
        audit.record(
            act, "access.cabinet.departure_asked", dossier_id=dossier_id,
            after={"cabinet": dossier.cabinet.name, "at": row.effective_at, "reason": row.reason},
        )  # fmt: skip
        when = f"{row.effective_at.astimezone(clock.PARIS):%d/%m/%Y}"
        _tell_managers(dossier.cabinet.id, f"{dossier.name} quitte votre cabinet le {when}.")
    if at is None or at <= act.at:
        apply_departures(act, [row.public_id])
    return row.public_id


def require_speaker(act: Act, dossier: Dossier) -> None:
    """Who speaks for the company of a Dossier: its SaaS administrator; where it has none, who gives
    the rights of the Dossier on its side. In the open scope. Raises Forbidden."""
    if act.is_system:
        return
    speaking = SaasAdministrator.objects.filter(
        organisation_id=dossier.client_id, starts_at__lte=act.at
    ).exclude(ends_at__lte=act.at)
    if speaking.filter(user__public_id=as_uuid(act.actor)).exists():
        return
    own = Grant.objects.filter(
        dossier_id=dossier.id, user_id=act.actor, mode="company", writes__contains=["rights"]
    )
    if speaking.exists() or not own.exists():
        raise Forbidden("Cet acte revient à l’administrateur SaaS de la société.")


def cancel_departure(act: Act, dossier_id: int, public_id: UUID) -> None:
    """Stay after all. Raises NotFound once it is done, Forbidden."""
    with write(act, dossier_id, "books.read"):
        require_speaker(act, Dossier.objects.get(id=dossier_id))
        mine = CabinetDeparture.objects.filter(
            number=dossier_id, public_id=public_id, done_at=None, cancelled_at=None
        )
        if not mine.update(cancelled_at=act.at, cancelled_by=as_uuid(act.actor)):
            raise NotFound
        audit.record(act, "access.cabinet.departure_cancelled", dossier_id=dossier_id)


def apply_departures(act: Act, only: Iterable[UUID] | None = None) -> int:
    """End the rights of the cabinets whose date has come; how many Dossiers. For the job."""
    due = CabinetDeparture.objects.filter(done_at=None, cancelled_at=None, effective_at__lte=act.at)
    if only is not None:
        due = due.filter(public_id__in=list(only))
    done = 0
    for row in due.order_by("id"):
        with db.scope(service(act), [row.number]):
            mine = CabinetDeparture.objects.select_for_update(of=("self",))
            if mine.filter(id=row.id, done_at=None, cancelled_at=None).first() is None:
                continue
            persons = _let_go(row)
            CabinetDeparture.objects.filter(id=row.id).update(done_at=act.at, persons=persons)
            audit.record(
                act, "access.cabinet.departed", dossier_id=row.number,
                before={"cabinet": row.cabinet.name, "persons": persons},
            )  # fmt: skip
            done += 1
    return done


def _let_go(row: CabinetDeparture) -> int:
    """In the scope of the service: who asked keeps the Dossier, the cabinet's people lose it."""
    preset, rights = first_level("autonome")
    put_first(row.number, str(row.asked_by), rights, preset)
    leaving = list(
        Grant.objects.filter(dossier_id=row.number, mode="expert").values_list("user_id", flat=True)
    )
    for user_id in leaving:
        call_gate("access_put_grants", row.number, None, user_id, None)
    set_cabinet(row.number, None)
    return len(leaving)


def _tell_managers(organisation_id: int, text: str) -> None:
    members = Membership.objects.filter(organisation_id=organisation_id, is_admin=True)
    for member in members.select_related("user"):
        notify(member.user, "cabinet", text)


def invitations_received(act: Act) -> list[InvitationRow]:
    """Invitations that wait for an answer of the cabinets that the actor administers."""
    own = [p.id for p in places_of(act) if p.kind == "cabinet" and p.administers]
    if not own:
        return []
    return run_sql("access/invitations", into=InvitationRow, number=None, cabinets=own)


def ties_of(act: Act, dossier_id: int) -> tuple[list[InvitationRow], list[DepartureRow], str]:
    """Invitations and departures of a Dossier, and the name of its cabinet (or nothing)."""
    with read(act, dossier_id):
        cabinet = Dossier.objects.select_related("cabinet").get(id=dossier_id).cabinet
        sent = run_sql("access/invitations", into=InvitationRow, number=dossier_id, cabinets=None)
        left = run_sql("access/departures", into=DepartureRow, number=dossier_id, cabinets=None)
    return sent, left, cabinet.name if cabinet else ""


def may_speak(act: Act, dossier_id: int) -> bool:
    """Whether the actor may leave the cabinet and take the books away."""
    with read(act, dossier_id):
        try:
            require_speaker(act, Dossier.objects.get(id=dossier_id))
        except Forbidden:
            return False
    return True
