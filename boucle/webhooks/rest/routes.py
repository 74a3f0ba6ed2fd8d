"""Webhooks by the API: the organisation's own, for its administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from boucle.kernel.rest import Body, Limit, Place, Rest, operation
from boucle.webhooks.commands import (
    change_hook,
    create_hook,
    drop_hook,
    ping,
    redeliver,
    rotate_secret,
)
from boucle.webhooks.queries import NEWEST, deliveries, delivery, hook, hooks_of
from boucle.webhooks.rules import EVERY, TYPES, URL_MOST

router = Router()
Types = Annotated[list[str], Field(min_length=1, max_length=len(TYPES) + 1)]


class HookOut(Schema):
    """A subscription; `state` is active, paused or disabled (by us, after failures)."""

    id: UUID
    organisation: UUID
    label: str
    url: str
    types: list[str]
    state: str
    failures: int
    created_at: datetime
    disabled_at: datetime | None
    former_until: datetime | None


class NewHook(Body):
    """`organisation` may be left out by who administers one only; `types` may be `["*"]`."""

    label: str = Field(max_length=200)
    url: str = Field(max_length=URL_MOST)
    types: Types
    organisation: UUID | None = None


class ChangedHook(Body):
    """The whole subscription; `active` puts it in motion again, or stops it."""

    label: str = Field(max_length=200)
    url: str = Field(max_length=URL_MOST)
    types: Types
    active: bool = True


class MadeHook(Schema):
    """A subscription and its secret, given this once."""

    hook: HookOut
    secret: str


class Secret(Schema):
    """The new secret, given this once; the former signs beside it until tomorrow."""

    secret: str


class DeliveryOut(Schema):
    """A delivery with its last attempt; `state` is waiting, delivered or failed."""

    id: UUID
    event: UUID
    type: str
    state: str
    attempts: int
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None
    status: int | None
    error: str


class Deliveries(Schema):
    """A page, the newest first; `next` goes into `apres`."""

    items: list[DeliveryOut]
    next: int | None


class AttemptOut(Schema):
    """One call."""

    at: datetime
    milliseconds: int
    status: int | None
    error: str
    answer: str


class DeliveryFull(Schema):
    """A delivery: what was sent, byte for byte, and each attempt."""

    id: UUID
    event: UUID
    type: str
    state: str
    body: str
    attempts: list[AttemptOut]


class Made(Schema):
    """Something under way: its delivery."""

    id: UUID


class EventTypes(Schema):
    """What may be asked for; `*` is all of them, and those to come."""

    types: list[str]


def _out(one: Any) -> dict[str, Any]:
    return {
        "id": one.public_id, "organisation": one.organisation_id, "label": one.label,
        "url": one.url, "types": list(one.types), "state": one.state, "failures": one.failures,
        "created_at": one.created_at, "disabled_at": one.disabled_at,
        "former_until": one.former_until,
    }  # fmt: skip


@router.get(
    "/webhooks/evenements",
    **operation("webhook-types", "webhooks.types", "Événements que l’on peut demander", EventTypes),
)
def event_types(request: Rest) -> Any:
    """The names, which are those of the acts in the audit log."""
    return {"types": [*TYPES, EVERY]}


@router.get("/webhooks", **operation("webhooks", "webhooks.list", "Webhooks", list[HookOut]))
def every(request: Rest) -> Any:
    """Those of the organisations that the owner of the key administers."""
    return [_out(one) for one in hooks_of(request.act)]


@router.post(
    "/webhooks",
    **operation("webhooks", "webhooks.create", "Créer un webhook", MadeHook, status=201),
)
def create(request: Rest, body: NewHook) -> Any:
    """The secret is in this answer and nowhere else."""
    made, secret = create_hook(
        request.act, label=body.label, url=body.url, types=body.types,
        organisation=body.organisation,
    )  # fmt: skip
    return Status(201, {"hook": _out(made), "secret": secret})


@router.get("/webhooks/{hook}", **operation("webhook", "webhooks.get", "Un webhook", HookOut))
def one(request: Rest, hook: UUID) -> Any:
    """One subscription."""
    return _out(_hook(request, hook))


def _hook(request: Rest, public_id: UUID) -> Any:
    return hook(request.act, public_id)


@router.put(
    "/webhooks/{hook}", **operation("webhook", "webhooks.change", "Modifier un webhook", HookOut)
)
def change(request: Rest, hook: UUID, body: ChangedHook) -> Any:
    """Name, address, events, on or off."""
    return _out(
        change_hook(
            request.act, hook, label=body.label, url=body.url, types=body.types,
            active=body.active,
        )
    )  # fmt: skip


@router.delete(
    "/webhooks/{hook}",
    **operation("webhook", "webhooks.delete", "Supprimer un webhook", None, status=204),
)
def delete(request: Rest, hook: UUID) -> Any:
    """The subscription and its log go."""
    drop_hook(request.act, hook)
    return Status(204, None)


@router.post(
    "/webhooks/{hook}/secret",
    **operation("webhook-secret", "webhooks.rotate", "Renouveler le secret", Secret),
)
def rotate(request: Rest, hook: UUID) -> Any:
    """Both secrets sign for a day."""
    return {"secret": rotate_secret(request.act, hook)}


@router.post(
    "/webhooks/{hook}/essai",
    **operation("webhook-ping", "webhooks.ping", "Envoyer un essai", Made, status=202),
)
def trial(request: Rest, hook: UUID) -> Any:
    """An event `webhooks.ping`."""
    return Status(202, {"id": ping(request.act, hook)})


@router.get(
    "/webhooks/{hook}/livraisons",
    **operation("webhook-deliveries", "webhooks.deliveries", "Journal des livraisons", Deliveries),
)
def log(
    request: Rest, hook: UUID, etat: Literal["", "waiting", "delivered", "failed"] = "",
    apres: Place = NEWEST, limite: Limit = 50,
) -> Any:  # fmt: skip
    """Kept a month."""
    page = deliveries(request.act, hook, state=etat, before_id=apres, limit=limite)
    items = [
        {
            "id": row.public_id, "event": row.event, "type": row.type, "state": row.state,
            "attempts": row.attempts, "created_at": row.created_at, "due_at": row.due_at,
            "ended_at": row.ended_at, "status": row.status, "error": row.error,
        }
        for row in page.rows
    ]  # fmt: skip
    return {"items": items, "next": page.rows[-1].id if page.has_next else None}


@router.get(
    "/webhooks/{hook}/livraisons/{delivery}",
    **operation("webhook-delivery", "webhooks.delivery", "Une livraison", DeliveryFull),
)
def one_delivery(request: Rest, hook: UUID, delivery: UUID) -> Any:
    """What was sent, and what came of each attempt."""
    row, tries = _delivery(request, hook, delivery)
    return {
        "id": row.public_id, "event": row.event, "type": row.type, "state": row.state,
        "body": row.body, "attempts": tries,
    }  # fmt: skip


def _delivery(request: Rest, public_id: UUID, number: UUID) -> Any:
    return delivery(request.act, public_id, number)


@router.post(
    "/webhooks/{hook}/livraisons/{delivery}/renvoi",
    **operation("webhook-again", "webhooks.redeliver", "Renvoyer", None, status=204),
)
def again(request: Rest, hook: UUID, delivery: UUID) -> Any:
    """Send once more; the receiver knows it by the same `webhook-id`."""
    redeliver(request.act, hook, delivery)
    return Status(204, None)
