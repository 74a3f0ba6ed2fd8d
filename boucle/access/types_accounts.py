"""Facts of accounts, administrators, contracts and support sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that the actor reaches, and as what."""

    id: int
    public_id: UUID
    name: str
    kind: str
    is_member: bool
    is_manager: bool
    is_saas: bool

    @property
    def administers(self) -> bool:
        """Gives and takes the application accounts there."""
        return self.is_manager or self.is_saas


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person of an organisation: his two accounts and what he answers for."""

    public_id: UUID
    user_id: UUID
    login: str
    name: str
    email: str
    opened_at: datetime
    opened_by: str
    on_word_of: str
    closed_at: datetime | None
    has_application: bool
    is_manager: bool
    is_saas: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request of a SaaS administrator about an access account."""

    public_id: UUID
    organisation_id: int
    organisation_key: UUID
    organisation: str
    kind: str
    login: str
    name: str
    email: str
    reason: str
    state: str
    asked_by: str
    asked_at: datetime
    done_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An access account just opened; `link` or `password` is the first secret, shown this once.

    Both are empty for somebody who signs in already.
    """

    public_id: UUID
    login: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class AdministratorRow:
    """A SaaS administrator, past, present or to come."""

    public_id: UUID
    user_id: UUID
    login: str
    name: str
    starts_at: datetime
    ends_at: datetime | None
    company: str
    signed_by: str
    signed_on: date | None
    document: str
    named_by: str
    ended_by: str
    reason: str

    def stands(self, at: datetime) -> bool:
        """Whether he speaks for the client at that instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class NewAdministrator:
    """Whom to name; `company` and what follows only for somebody of a third party."""

    login: str
    starts_at: datetime
    company: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An ordered element as it was recorded; quantity 0 = ended."""

    code: str
    quantity: int
    starts_on: date
    order_ref: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Consumption:
    """What is included and what is used; `used` None for a module, which is there or not."""

    code: str
    label: str
    included: int
    used: int | None

    @property
    def is_over(self) -> bool:
        """More used than ordered."""
        return self.used is not None and self.used > self.included

    @property
    def is_near(self) -> bool:
        """Nine tenths or more."""
        return self.used is not None and self.used * 10 >= self.included * 9


@dataclass(frozen=True, slots=True)
class ContractRow:
    """The contract of a client."""

    id: int
    organisation_id: int
    organisation: str
    reference: str
    signatory: str
    signed_on: date
    activated_at: datetime | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A support session; times in UTC."""

    public_id: UUID
    organisation_id: int
    organisation_key: UUID
    organisation: str
    staff_id: UUID
    staff: str
    reason: str
    ticket: str
    is_emergency: bool
    asks_write: bool
    may_write: bool
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None
    opened_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    consented: bool

    def state(self, at: datetime) -> str:
        """asked, refused, granted (not yet entered), open or ended."""
        if self.ended_at is not None or (self.expires_at is not None and self.expires_at <= at):
            return "refused" if self.opened_at is None and self.answered_at else "ended"
        if self.opened_at is not None:
            return "open"
        return "granted" if self.answered_at is not None else "asked"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the actor stands: his organisations, and the support sessions that concern him now."""

    places: tuple[Place, ...]
    inside: tuple[SessionRow, ...] = ()
    watched: tuple[SessionRow, ...] = ()

    @property
    def members(self) -> tuple[Place, ...]:
        """Organisations where he has an application account."""
        return tuple(place for place in self.places if place.is_member)

    @property
    def is_staff(self) -> bool:
        """Works for the operator of the service."""
        return any(place.kind == "operator" for place in self.members)

    @property
    def is_idle(self) -> bool:
        """Reaches the service and may use nothing of it."""
        return not self.members


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client as the operator's staff lists it; `reference` None without a contract."""

    id: int
    public_id: UUID
    name: str
    kind: str
    siren: str
    reference: str | None
    is_active: bool
    persons: int
    waiting: int
    is_spoken_for: bool
    sort_key: str
