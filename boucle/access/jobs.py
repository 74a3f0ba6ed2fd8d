"""Tasks of the worker: the seals of the audit log."""

from __future__ import annotations

from procrastinate.contrib.django import app

from boucle.kernel import clock
from boucle.kernel.act import Act


@app.periodic(cron="* * * * * */30")
@app.task(name="access.audit_seal", queueing_lock="access.audit_seal", pass_context=False)
def audit_seal(timestamp: int) -> None:
    """Twice a minute: what was written since enters the chain of its organisation."""
    from boucle.access.public import seal_waiting_events

    seal_waiting_events(Act(actor="système:sceaux", at=clock.now(), origin="job"))


@app.periodic(cron="* * * * *")
@app.task(name="access.departures", queueing_lock="access.departures", pass_context=False)
def departures(timestamp: int) -> None:
    """Each minute: cabinets whose last day has come lose their rights."""
    from boucle.access.public import apply_departures

    apply_departures(Act(actor="système:départs", at=clock.now(), origin="job"))


@app.periodic(cron="17 * * * *")
@app.task(name="access.forget_calls", queueing_lock="access.forget_calls", pass_context=False)
def forget_calls(timestamp: int) -> None:
    """Every hour: answers kept for idempotency go after a day."""
    from boucle.access.public import forget_old_calls

    forget_old_calls(clock.now())


@app.periodic(cron="27 * * * *")
@app.task(name="access.forget_sessions", queueing_lock="access.forget_sessions", pass_context=False)
def forget_sessions(timestamp: int) -> None:
    """Every hour: sessions that ended by themselves, and counters of tries of yesterday."""
    from boucle.access.signin import sessions, throttle

    sessions.SessionStore.clear_expired()
    throttle.forget(clock.now())


@app.task(name="access.mail_notice", pass_context=False)
def mail_notice(notice: int) -> None:
    """A notice by e-mail."""
    from boucle.access.signin.notices import send_notice

    send_notice(notice)


@app.task(name="access.mail_reset", pass_context=False)
def mail_reset(who: str, base: str, address: str) -> None:
    """A link for a forgotten password, by e-mail, if anybody answers to that name."""
    from boucle.access.signin.passwords import send_reset

    send_reset(who, base, address)


@app.task(name="access.mail_address", pass_context=False)
def mail_address(user: int, email: str, base: str) -> None:
    """The link that proves a new e-mail address."""
    from boucle.access.signin.address import send_address

    send_address(user, email, base)
