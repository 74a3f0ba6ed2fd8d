"""Accounts, administrators, contract, support and cabinets by the API, for who administers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from boucle.access import accounts, cabinets, contract, saas_admins, standing, support
from boucle.access.queries import dossier_for
from boucle.access.rest.routes import router
from boucle.access.types_accounts import NewAdministrator
from boucle.kernel import clock
from boucle.kernel.rest import Body, Rest, operation

_ORGANISATION = "/organisations/{place}"


class PlaceOut(Schema):
    """An organisation of the person; `is_saas`: he speaks for it."""

    id: UUID
    name: str
    kind: str
    is_member: bool
    is_manager: bool
    is_saas: bool


class AccountOut(Schema):
    """A person of an organisation: access account, and whether he has an application account."""

    id: UUID
    user_id: UUID
    login: str
    name: str
    opened_at: datetime
    closed_at: datetime | None
    on_word_of: str
    has_application: bool
    is_manager: bool
    is_saas: bool


class NewRequest(Body):
    """An access account to open (with a name) or to close."""

    kind: Literal["open", "close"]
    login: str = Field(max_length=150)
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    reason: str = Field("", max_length=500)


class RequestOut(Schema):
    """A request to the operator; `state` is asked, done or refused."""

    id: UUID
    kind: str
    login: str
    name: str
    state: str
    asked_by: str
    asked_at: datetime
    done_at: datetime | None
    answer: str


class Use(Body):
    """An application account; `is_manager`: gives and takes them too."""

    is_manager: bool = False


class AdministratorOut(Schema):
    """A SaaS administrator, past, present or to come; `company` for one of a third party."""

    id: UUID
    login: str
    name: str
    starts_at: datetime
    ends_at: datetime | None
    company: str
    document: str
    named_by: str


class NewAdministratorIn(Body):
    """Whom to name; without `starts_on`, now. `replaces` ends another at that instant."""

    login: str = Field(max_length=150)
    starts_on: date | None = None
    company: str = Field("", max_length=200)
    signed_by: str = Field("", max_length=200)
    signed_on: date | None = None
    document: str = Field("", max_length=200)
    replaces: UUID | None = None
    reason: str = Field("", max_length=500)


class Made(Schema):
    """What was made."""

    id: UUID


class Used(Schema):
    """An ordered element; `used` is null for a module."""

    code: str
    label: str
    included: int
    used: int | None


class ContractOut(Schema):
    """The contract of an organisation and its consumption today."""

    reference: str | None
    signed_on: date | None
    activated_at: datetime | None
    elements: list[Used]


class SessionOut(Schema):
    """A support session; `state` is asked, refused, granted, open or ended."""

    id: UUID
    staff: str
    reason: str
    ticket: str
    state: str
    is_emergency: bool
    may_write: bool
    asked_at: datetime
    opened_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None


class SessionAnswer(Body):
    """The client's word; `may_write` counts only where writing was asked for."""

    accept: bool
    may_write: bool = False


class NewInvitation(Body):
    """A cabinet to invite, by its SIREN, into a Dossier (SIREN or `SIREN~short id`)."""

    dossier: str = Field(max_length=40)
    siren: str = Field(max_length=20)
    message: str = Field("", max_length=500)


class InvitationAnswer(Body):
    """The cabinet's word."""

    accept: bool


class NewDeparture(Body):
    """Leave the cabinet of a Dossier on a day (Paris); without it, at once."""

    dossier: str = Field(max_length=40)
    effective_on: date | None = None
    reason: str = Field("", max_length=500)


def _number(place: UUID) -> int:
    return int(accounts.organisation_of(place).id)


@router.get(
    "/organisations",
    **operation("places", "organisations.list", "Mes organisations", list[PlaceOut]),
)
def places(request: Rest) -> Any:
    """Organisations of the owner of the key, and what he is there."""
    return [_with_id(one) for one in standing.places_of(request.act)]


def _with_id(row: Any) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in row.__slots__}
    return {**facts, "id": row.public_id}


@router.get(
    _ORGANISATION + "/comptes",
    **operation("accounts-list", "comptes_acces.list", "Comptes des personnes", list[AccountOut]),
)
def accounts_list(request: Rest, place: UUID, fermes: bool = False) -> Any:
    """Persons by name; `fermes` adds those whose access is closed."""
    rows = accounts.accounts_of(request.act, _number(place), closed=fermes)
    return [_with_id(row) for row in rows]


@router.get(
    _ORGANISATION + "/demandes",
    **operation("account-requests", "demandes.list", "Demandes de comptes", list[RequestOut]),
)
def requests_list(request: Rest, place: UUID) -> Any:
    """The newest first."""
    return [_with_id(row) for row in accounts.requests_of(request.act, _number(place))]


@router.post(
    _ORGANISATION + "/demandes",
    **operation("account-requests", "demandes.create", "Demander un compte accès", Made,
                status=201),
)  # fmt: skip
def request_account(request: Rest, place: UUID, body: NewRequest) -> Any:
    """For a SaaS administrator: the operator opens or closes the account."""
    made = accounts.ask_account(request.act, _number(place), **body.dict())
    return Status(201, {"id": made})


