"""Reading subscriptions and their deliveries: by administrators of the organisation only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from boucle.access.public import Membership
from boucle.kernel import db
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import NotFound
from boucle.kernel.pagination import Page
from boucle.tenancy.public import Organisation
from boucle.webhooks.models import Attempt, Delivery, Subscription
from boucle.webhooks.types import AttemptRow, DeliveryRow, Hook

NEWEST = 2**62


def administered(act: Act) -> list[Organisation]:
    """The organisations whose webhooks the actor may see and change, by name."""
    if act.is_system:
        return []
    found = Membership.objects.select_related("organisation").filter(
        user__public_id=act.actor, user__is_active=True, is_admin=True
    )
    return sorted((one.organisation for one in found), key=lambda one: one.name)


def mine(act: Act) -> QuerySet[Subscription]:
    """Subscriptions of these organisations. Inside an open scope."""
    places = [one.id for one in administered(act)]
    found = Subscription.objects.filter(organisation_id__in=places)
    return found.select_related("organisation")


def hooks_of(act: Act) -> list[Hook]:
    """Subscriptions of the organisations that the actor administers, the newest first."""
    with db.scope(act, []):
        return [hook_of(row) for row in mine(act).order_by("-id")]


def hook_of(row: Subscription) -> Hook:
    """A subscription without its secrets."""
    return Hook(
        public_id=row.public_id,
        label=row.label,
        url=row.url,
        types=tuple(row.types),
        state=row.state,
        failures=row.failures,
        organisation=row.organisation.name,
        organisation_id=row.organisation.public_id,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        former_until=row.former_until,
    )


def find(act: Act, public_id: UUID) -> Subscription:
    """The subscription, in an open scope. Raises NotFound for another organisation's."""
    row = mine(act).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def hook(act: Act, public_id: UUID) -> Hook:
    """One subscription. Raises NotFound."""
    with db.scope(act, []):
        return hook_of(find(act, public_id))


def deliveries(
    act: Act, public_id: UUID, *, state: str = "", before_id: int = NEWEST, limit: int = 50
) -> Page[DeliveryRow]:
    """A page of deliveries of a subscription, the newest first. Raises NotFound."""
    with db.scope(act, []):
        find(act, public_id)
        rows = run_sql(
            "webhooks/deliveries", into=DeliveryRow, hook=public_id, state=state,
            before_id=before_id, limit=limit + 1,
        )  # fmt: skip
    return Page.of(rows, limit=limit)


def delivery(act: Act, public_id: UUID, number: UUID) -> tuple[Delivery, list[AttemptRow]]:
    """One delivery and every attempt at it, the first first. Raises NotFound."""
    with db.scope(act, []):
        row = Delivery.objects.filter(subscription=find(act, public_id), public_id=number).first()
        if row is None:
            raise NotFound
        tries = Attempt.objects.filter(delivery=row).order_by("id")
        found = [
            AttemptRow(one.at, one.milliseconds, one.status, one.error, one.answer) for one in tries
        ]
    return row, found


def switched_off(act: Act) -> int:
    """How many of the actor's webhooks were switched off after failures: for a notice."""
    return Subscription.objects.filter(
        state="disabled",
        organisation__memberships__is_admin=True,
        organisation__memberships__user__public_id=act.actor,
    ).count()
