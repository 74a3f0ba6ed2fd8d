"""Lists too long for one PDF: asked by address, drawn by the worker in parts."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from boucle.access import public as access
from boucle.books.commands.fec_job import REPORT, Watch, perform
from boucle.books.commands.works import ask, work_row
from boucle.books.queries.years import rights_and_years
from boucle.kernel import dsn
from boucle.kernel.act import Act
from boucle.kernel.errors import NotFound, WrongUse
from boucle.kernel.jobs import JobCancelled, JobRow, Progress
from boucle.kernel.sheets import Sheet, file_name
from boucle.kernel.sheets.parts import Parts, write_parts
from boucle.tenancy.public import DossierRow

HOURS_KEPT = 48
LISTS = frozenset(
    f"books:{name}"
    for name in (
        "account-list", "account-show", "balance-months-show", "balance-show",
        "centralisateur-show", "chart-edit", "journal-list", "journal-show", "ledger-show",
        "search-show", "third-balance-show", "third-ledger-show", "third-party-list",
        "third-party-show",
    )
)  # fmt: skip
"""Screens whose lists are drawn."""


def reports_folder() -> Path:
    """Where drawn files wait to be fetched: private, inside the data folder."""
    folder = dsn.data_folder() / "files" / "reports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def ask_report(act: Act, dossier: DossierRow, path: str) -> UUID:
    """Queue the PDF of the list at this address; the number of the work.

    Raises WrongUse for another address, NotFound.
    """
    match = _screen(path)
    row = access.dossier_for(act, str(match.kwargs.get("dossier", "")))
    if row.id != dossier.id:
        raise NotFound
    _forget_old()
    parts = urlsplit(path)
    return ask(act, dossier.id, REPORT, {"path": parts.path, "query": parts.query})


def report_file(act: Act, dossier_id: int, job_id: UUID) -> Path:
    """The archive that the work has written. Raises NotFound."""
    job = work_row(act, dossier_id, job_id, REPORT)
    path = reports_folder() / str(job.id) / str((job.result or {}).get("file", "-"))
    if job.state != "done" or not path.is_file():
        raise NotFound("Ce fichier n’est plus là : préparez-le à nouveau.")
    return path


def run_report(act: Act, dossier: DossierRow, job: JobRow) -> None:
    """Draw the list in parts; the archive stands whole in its folder, or not at all."""

    def body(progress: Progress, watch: Watch) -> dict[str, Any]:
        def check() -> None:
            if watch.asked:
                raise JobCancelled

        drawn = _Drawn(job.id, progress, check)
        match = _screen(str(job.arguments["path"]))
        request: Any = _request(act, dossier, job.arguments, match)
        request.long_pdf = drawn
        match.func(request, *match.args, **match.kwargs)
        if not drawn.file:
            raise WrongUse
        what = {"liste": drawn.title, "format": "pdf", "choix": f"{drawn.parts.parts} parties"}
        access.record_export(act, dossier.id, what)
        return drawn.facts()

    try:
        perform(act, dossier.id, job.id, body)
    except BaseException:
        shutil.rmtree(reports_folder() / str(job.id), ignore_errors=True)
        raise


class _Drawn:
    """Takes the sheet that the screen describes."""

    def __init__(self, job: UUID, progress: Any, check: Any) -> None:
        self.job, self.progress, self.check = job, progress, check
        self.title, self.file, self.size = "", "", 0
        self.parts = Parts(0, 0, 0)

    def __call__(self, sheet: Sheet, filename: str) -> None:
        name = file_name(filename)
        folder = reports_folder() / str(self.job)
        folder.mkdir(exist_ok=True, mode=0o700)
        partial = folder / ".partial"
        with partial.open("wb") as target:
            self.parts = write_parts(sheet, name, target, self.progress, self.check)
        self.title, self.file, self.size = sheet.title, f"{name}.zip", partial.stat().st_size
        partial.replace(folder / self.file)

    def facts(self) -> dict[str, Any]:
        """What the screen tells of it."""
        found = self.parts
        return {
            "title": self.title, "file": self.file, "bytes": self.size,
            "rows": found.rows, "pages": found.pages, "parts": found.parts,
        }  # fmt: skip


def _screen(path: str) -> ResolverMatch:
    """The screen at this address, a list of the books. Raises WrongUse."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        raise WrongUse from None
    if match.view_name not in LISTS:
        raise WrongUse
    return match


def _request(
    act: Act, dossier: DossierRow, asked: dict[str, Any], match: ResolverMatch
) -> HttpRequest:
    """The request as the gatekeeper would leave it, in the name of who asked."""
    rights, years = rights_and_years(act, dossier.id)
    label = match.kwargs.get("exercice")
    year = next((one for one in years if label in (None, one.label)), None)
    if label is not None and year is None:
        raise NotFound(f"Le dossier n’a pas d’exercice « {label} ».")
    request: Any = HttpRequest()
    request.method, request.path = "GET", str(asked["path"])
    request.GET = QueryDict(str(asked["query"]), mutable=True)
    request.GET["format"] = "pdf"
    request.act, request.dossier, request.rights = act, dossier, rights
    request.year, request.years, request.resolver_match = year, years, match
    request.user = access.User.objects.filter(public_id=act.actor).first()
    found: HttpRequest = request
    return found


def _forget_old() -> None:
    limit = time.time() - HOURS_KEPT * 3600
    for folder in reports_folder().iterdir():
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
