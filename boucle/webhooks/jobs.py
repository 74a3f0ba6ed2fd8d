"""Tasks of the worker: what is owed to the subscriptions."""

from __future__ import annotations

from django.db import connections
from procrastinate.contrib.django import app

from boucle.kernel import clock


@app.task(name="webhooks.deliver", queue="webhooks", lock="webhooks")
def deliver() -> None:
    """Woken by the act itself (sql/functions/note.sql)."""
    _deliver()


@app.periodic(cron="* * * * * */30")
@app.task(name="webhooks.sweep", lock="webhooks", queueing_lock="webhooks.sweep")
def sweep(timestamp: int) -> None:
    """Twice a minute: calls that failed and are due again."""
    _deliver()


@app.periodic(cron="29 * * * *")
@app.task(name="webhooks.forget", queueing_lock="webhooks.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every hour: the log of deliveries goes after a month."""
    from boucle.webhooks.public import forget_old

    try:
        forget_old(clock.now())
    finally:
        connections.close_all()


def _deliver() -> None:
    from boucle.webhooks.public import deliver_due

    try:
        deliver_due()
    finally:
        connections.close_all()
