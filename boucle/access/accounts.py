"""Access accounts, opened and closed by the operator's staff on the client's word, and application
accounts, given by the client. Source: service requirements S-120 to S-124 and S-130."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import connection

from boucle.access.models import Membership, User
from boucle.access.models_accounts import AccessAccount, AccountRequest, SaasAdministrator
from boucle.access.signin.links import one_time_link
from boucle.access.signin.models import Session
from boucle.access.standing import SERVICE, may_see, require_manager, require_saas, require_staff
from boucle.access.types_accounts import AccountRow, Opened, RequestRow
from boucle.kernel import audit, db
from boucle.kernel.act import Act
from boucle.kernel.db import execute, run_sql
from boucle.kernel.errors import Conflict, Finding, NotFound, Refused
from boucle.tenancy.public import Organisation

FIRST_ACCESS = "/premier-acces/"
_LOGIN = re.compile(r"^[\w.@+-]{2,150}$")


def ask_account(
    act: Act,
    organisation_id: int,
    *,
    kind: str,
    login: str,
    name: str = "",
    email: str = "",
    reason: str = "",
) -> UUID:
    """A SaaS administrator asks to open or to close an access account; the number of the request.

    Raises Refused (login, name), Forbidden for anybody else, NotFound outside the organisation.
    """
    require_saas(act, organisation_id)
    login, name = login.strip(), name.strip()[:200]
    findings = _asked_findings(organisation_id, kind, login, name)
    if findings:
        raise Refused(findings)
    with db.scope(act, []):
        row = AccountRequest.objects.create(
            organisation_id=organisation_id, kind=kind, login=login, name=name,
            email=email.strip()[:254], reason=reason.strip()[:500], asked_by=act.actor,
        )  # fmt: skip
        row.refresh_from_db(fields=["public_id"])
        audit.record(
            act, f"access.account.asked_{kind}", organisation_id=organisation_id,
            after={"login": login, "reason": row.reason},
        )  # fmt: skip
    return row.public_id


def _asked_findings(organisation_id: int, kind: str, login: str, name: str) -> list[Finding]:
    if kind not in ("open", "close") or not _LOGIN.match(login):
        text = "Un identifiant compte de 2 à 150 lettres, chiffres ou signes . _ @ + -."
        return [Finding(code="access.user.login", message=text, field="login", value=login)]
    known = AccessAccount.objects.filter(
        organisation_id=organisation_id, user__login__iexact=login, closed_at=None
    ).exists()
    found = []
    if kind == "open" and known:
        text = f"« {login} » a déjà un compte accès ici."
        found.append(Finding(code="access.account.exists", message=text, field="login"))
    if kind == "close" and not known:
        text = f"« {login} » n’a pas de compte accès ici."
        found.append(Finding(code="access.account.unknown", message=text, field="login"))
    if kind == "open" and not name:
        text = "Indiquez le nom de la personne : un compte appartient à une seule personne."
        found.append(Finding(code="access.account.name", message=text, field="name"))
    return found


def requests_of(act: Act, organisation_id: int, *, waiting: bool = False) -> list[RequestRow]:
    """Requests of an organisation, the newest first. Raises Forbidden, NotFound."""
    may_see(act, organisation_id)
    return run_sql(
        "access/account_requests", into=RequestRow, organisation=organisation_id, waiting=waiting
    )


def waiting_requests(act: Act) -> list[RequestRow]:
    """What the staff has to carry out. Raises NotFound for anybody else."""
    require_staff(act)
    return run_sql("access/account_requests", into=RequestRow, organisation=None, waiting=True)


def answer_request(act: Act, public_id: UUID, *, accept: bool, answer: str = "") -> Opened | None:
    """Carry a request out, or refuse it with a reason. What was opened, with its first secret.

    Raises NotFound, Conflict when somebody answered already, Refused by a rule of accounts.
    """
    require_staff(act)
    with db.scope(service(act), []):
        row = AccountRequest.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        if row.state != "asked":
            raise Conflict("Cette demande a déjà reçu une réponse.")
        opened = None
        if accept and row.kind == "open":
            opened = _open(act, row.organisation_id, row.login, row.name, row.email, row, "")
        elif accept:
            _close(act, _account_of(row.organisation_id, row.login), row, "")
        else:
            audit.record(
                act, "access.account.declined", organisation_id=row.organisation_id,
                after={"login": row.login, "answer": answer},
            )  # fmt: skip
        AccountRequest.objects.filter(id=row.id).update(
            state="done" if accept else "refused", done_by=act.actor, done_at=act.at,
            answer=answer.strip()[:500],
        )  # fmt: skip
    return opened


def open_account(
    act: Act, organisation_id: int, *, login: str, name: str, ticket: str, email: str = ""
) -> Opened:
    """Open an access account on an instruction that came otherwise: its ticket says which.

    Raises Refused (login, name, no ticket, account there already), NotFound for who is not staff.
    """
    require_staff(act)
    findings = _asked_findings(organisation_id, "open", login.strip(), name.strip())
    findings += _ticket_findings(ticket)
    if findings:
        raise Refused(findings)
    with db.scope(act, []):
        return _open(act, organisation_id, login.strip(), name.strip(), email, None, ticket)


def close_account(act: Act, public_id: UUID, *, ticket: str) -> None:
    """Close an access account: sessions end, application account and rights go, the name stays.

    Raises Refused (no ticket, SaaS administrator in office), NotFound.
    """
    require_staff(act)
    findings = _ticket_findings(ticket)
    if findings:
        raise Refused(findings)
    with db.scope(service(act), []):
        account = AccessAccount.objects.select_related("user").filter(public_id=public_id).first()
        if account is None or account.closed_at is not None:
            raise NotFound
        _close(act, account, None, ticket)


def _ticket_findings(ticket: str) -> list[Finding]:
    if ticket.strip():
        return []
    text = "Indiquez la demande du client (n° de ticket) : aucun compte sans elle."
    return [Finding(code="access.account.ticket", message=text, field="ticket")]


def service(act: Act) -> Act:
    """The same act by the service itself, to reach the Dossiers that a decision touches."""
    return Act(actor=SERVICE, at=act.at, address=act.address, origin=act.origin)


def _open(
    act: Act, organisation_id: int, login: str, name: str, email: str,
    request: AccountRequest | None, ticket: str,
) -> Opened:  # fmt: skip
    """In the open scope."""
    user, link = User.objects.filter(login__iexact=login).first(), ""
    if user is None:
        user = User(login=login, name=name[:200], email=email.strip()[:254])
        user.set_unusable_password()
        user.save()
        link = f"{FIRST_ACCESS}{one_time_link(user, act)}"
    elif not user.is_active:
        User.objects.filter(id=user.id).update(is_active=True)
    account = AccessAccount.objects.create(
        user=user, organisation_id=organisation_id, opened_by=act.actor,
        open_request=request, open_ticket=ticket.strip()[:80],
    )  # fmt: skip
    account.refresh_from_db(fields=["public_id"])
    audit.record(
        act, "access.account.opened", organisation_id=organisation_id,
        after={"login": login, "name": name, "ticket": ticket, "asked": _asked(request)},
    )  # fmt: skip
    return Opened(account.public_id, login, link)


def _asked(request: AccountRequest | None) -> str:
    return str(request.public_id) if request else ""


def _account_of(organisation_id: int, login: str) -> AccessAccount:
    found = (
        AccessAccount.objects.select_related("user")
        .filter(organisation_id=organisation_id, user__login__iexact=login, closed_at=None)
        .first()
    )
    if found is None:
        raise Conflict(f"« {login} » n’a plus de compte accès ouvert ici.")
    return found


def _close(act: Act, account: AccessAccount, request: AccountRequest | None, ticket: str) -> None:
    """In the scope of the service, opened by the caller."""
    speaks = SaasAdministrator.objects.filter(
        organisation_id=account.organisation_id, user_id=account.user_id
    ).exclude(ends_at__lte=act.at)
    if speaks.exists():
        message = "Cette personne est administrateur SaaS."
        help = "Mettez d’abord fin à sa désignation, remplaçant nommé."
        raise Refused([Finding(code="access.account.saas_admin", message=message, help=help)])
    AccessAccount.objects.filter(id=account.id).update(
        closed_at=act.at, closed_by=act.actor, close_request=request,
        close_ticket=ticket.strip()[:80],
    )  # fmt: skip
    dossiers = withdraw(act, account.organisation_id, account.user)
    if not AccessAccount.objects.filter(user_id=account.user_id, closed_at=None).exists():
        User.objects.filter(id=account.user_id).update(is_active=False)
        Session.objects.filter(user_id=account.user_id).delete()
    audit.record(
        act, "access.account.closed", organisation_id=account.organisation_id,
        before={"login": account.user.login, "rights": dossiers},
        after={"ticket": ticket, "asked": _asked(request)},
    )  # fmt: skip


def withdraw(act: Act, organisation_id: int, user: User) -> int:
    """Take application account and rights on the organisation's Dossiers; how many Dossiers.

    In a scope of the service, which is left on those Dossiers.
    """
    Membership.objects.filter(user=user, organisation_id=organisation_id).delete()
    numbers = open_dossiers_of(act, organisation_id)
    return execute(
        "access/withdraw_grants", user=user.public_id, organisation=organisation_id
    ) if numbers else 0  # fmt: skip


def open_dossiers_of(act: Act, organisation_id: int) -> list[int]:
    """The open scope of the service, moved onto the Dossiers of an organisation; their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            db.query_text("access/dossiers_of_organisation"), {"organisation": organisation_id}
        )
        numbers = [int(row[0]) for row in cursor.fetchall()]
        cursor.execute(db.scope_statement(service(act), numbers))
    return numbers


