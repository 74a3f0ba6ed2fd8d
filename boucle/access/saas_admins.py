"""Who speaks for a client: named, replaced, ended, with dates of effect; history is kept.

Source: service requirements S-113 to S-118.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from boucle.access.models_accounts import AccessAccount, SaasAdministrator
from boucle.access.signin.models import Session
from boucle.access.standing import is_staff, may_see, require_saas
from boucle.access.types_accounts import AdministratorRow, NewAdministrator
from boucle.kernel import audit, db
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import Conflict, Finding, NotFound, Refused

SPECIAL_OPERATIONS = {
    "accounts": "Ouverture et fermeture des comptes accès",
    "saas_admins": "Désignation des administrateurs SaaS",
    "support": "Consentement aux sessions d’assistance",
    "takeaway": "Export complet et départ d’un cabinet",
    "restore": "Restauration d’environnement",
    "ged": "Changement d’espace de documents",
    "security": "Réglages de sécurité",
    "termination": "Résiliation",
}
"""What only a SaaS administrator asks for (S-114)."""


def administrators_of(act: Act, organisation_id: int) -> list[AdministratorRow]:
    """Past, present and to come, the latest first. Raises Forbidden, NotFound."""
    may_see(act, organisation_id)
    return run_sql("access/administrators", into=AdministratorRow, organisation=organisation_id)


def contacts_of(organisation_ids: list[int], at: datetime) -> list[AdministratorRow]:
    """Who speaks for these clients now: whom to ask, shown to any of their persons."""
    rows = [
        row
        for number in organisation_ids
        for row in run_sql("access/administrators", into=AdministratorRow, organisation=number)
    ]
    return [row for row in rows if row.stands(at)]


def name_administrator(
    act: Act,
    organisation_id: int,
    new: NewAdministrator,
    *,
    replaces: UUID | None = None,
    reason: str = "",
) -> UUID:
    """Name somebody from an instant on; `replaces` ends another at that very instant.

    The staff enters the first one, as the signed contract names him; all others are named by who
    speaks for the client.

    Raises Refused (unknown, acknowledgement missing, second one of a third party), Forbidden for
    who does not speak for the client, NotFound.
    """
    if not (is_staff(act) and not contacts_of([organisation_id], act.at)):
        require_saas(act, organisation_id)
    starts = max(new.starts_at, act.at)
    user_id = _user_of(organisation_id, new)
    with db.scope(act, []):
        _put_off()
        row = SaasAdministrator.objects.create(
            organisation_id=organisation_id, user_id=user_id, starts_at=starts,
            company=new.company.strip(), signed_by=new.signed_by.strip(), signed_on=new.signed_on,
            document=new.document.strip(), named_by=act.actor, reason=reason.strip()[:500],
        )  # fmt: skip
        row.refresh_from_db(fields=["public_id"])
        if replaces is not None:
            _end(act, organisation_id, replaces, starts, reason)
        _check()
        audit.record(
            act, "access.saas_admin.named", organisation_id=organisation_id,
            after={"login": new.login, "from": starts, "company": new.company,
                   "document": new.document, "replaces": str(replaces or "")},
        )  # fmt: skip
    return row.public_id


def end_administrator(
    act: Act, organisation_id: int, public_id: UUID, *, at: datetime, reason: str = ""
) -> None:
    """End a designation at an instant, now or later. Raises Refused for the last one."""
    require_saas(act, organisation_id)
    with db.scope(act, []):
        _put_off()
        _end(act, organisation_id, public_id, max(at, act.at), reason)
        _check()


def _end(act: Act, organisation_id: int, public_id: UUID, at: datetime, reason: str) -> None:
    row = SaasAdministrator.objects.select_related("user").filter(
        organisation_id=organisation_id, public_id=public_id
    )
    found = row.first()
    if found is None:
        raise NotFound
    if found.ends_at is not None and found.ends_at <= at:
        raise Conflict("Cette désignation a déjà une fin.")
    if at <= act.at:
        Session.objects.filter(user_id=found.user_id).delete()
    row.update(ends_at=max(at, found.starts_at), ended_by=act.actor, reason=reason.strip()[:500])
    audit.record(
        act, "access.saas_admin.ended", organisation_id=organisation_id,
        before={"login": found.user.login, "company": found.company}, after={"at": at},
    )  # fmt: skip


def _user_of(organisation_id: int, new: NewAdministrator) -> int:
    account = AccessAccount.objects.filter(
        organisation_id=organisation_id, user__login__iexact=new.login.strip(), closed_at=None
    ).first()
    if account is None:
        message = f"« {new.login} » n’a pas de compte accès dans cette organisation."
        help = "Demandez d’abord son compte accès."
        raise Refused(
            [Finding(code="access.saas_admin.unknown", message=message, field="login", help=help)]
        )
    return int(account.user_id)


def _put_off() -> None:
    """One ends and another begins: the rules look at the whole."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints boucle.access_saas_admin__rules deferred")


def _check() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints boucle.access_saas_admin__rules immediate")
