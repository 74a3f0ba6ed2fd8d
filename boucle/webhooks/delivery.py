"""The work of the worker: send what is due, write what came of it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from boucle.kernel import audit, clock, db
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.sealed import unseal
from boucle.webhooks import rules, sending
from boucle.webhooks.commands import USE
from boucle.webhooks.models import Attempt, Delivery, Subscription
from boucle.webhooks.types import Due, Outcome

AT_ONCE = 8
EACH = 20
ROUND = 200
SECONDS = 50.0
KEPT = timedelta(days=30)
GONE = 410
Post = Callable[[str, bytes, dict[str, str]], Outcome]


def job_act() -> Act:
    """The worker itself."""
    return Act(actor="système:webhooks", at=clock.now(), origin="job")


def deliver_due(post: Post | None = None) -> int:
    """Send everything that is due, subscriptions side by side, each in its order; how many calls.

    Leaves after a while even when more is due: the queue belongs to others too.
    """
    send = post or _post
    limit, calls = time.monotonic() + SECONDS, 0
    while time.monotonic() < limit:
        with db.scope(job_act(), []):
            due = run_sql("webhooks/take_due", into=Due, each=EACH, most=ROUND)
        if not due:
            break
        lines: dict[int, list[Due]] = defaultdict(list)
        for one in sorted(due, key=lambda one: one.id):
            lines[one.subscription].append(one)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for made in pool.map(lambda line: _in_order(line, send), lines.values()):
                calls += len(made)
                for one, outcome in made:
                    _write(one, outcome)
        _give_back(due)
    return calls


def _in_order(line: list[Due], send: Post) -> list[tuple[Due, Outcome]]:
    """The calls of one subscription; one who does not answer is left alone until later."""
    made = []
    for one in line:
        outcome = _call(one, send)
        made.append((one, outcome))
        if outcome.status is None:
            break
    return made


def _call(one: Due, send: Post) -> Outcome:
    try:
        keys = [unseal(text, USE) for text in (one.secret, one.former_secret) if text]
    except ValueError:
        return Outcome(None, "Le secret ne se lit plus : renouvelez-le.", "", 0)
    body = one.body.encode()
    stamp = int(clock.now().timestamp())
    return send(one.url, body, rules.headers(keys, str(one.event), stamp, body))


def _post(url: str, body: bytes, headers: dict[str, str]) -> Outcome:
    return sending.post(url, body, headers, private=settings.WEBHOOKS_PRIVATE)


def _write(one: Due, outcome: Outcome) -> None:
    now = clock.now()
    with db.scope(job_act(), []):
        mine = Delivery.objects.filter(id=one.id)
        if not mine.exists():
            return
        Attempt.objects.create(
            delivery_id=one.id, at=now, milliseconds=outcome.milliseconds,
            status=outcome.status, error=outcome.error, answer=outcome.answer,
        )  # fmt: skip
        subscription = Subscription.objects.filter(id=one.subscription)
        if outcome.is_good:
            mine.update(state="delivered", attempts=one.attempts + 1, ended_at=now)
            subscription.filter(failures__gt=0).update(failures=0)
            return
        mine.update(**_after_failure(one.attempts + 1, now))
        subscription.update(failures=F("failures") + 1)
        _switch_off(subscription.get(), outcome, now)


def _after_failure(attempts: int, now: datetime) -> dict[str, object]:
    wait = rules.wait_after(attempts)
    if wait is None:
        return {"state": "failed", "attempts": attempts, "ended_at": now}
    return {"attempts": attempts, "due_at": now + timedelta(seconds=wait)}


def _switch_off(row: Subscription, outcome: Outcome, now: datetime) -> None:
    """After too many failures in a row, or when the receiver says that it is gone for good."""
    if row.state != "active":
        return
    if row.failures < rules.FAILURES_MOST and outcome.status != GONE:
        return
    row.state, row.disabled_at = "disabled", now
    row.save(update_fields=["state", "disabled_at"])
    why = {"label": row.label, "url": row.url, "failures": row.failures}
    audit.record(
        job_act(), "webhooks.subscription.disabled", organisation_id=row.organisation_id,
        after=why | {"answer": outcome.status or outcome.error},
    )  # fmt: skip


def _give_back(due: list[Due]) -> None:
    """What was lent and not called is due in half a minute."""
    later = clock.now() + timedelta(seconds=rules.WAITS[0])
    with db.scope(job_act(), []):
        lent = Delivery.objects.filter(id__in=[one.id for one in due], state="waiting")
        for one in due:
            lent.filter(id=one.id, attempts=one.attempts).update(due_at=later)


def forget_old(now: datetime) -> int:
    """Deliveries that ended a month ago go, with their attempts; how many rows."""
    with db.scope(job_act(), []):
        old = Delivery.objects.filter(created_at__lt=now - KEPT).exclude(state="waiting")
        return int(old.delete()[0])
