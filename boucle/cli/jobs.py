"""`boucle jobs`: long works of the Dossiers that the actor may see, and how to end one."""

from __future__ import annotations

import argparse
import json
from typing import Any

from boucle.kernel.errors import NotFound, WrongUse

STATES = {
    "queued": "en attente",
    "running": "en cours",
    "done": "terminé",
    "refused": "refusé",
    "failed": "échoué",
    "cancelled": "annulé",
    "interrupted": "interrompu (relancez la même commande)",
}
"""`interrupted`: the row says running, its process is gone."""


def register(subparsers: Any) -> None:
    """Add `jobs`."""
    parser = subparsers.add_parser("jobs", help="suivre les travaux de fond")
    parser.add_argument("--dossier", metavar="SIREN", help="ceux de ce dossier seulement")
    parser.add_argument("--limite", type=int, default=50, metavar="N", help="au plus N (50)")
    parser.add_argument("--annuler", metavar="NUMÉRO", help="demander l’arrêt de ce travail")
    parser.set_defaults(run=run_jobs)


def run_jobs(args: argparse.Namespace) -> int:
    """List the latest first, or ask one to stop. Raises NotFound, Forbidden, WrongUse."""
    from boucle.access.public import dossier_for, portfolio

    if not 1 <= args.limite <= 10_000:
        raise WrongUse("--limite va de 1 à 10000.")
    rows = [dossier_for(args.act, args.dossier)] if args.dossier else portfolio(args.act)
    sirens = {row.id: row.siren for row in rows}
    if args.annuler:
        found = _cancel(args, sirens)
    else:
        found = _list(args, sirens)
    if args.json:
        print(json.dumps(found, ensure_ascii=False, default=str))
        return 0
    for job in found:
        print(_line(job))
    if not found:
        print("Aucun travail.")
    return 0


def _list(args: argparse.Namespace, sirens: dict[int, str]) -> list[dict[str, Any]]:
    from boucle.kernel.db import scope
    from boucle.kernel.jobs import silent_jobs
    from boucle.kernel.models import Job

    with scope(args.act, sirens):
        jobs = Job.objects.filter(dossier_id__in=list(sirens)).order_by("-created_at", "-id")
        dead = set(silent_jobs().filter(dossier_id__in=list(sirens)).values_list("id", flat=True))
        return [
            _facts(job, sirens[job.dossier_id], dead=job.id in dead) for job in jobs[: args.limite]
        ]


def _cancel(args: argparse.Namespace, sirens: dict[int, str]) -> list[dict[str, Any]]:
    """Set the mark that the work looks at twice a second, or write the end of a dead one."""
    from uuid import UUID

    from boucle.access.public import write
    from boucle.kernel.db import scope
    from boucle.kernel.jobs import end_silent_jobs
    from boucle.kernel.models import Job

    try:
        number = UUID(args.annuler)
    except ValueError:
        raise WrongUse(f"« {args.annuler} » n’est pas un numéro de travail.") from None
    with scope(args.act, sirens):
        job = Job.objects.filter(dossier_id__in=list(sirens), id=number).first()
    if job is None:
        raise NotFound
    with write(args.act, job.dossier_id, "books.write"):
        end_silent_jobs(job.dossier_id)
        mine = Job.objects.filter(dossier_id=job.dossier_id, id=number, ended_at=None)
        mine.update(cancel_asked=True)
        job = Job.objects.get(dossier_id=job.dossier_id, id=number)
        return [_facts(job, sirens[job.dossier_id])]


def _facts(job: Any, siren: str, *, dead: bool = False) -> dict[str, Any]:
    return {
        "id": str(job.id),
        "dossier": siren,
        "kind": job.kind,
        "state": "interrupted" if dead else job.state,
        "step": job.step,
        "done": job.done,
        "total": job.total,
        "cancel_asked": job.cancel_asked,
        "created_at": job.created_at.isoformat(),
        "started_at": job.started_at.isoformat() if job.started_at else None,
        "ended_at": job.ended_at.isoformat() if job.ended_at else None,
        "result": job.result,
    }


def _line(job: dict[str, Any]) -> str:
    share = f" {job['done'] * 100 // job['total']} %" if job["total"] else ""
    state = STATES.get(job["state"], job["state"])
    step = f" · {job['step']}" if job["step"] else ""
    when = job["created_at"][:16].replace("T", " ")
    return f"{job['id']}  {when}  {job['dossier']}  {job['kind']}  {state}{share}{step}"