def accounts_of(act: Act, organisation_id: int, *, closed: bool = False) -> list[AccountRow]:
    """Persons of an organisation, by name. Raises Forbidden, NotFound."""
    may_see(act, organisation_id)
    return run_sql("access/accounts", into=AccountRow, organisation=organisation_id, closed=closed)


def give_application(
    act: Act, organisation_id: int, user_id: UUID, *, is_manager: bool = False
) -> None:
    """Give a person of the organisation an application account, or change what it manages.

    Raises Refused (no access account, no seat left in the contract), Forbidden, NotFound.
    """
    require_manager(act, organisation_id)
    with db.scope(act, []):
        user = User.objects.filter(public_id=user_id, is_active=True).first()
        if user is None:
            raise NotFound
        _, is_new = Membership.objects.update_or_create(
            user=user, organisation_id=organisation_id, defaults={"is_admin": is_manager}
        )
        audit.record(
            act, "access.application.given" if is_new else "access.application.changed",
            organisation_id=organisation_id, after={"login": user.login, "manager": is_manager},
        )  # fmt: skip


def take_application(act: Act, organisation_id: int, user_id: UUID) -> None:
    """Take an application account and every right on the organisation's Dossiers.

    Raises Refused for one's own, Forbidden, NotFound.
    """
    require_manager(act, organisation_id)
    if str(user_id) == act.actor:
        message = "Vous ne retirez pas votre propre compte applicatif."
        help = "Demandez-le à un autre administrateur."
        raise Refused([Finding(code="access.application.own", message=message, help=help)])
    with db.scope(service(act), []):
        member = Membership.objects.select_related("user").filter(
            user__public_id=user_id, organisation_id=organisation_id
        )
        found = member.first()
        if found is None:
            raise NotFound
        rights = withdraw(act, organisation_id, found.user)
        audit.record(
            act, "access.application.taken", organisation_id=organisation_id,
            before={"login": found.user.login, "rights": rights},
        )  # fmt: skip


def organisation_of(public_id: UUID) -> Organisation:
    """An organisation by its public id. Raises NotFound. Whether one may see it: `may_see`."""
    found = Organisation.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
