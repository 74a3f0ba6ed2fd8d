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
