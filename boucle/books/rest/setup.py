"""The setting up of a Dossier by the API: chart, journals, third parties; FEC in and out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.http import FileResponse
from ninja import File, Form, Status, UploadedFile

from boucle.books.commands.chart import create_account
from boucle.books.commands.fec_export import export_fec
from boucle.books.commands.fec_job import job_row
from boucle.books.commands.fec_queue import keep_files, queue_import, queue_plan
from boucle.books.commands.journals import save_journal
from boucle.books.commands.third_parties import save_third_party
from boucle.books.queries.setup import chart_page, journals_of
from boucle.books.queries.third_parties import third_party_list
from boucle.books.rest import schemas as shapes
from boucle.books.rest.router import router
from boucle.books.types_import import ImportOptions
from boucle.books.types_setup import NewAccount, NewJournal, NewThirdParty
from boucle.kernel import dsn
from boucle.kernel.rest import Limit, Rest, operation


@router.get(
    "/dossiers/{dossier}/comptes",
    **operation("accounts", "comptes.list", "Plan de comptes", shapes.Accounts),
)
def accounts(request: Rest, dossier: str, q: str = "", apres: str = "", limite: Limit = 200) -> Any:
    """Accounts by number; `q` looks into number and label."""
    rows = chart_page(request.act, request.dossier.id, text=q, after=apres, limit=limite)
    more = rows[limite - 1].number if len(rows) > limite else None
    return {"items": rows[:limite], "next": more}


@router.post(
    "/dossiers/{dossier}/comptes",
    **operation("accounts", "comptes.create", "Ajouter un compte", shapes.Code, status=201),
)
def add_account(request: Rest, dossier: str, body: shapes.NewAccount) -> Any:
    """An account more."""
    return Status(
        201, {"code": create_account(request.act, request.dossier.id, NewAccount(**body.dict()))}
    )


@router.get(
    "/dossiers/{dossier}/journaux",
    **operation("journals", "journaux.list", "Journaux", list[shapes.Journal]),
)
def journals(request: Rest, dossier: str) -> Any:
    """Every journal, by code."""
    return journals_of(request.act, request.dossier.id)


@router.post(
    "/dossiers/{dossier}/journaux",
    **operation("journals", "journaux.create", "Ajouter un journal", shapes.Code, status=201),
)
def add_journal(request: Rest, dossier: str, body: shapes.NewJournal) -> Any:
    """A journal more."""
    return Status(
        201, {"code": save_journal(request.act, request.dossier.id, NewJournal(**body.dict()))}
    )


@router.get(
    "/dossiers/{dossier}/exercices/{exercice}/tiers",
    **operation("thirds", "tiers.list", "Tiers", shapes.Thirds),
)
def thirds(
    request: Rest, dossier: str, exercice: str, q: str = "", apres: str = "", limite: Limit = 200
) -> Any:
    """Third parties by number with their sums of the exercice."""
    page, _ = third_party_list(
        request.act, request.dossier.id, request.year, text=q, after=apres, limit=limite
    )
    return {"items": list(page.rows), "next": page.rows[-1].number if page.has_next else None}


@router.post(
    "/dossiers/{dossier}/tiers",
    **operation("new-third", "tiers.create", "Ajouter un tiers", shapes.Code, status=201),
)
def add_third(request: Rest, dossier: str, body: shapes.NewThird) -> Any:
    """A third party more."""
    new = NewThirdParty(**body.dict())
    return Status(201, {"code": save_third_party(request.act, request.dossier.id, new)})


@router.get(
    "/dossiers/{dossier}/exercices/{exercice}/fec",
    **operation("fec", "fec.export", "Exporter le FEC", None),
)
def fec(request: Rest, dossier: str, exercice: str, brouillard: bool = False) -> Any:
    """The FEC of the exercice as a text file; with drafts, under its provisional name."""
    with TemporaryDirectory(dir=dsn.temporary_folder()) as folder:
        done = export_fec(
            request.act, request.dossier, request.year, Path(folder), with_drafts=brouillard,
            check=False,
        )  # fmt: skip
        return FileResponse(
            done.file.open("rb"), as_attachment=True, filename=done.file.name,
            content_type="text/plain; charset=utf-8",
        )  # fmt: skip


@router.post(
    "/dossiers/{dossier}/imports",
    **operation("imports", "imports.plan", "Déposer un FEC", shapes.Job, status=202),
)
def plan(
    request: Rest, dossier: str, fichier: File[UploadedFile], regime: Form[str] = "BIC"
) -> Any:
    """The dry run of an import, as a job: follow it under `/travaux/{job}`."""
    uploads: list[Any] = [fichier]
    kept = keep_files(uploads)
    job = queue_plan(request.act, request.dossier.id, kept, ImportOptions(regime=regime))
    return Status(202, job_row(request.act, request.dossier.id, job))


@router.post(
    "/dossiers/{dossier}/imports/{job}",
    **operation("import", "imports.run", "Importer ce qui a été déposé", shapes.Job, status=202),
)
def run_import(request: Rest, dossier: str, job: UUID) -> Any:
    """Queue the import that this dry run announced; 409 when it is blocked or under way."""
    row = job_row(request.act, request.dossier.id, job)
    started = queue_import(request.act, request.dossier.id, row)
    return Status(202, job_row(request.act, request.dossier.id, started))


@router.get(
    "/dossiers/{dossier}/travaux/{job}",
    **operation("job", "travaux.get", "Un travail long", shapes.Job),
)
def job(request: Rest, dossier: str, job: UUID) -> Any:
    """How far it is, and what came of it."""
    return job_row(request.act, request.dossier.id, job)