@router.put(
    _ORGANISATION + "/comptes/{person}",
    **operation("account-use", "comptes_applicatifs.give", "Donner l’usage", None, status=204),
)
def give_use(request: Rest, place: UUID, person: UUID, body: Use) -> Any:
    """An application account; refused when the contract has no seat left."""
    accounts.give_application(request.act, _number(place), person, is_manager=body.is_manager)
    return Status(204, None)


@router.delete(
    _ORGANISATION + "/comptes/{person}",
    **operation("account-use", "comptes_applicatifs.take", "Retirer l’usage", None, status=204),
)
def take_use(request: Rest, place: UUID, person: UUID) -> Any:
    """The application account and every right on the organisation's Dossiers."""
    accounts.take_application(request.act, _number(place), person)
    return Status(204, None)


@router.get(
    _ORGANISATION + "/administrateurs",
    **operation("saas-admins", "administrateurs.list", "Administrateurs SaaS",
                list[AdministratorOut]),
)  # fmt: skip
def administrators(request: Rest, place: UUID) -> Any:
    """Past, present and to come."""
    rows = saas_admins.administrators_of(request.act, _number(place))
    return [_with_id(row) for row in rows]


@router.post(
    _ORGANISATION + "/administrateurs",
    **operation("saas-admins", "administrateurs.name", "Désigner un administrateur SaaS", Made,
                status=201),
)  # fmt: skip
def name_administrator(request: Rest, place: UUID, body: NewAdministratorIn) -> Any:
    """For a SaaS administrator in office."""
    starts = clock.start_of_day(body.starts_on) if body.starts_on else request.act.at
    new = NewAdministrator(
        body.login, starts, body.company, body.signed_by, body.signed_on, body.document
    )
    made = saas_admins.name_administrator(
        request.act, _number(place), new, replaces=body.replaces, reason=body.reason
    )
    return Status(201, {"id": made})


@router.delete(
    _ORGANISATION + "/administrateurs/{administrator}",
    **operation("saas-admin", "administrateurs.end", "Mettre fin à une désignation", None,
                status=204),
)  # fmt: skip
def end_administrator(request: Rest, place: UUID, administrator: UUID) -> Any:
    """At once; refused for the last one."""
    act = request.act
    saas_admins.end_administrator(act, _number(place), administrator, at=act.at)
    return Status(204, None)


@router.get(
    _ORGANISATION + "/contrat",
    **operation("contract", "contrat.get", "Contrat et consommation", ContractOut),
)
def contract_get(request: Rest, place: UUID) -> Any:
    """What is ordered today and what is used of it."""
    number = _number(place)
    found = contract.contract_of(request.act, number)
    return {
        "reference": found and found.reference, "signed_on": found and found.signed_on,
        "activated_at": found and found.activated_at,
        "elements": contract.consumption(request.act, number),
    }  # fmt: skip


@router.get(
    _ORGANISATION + "/assistance",
    **operation("support", "assistance.list", "Sessions d’assistance", list[SessionOut]),
)
def support_list(request: Rest, place: UUID) -> Any:
    """The newest first."""
    now = clock.now()
    rows = support.support_of(request.act, _number(place))
    return [{**_with_id(row), "state": row.state(now)} for row in rows]


@router.post(
    "/assistance/{session}",
    **operation("support-session", "assistance.answer", "Répondre à une demande", None,
                status=204),
)  # fmt: skip
def support_answer(request: Rest, session: UUID, body: SessionAnswer) -> Any:
    """For a SaaS administrator of the client."""
    support.answer_support(request.act, session, accept=body.accept, may_write=body.may_write)
    return Status(204, None)


@router.delete(
    "/assistance/{session}",
    **operation("support-session", "assistance.end", "Mettre fin à une session", None, status=204),
)
def support_end(request: Rest, session: UUID) -> Any:
    """At once, by either side."""
    support.end_support(request.act, session)
    return Status(204, None)


@router.post(
    "/invitations",
    **operation("invitations", "cabinet.invite", "Inviter un cabinet", Made, status=201),
)
def invite(request: Rest, body: NewInvitation) -> Any:
    """For who gives the rights of the Dossier."""
    dossier = dossier_for(request.act, body.dossier)
    made = cabinets.invite_cabinet(request.act, dossier.id, siren=body.siren, message=body.message)
    return Status(201, {"id": made})


@router.post(
    "/invitations/{invitation}",
    **operation("invitation", "cabinet.answer", "Répondre à une invitation", None, status=204),
)
def answer_invitation(request: Rest, invitation: UUID, body: InvitationAnswer) -> Any:
    """For an administrator of the cabinet."""
    cabinets.answer_invitation(request.act, invitation, accept=body.accept)
    return Status(204, None)


@router.post(
    "/departs",
    **operation("departures", "cabinet.leave", "Quitter le cabinet", Made, status=201),
)
def leave(request: Rest, body: NewDeparture) -> Any:
    """For who speaks for the company; the cabinet's rights end on that day."""
    dossier = dossier_for(request.act, body.dossier)
    at = clock.start_of_day(body.effective_on) if body.effective_on else None
    made = cabinets.ask_departure(request.act, dossier.id, at=at, reason=body.reason)
    return Status(201, {"id": made})
