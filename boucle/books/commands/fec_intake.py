"""The whole of an import: Dossier made where asked, long work, books, search index.

What fails leaves nothing: a Dossier made for the import goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.commands.fec_import import import_fec
from boucle.books.commands.fec_index import index_imports
from boucle.books.commands.fec_job import IMPORT, Watch, open_job, perform
from boucle.books.types_import import ImportedYears, ImportOptions
from boucle.kernel.act import Act
from boucle.kernel.jobs import JobCancelled, Progress
from boucle.kernel.models import Job
from boucle.tenancy.public import DossierRow, NewDossier

Told = Callable[[int, int, str], None]


def import_as_job(
    act: Act,
    target: DossierRow | NewDossier,
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    told: Told | None = None,
) -> ImportedYears:
    """Import in this process, followed and stopped like any long work; then the search index.

    A `NewDossier` is created first, and dropped when nothing came in. Raises Refused, Forbidden,
    JobCancelled.
    """
    created = isinstance(target, NewDossier)
    dossier = made_dossier(act, target) if isinstance(target, NewDossier) else target
    files = [path.name for path in paths]
    try:
        job = open_job(act, dossier.id, IMPORT, {"files": files, "options": options.as_dict()})
        done = run_import(act, dossier, job, paths, options, told=told)
    except BaseException:
        if created:
            drop_with_jobs(act, dossier.id)
        raise
    return replace(done, created=created)


def run_import(
    act: Act,
    dossier: DossierRow,
    job: UUID,
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    told: Told | None = None,
) -> ImportedYears:
    """The work of a job that waits. Raises what `perform` raises."""
    kept: list[ImportedYears] = []

    def body(progress: Progress, watch: Watch) -> dict[str, Any]:
        def tell(done: int, total: int, step: str) -> None:
            if told is not None:
                told(done, total, step)
            progress(done, total, step)

        done = import_fec(act, dossier, paths, options, progress=tell, hold=watch.hold)
        watch.held = None  # what is committed stays: from here on nothing is cancelled
        imports = [file.import_id for file in done.files if file.import_id is not None]
        index_imports(act, dossier.id, imports, _uncancelled(tell))
        kept.append(replace(done, job=str(job)))
        return kept[0].as_dict()

    perform(act, dossier.id, job, body)
    return kept[0]


def _uncancelled(tell: Told) -> Told:
    """The books are written: a wish to stop comes too late, the index is finished."""

    def told(done: int, total: int, step: str) -> None:
        try:
            tell(done, total, step)
        except JobCancelled:
            return

    return told


def made_dossier(act: Act, new: NewDossier) -> DossierRow:
    """A Dossier as the portfolio shows it, in the actor's cabinet. Raises Refused."""
    cabinet = new.cabinet_id if new.cabinet_id is not None else access.cabinet_of(act)
    dossier_id = access.create_dossier(act, replace(new, cabinet_id=cabinet))
    found = [row for row in access.portfolio(act) if row.id == dossier_id]
    return found[0]


def drop_with_jobs(act: Act, dossier_id: int) -> None:
    """Take back a Dossier that never held an entry, and the long works of it."""
    with access.write(act, dossier_id, "books.manage"):
        Job.objects.filter(dossier_id=dossier_id).delete()
    access.drop_empty_dossier(act, dossier_id)
