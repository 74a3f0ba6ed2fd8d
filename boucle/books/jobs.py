"""Tasks of the worker: FEC (dry run, import), verification, works of a dead worker."""

from __future__ import annotations

import os
import time
from contextlib import suppress

from django.db import connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from boucle.kernel import clock
from boucle.kernel.act import system_act
from boucle.kernel.errors import Unavailable

STALLED_SECONDS = float(os.environ.get("BOUCLE_STALLED_SECONDS") or 30)
PATIENCE_SECONDS = 600
AGAIN = RetryStrategy(max_attempts=20, wait=5, retry_exceptions=[Unavailable])
"""A database that is away comes back; what a rule refuses is not tried again."""


@app.task(name="books.fec_plan", queue="books", retry=AGAIN)
def fec_plan(dossier: int, job: str) -> None:
    """The dry run of an import."""
    _patiently(dossier, job)


@app.task(name="books.fec_import", queue="books", retry=AGAIN)
def fec_import(dossier: int, job: str) -> None:
    """The import, then its search index."""
    _patiently(dossier, job)


@app.task(name="books.verify", queue="books", retry=AGAIN)
def verify(dossier: int, job: str) -> None:
    """The verification of the books."""
    _patiently(dossier, job)


@app.task(name="books.report", queue="books", retry=AGAIN)
def report(dossier: int, job: str) -> None:
    """A list too long for one PDF, drawn in parts."""
    _patiently(dossier, job)


@app.task(name="books.takeaway", queue="books", retry=AGAIN)
def takeaway(dossier: int, job: str) -> None:
    """Everything of a Dossier in one archive."""
    _patiently(dossier, job)


def _patiently(dossier: int, job: str) -> None:
    """The work, again from the start when the database went away under it."""
    from boucle.books.public import run_queued

    limit = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return run_queued(dossier, job)
        except Unavailable:
            if time.monotonic() > limit:
                raise
        finally:
            connections.close_all()
        time.sleep(2)


@app.periodic(cron="* * * * * */10")
@app.task(name="books.take_up_again", queueing_lock="books.take_up_again", pass_context=False)
async def take_up_again(timestamp: int) -> None:
    """Works whose worker gives no sign of life start again from the beginning."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)


@app.periodic(cron="11 * * * *")
@app.task(name="books.subscriptions", queue="books", queueing_lock="books.subscriptions")
def subscriptions(timestamp: int) -> None:
    """Each hour: the recurring entries that fell due, a work for each Dossier that has some."""
    from boucle.books.public import dossiers_with_dues

    try:
        for dossier in dossiers_with_dues(system_act("job"), clock.today()):
            name = f"books.subscriptions:{dossier}"
            work = subscriptions_of.configure(lock=f"books:{dossier}", queueing_lock=name)
            with suppress(AlreadyEnqueued):
                work.defer(dossier=dossier)
    finally:
        connections.close_all()


@app.task(name="books.subscriptions_of", queue="books", retry=AGAIN)
def subscriptions_of(dossier: int) -> None:
    """The recurring entries of a Dossier that fell due; done twice, it makes nothing more."""
    from boucle.books.public import make_due

    try:
        make_due(system_act("job"), dossier, clock.today())
    finally:
        connections.close_all()
