"""Steps of the import wizard: what each shows, and what its form decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from boucle.books.commands.fec_choices import keep_balance, keep_mapping
from boucle.books.queries.import_proof import import_proofs
from boucle.books.rules.fec_mapping import read_mapping
from boucle.books.rules.fec_wizard import (
    PLANNED,
    STEPS,
    identity_facts,
    mapping_form,
    posted_mapping,
    sums_of,
)
from boucle.books.rules.stated_balance import (
    BYTES_MAX,
    GAPS_SHOWN,
    Stated,
    compared,
    read_balance,
    read_typed,
)
from boucle.books.types_import import ImportOptions
from boucle.books.types_setup import JOURNAL_TYPES
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import Finding, Refused, WrongUse
from boucle.kernel.jobs import JobRow


def page_of(request: BooksRequest, row: JobRow, problems: tuple[Finding, ...]) -> dict[str, Any]:
    """Everything that the page of a work needs."""
    is_plan = row.kind == "books.fec_plan"
    result = row.result or {}
    step = _step(request, row, is_plan, bool(result.get("blocked")))
    context = {
        "job": row,
        "is_plan": is_plan,
        "steps": STEPS,
        "step": step,
        "reachable": PLANNED if is_plan and row.state == "done" else (),
        "next": _next(step),
        "result": result,
        "files": result.get("files", ()),
        "problems": problems,
        "can_import": is_plan and row.state == "done" and not result.get("blocked"),
    }
    if is_plan and row.state == "done":
        return context | _planned(row, result["files"], _pages(request))
    if row.state == "done":
        imports = [file["import"] for file in result["files"] if file.get("import")]
        context["proofs"] = import_proofs(request.act, request.dossier.id, imports)
        context["gaps_shown"] = GAPS_SHOWN
    return context


def _step(request: BooksRequest, row: JobRow, is_plan: bool, blocked: bool) -> str:
    if not is_plan:
        return "preuve" if row.state == "done" else "import"
    if row.state != "done":
        return "identite"
    asked = request.POST.get("action") or request.GET.get("etape", "")
    asked = {"balance": "essai"}.get(asked, asked)
    if asked in PLANNED:
        return asked
    return "controle" if blocked else "identite"


def _next(step: str) -> str:
    names = list(STEPS)
    return names[min(names.index(step) + 1, len(names) - 1)]


def _pages(request: BooksRequest) -> tuple[str, str]:
    """The keys that the pages of accounts and of third parties come after."""
    asked = request.POST if request.method == "POST" else request.GET
    return asked.get("comptes", ""), asked.get("tiers", "")


def _planned(row: JobRow, files: list[dict[str, Any]], pages: tuple[str, str]) -> dict[str, Any]:
    mapping = ImportOptions.of(row.arguments["options"]).mapping
    balances = row.arguments.get("balances") or {}
    shown = [
        file
        | {
            "identity": identity_facts(file),
            "comparison": compared(Stated.of(balances[file["digest"]]), sums_of(file))
            if file["digest"] in balances
            else None,
        }
        for file in files
    ]
    return {
        "files": shown,
        "form": mapping_form(files, mapping, pages),
        "natures": JOURNAL_TYPES,
        "gaps_shown": GAPS_SHOWN,
    }


def _keep_mapping(request: BooksRequest, row: JobRow) -> tuple[UUID, str]:
    files = (row.result or {}).get("files", [])
    before = ImportOptions.of(row.arguments["options"]).mapping
    form = mapping_form(files, before, _pages(request))
    ticked = {name: request.POST.getlist(name) for name in ("collectif", "lettrable")}
    mapping = read_mapping(posted_mapping(form, before, request.POST.get, ticked))
    job = keep_mapping(request.act, request.dossier.id, row, mapping)
    page = QueryDict(request.POST.get("page", ""))
    if not page:
        return job, "etape=essai"
    onward = {name: page.get(name, "") for name in ("comptes", "tiers")}
    return job, urlencode({"etape": "correspondance", **onward})


def _keep_balance(request: BooksRequest, row: JobRow) -> tuple[UUID, str]:
    upload, typed = request.FILES.get("balance"), request.POST.get("soldes", "")
    try:
        if upload is not None:
            if (upload.size or 0) > BYTES_MAX:
                raise ValueError("Le fichier dépasse 5 Mo.")
            stated = read_balance(upload.name or "balance", upload.read())
        else:
            stated = read_typed(typed)
    except ValueError as error:
        finding = Finding(code="books.import.balance", message=str(error), field="soldes")
        raise Refused([finding]) from None
    digest = request.POST.get("fichier", "")
    if not digest:
        raise WrongUse
    keep_balance(request.act, request.dossier.id, row, digest, stated)
    return row.id, "etape=essai"


ON_CHOICES: dict[str, Callable[[BooksRequest, JobRow], tuple[UUID, str]]] = {
    "correspondance": _keep_mapping,
    "balance": _keep_balance,
}
