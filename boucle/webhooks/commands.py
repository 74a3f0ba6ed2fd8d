"""Making and changing subscriptions; sending again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from boucle.kernel import audit, db
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Forbidden, NotFound, Refused
from boucle.kernel.ids import new_id
from boucle.kernel.sealed import seal
from boucle.webhooks.models import Delivery, Subscription
from boucle.webhooks.queries import administered, find, hook_of
from boucle.webhooks.rules import EVERY, FORMER_SECONDS, PING, TYPES, new_secret, wrong_url
from boucle.webhooks.sending import address_of
from boucle.webhooks.types import Hook

USE = "webhooks.secret"
HOOKS_MOST = 20
LABEL_MOST = 80


def create_hook(
    act: Act, *, label: str, url: str, types: Sequence[str], organisation: UUID | None = None
) -> tuple[Hook, str]:
    """A new subscription, and its secret, shown this once.

    Without `organisation`, the only one that the actor administers. Raises Refused, Forbidden.
    """
    _check(label, url, types)
    secret = new_secret()
    with db.scope(act, []):
        place = _place(act, organisation)
        if Subscription.objects.filter(organisation_id=place.id).count() >= HOOKS_MOST:
            raise Refused([_finding("most", f"{HOOKS_MOST} webhooks au plus par organisation.")])
        row = Subscription.objects.create(
            organisation_id=place.id,
            label=label.strip(),
            url=url.strip(),
            types=sorted(set(types)),
            secret=seal(secret, USE),
            created_by=act.actor,
        )
        row.refresh_from_db()
        _record(act, row, "webhooks.subscription.created", after=_facts(row))
        return hook_of(row), secret


def _place(act: Act, wanted: UUID | None) -> Any:
    places = administered(act)
    if not places:
        raise Forbidden("Seul l’administrateur d’une organisation crée ses webhooks.")
    if wanted is None and len(places) > 1:
        raise Refused([_finding("organisation", "Dites pour quelle organisation.", "organisation")])
    found = [one for one in places if wanted in (None, one.public_id)]
    if not found:
        raise NotFound
    return found[0]


def change_hook(
    act: Act, public_id: UUID, *, label: str, url: str, types: Sequence[str], active: bool
) -> Hook:
    """Name, address, events; on or off. Raises NotFound, Refused."""
    _check(label, url, types)
    with db.scope(act, []):
        row = find(act, public_id)
        before = _facts(row)
        row.label, row.url, row.types = label.strip(), url.strip(), sorted(set(types))
        if active:
            row.state, row.failures, row.disabled_at = "active", 0, None
        elif row.state == "active":
            row.state = "paused"
        row.save()
        _record(act, row, "webhooks.subscription.changed", before=before, after=_facts(row))
        return hook_of(row)


def drop_hook(act: Act, public_id: UUID) -> None:
    """The subscription and its log go; nothing more is sent. Raises NotFound."""
    with db.scope(act, []):
        row = find(act, public_id)
        _record(act, row, "webhooks.subscription.deleted", before=_facts(row))
        row.delete()


def rotate_secret(act: Act, public_id: UUID) -> str:
    """A new secret, shown this once; the former one still signs beside it for a day."""
    secret = new_secret()
    with db.scope(act, []):
        row = find(act, public_id)
        row.former_secret, row.secret = row.secret, seal(secret, USE)
        row.former_until = act.at + timedelta(seconds=FORMER_SECONDS)
        row.save(update_fields=["secret", "former_secret", "former_until"])
        _record(act, row, "webhooks.subscription.secret", after={"label": row.label})
    return secret


def ping(act: Act, public_id: UUID) -> UUID:
    """Send a trial event; the public id of its delivery. Raises NotFound, Refused (off)."""
    with db.scope(act, []):
        row = _active(act, public_id)
        event = new_id()
        body = {
            "id": str(event), "type": PING, "at": act.at.isoformat(),
            "organisation": str(row.organisation.public_id), "dossier": None, "actor": act.actor,
            "origin": act.origin, "before": None, "after": {"label": row.label},
            "truncated": False,
        }  # fmt: skip
        made = Delivery.objects.create(
            subscription=row, event=event, type=PING, body=json.dumps(body, ensure_ascii=False)
        )
        made.refresh_from_db()
        _wake()
        return made.public_id


def redeliver(act: Act, public_id: UUID, delivery: UUID) -> None:
    """Send once more what was sent or given up, with a fresh count of attempts."""
    with db.scope(act, []):
        row = _active(act, public_id)
        done = Delivery.objects.filter(subscription=row, public_id=delivery).update(
            state="waiting", attempts=0, due_at=act.at, ended_at=None
        )
        if not done:
            raise NotFound
        what = {"label": row.label, "delivery": str(delivery)}
        _record(act, row, "webhooks.delivery.redelivered", after=what)
        _wake()


def _active(act: Act, public_id: UUID) -> Subscription:
    row = find(act, public_id)
    if row.state != "active":
        raise Refused([_finding("off", "Ce webhook est arrêté : remettez-le d’abord en marche.")])
    return row


def _wake() -> None:
    app.configure_task("webhooks.deliver", queue="webhooks", lock="webhooks").defer()


def _check(label: str, url: str, types: Sequence[str]) -> None:
    found = []
    if not 1 <= len(label.strip()) <= LABEL_MOST:
        found.append(_finding("label", f"Le nom compte de 1 à {LABEL_MOST} signes.", "label"))
    wrong = wrong_url(url.strip(), private=settings.WEBHOOKS_PRIVATE) or _unreachable(url.strip())
    if wrong:
        found.append(_finding("url", wrong, "url"))
    if not types or any(one not in (*TYPES, EVERY) for one in types):
        found.append(_finding("types", "Choisissez au moins un événement de la liste.", "types"))
    if found:
        raise Refused(found)


def _unreachable(url: str) -> str | None:
    """Its name is looked up now, to say at once what each call would refuse."""
    from urllib.parse import urlsplit

    try:
        address_of(urlsplit(url).hostname or "", 443, private=settings.WEBHOOKS_PRIVATE)
    except UnicodeError:
        return "Ce nom de machine est illisible."
    except OSError as error:
        return str(error) if "privé" in str(error) else "Ce nom de machine est introuvable."
    return None


def _finding(code: str, message: str, field: str | None = None) -> Finding:
    return Finding(code=f"webhooks.{code}", message=message, field=field)


def _facts(row: Subscription) -> dict[str, Any]:
    return {"label": row.label, "url": row.url, "types": row.types, "state": row.state}


def _record(
    act: Act, row: Subscription, verb: str, *, before: object = None, after: object = None
) -> None:
    audit.record(act, verb, organisation_id=row.organisation_id, before=before, after=after)
