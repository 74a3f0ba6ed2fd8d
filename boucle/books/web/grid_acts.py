"""Acts of the grid beside the saving of one entry: creation in place, drafts chosen together."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from boucle.books.commands.chart import create_account
from boucle.books.commands.selection import Chosen, delete_drafts, move_drafts
from boucle.books.commands.third_parties import save_third_party
from boucle.books.commands.validation import propose_reversal
from boucle.books.public import mark_review
from boucle.books.queries.grid_thirds import first_collective
from boucle.books.rules.accounts import is_control, tidy
from boucle.books.types_setup import NewAccount, NewThirdParty
from boucle.books.web.lettrage import body_of
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import BoucleError, Conflict, Forbidden, Refused, WrongUse

MAY_NOT = "Seul le cabinet, ou qui gère le dossier, crée un compte."


def may_create_accounts(request: BooksRequest) -> bool:
    """A chart is the work of who keeps the books; a company's clerk is given 471 instead."""
    return request.rights.allows("accounts.write")


def grid_create(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Create an account or a third party; its row, as the data of the grid has it."""
    body = body_of(request)
    number, label = (str(body.get(name) or "")[:200] for name in ("number", "label"))
    try:
        if body.get("kind") == "third":
            collective = first_collective(
                request.act, request.dossier.id, "411" if body.get("nature") == "c" else "401"
            )
            new = NewThirdParty(number=number, label=label, collective=collective)
            code = save_third_party(request.act, request.dossier.id, new)
            return JsonResponse({"third": [code, label.strip(), collective]})
        if not may_create_accounts(request):
            raise Forbidden(MAY_NOT)
        code = create_account(
            request.act, request.dossier.id, NewAccount(number=tidy(number), label=label)
        )
    except BoucleError as error:
        return findings_answer(error)
    flags = "c" if is_control(code) else ""
    return JsonResponse({"account": [code, label.strip(), flags, "", "", 0]})


def grid_reversal(request: BooksRequest, dossier: str, exercice: str, entry: UUID) -> HttpResponse:
    """The reversed copy of a validated entry, to be looked at before it is saved (JSON)."""
    try:
        return JsonResponse(propose_reversal(request.act, request.dossier.id, entry))
    except BoucleError as error:
        return findings_answer(error)


def grid_batch(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Move or delete, all or none: `act`, `entries` of `id`, `version`, `journal`, `date`."""
    body = body_of(request)
    chosen = _chosen(body.get("entries"))
    try:
        if body.get("act") == "delete":
            delete_drafts(request.act, request.dossier.id, chosen)
            return JsonResponse({"entries": []})
        moved = move_drafts(request.act, request.dossier.id, chosen)
    except BoucleError as error:
        return findings_answer(error)
    return JsonResponse({"entries": [[str(each.public_id), each.version] for each in moved]})


def grid_review(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Flag a draft « à revoir » with a note, or take the flag away: {"id", "flag", "note"}."""
    body = body_of(request)
    note = str(body.get("note") or "").strip()[:500]
    try:
        flag = bool(body.get("flag"))
        mark_review(request.act, request.dossier.id, _uuid(body.get("id")), flag, note=note)
    except BoucleError as error:
        return findings_answer(error)
    return JsonResponse({"to_review": flag, "note": note})


def findings_answer(error: BoucleError) -> HttpResponse:
    """A refusal as JSON, whatever its kind; what is none of these goes on up."""
    status = 422 if isinstance(error, Refused) else 409 if isinstance(error, Conflict) else 0
    found = {"findings": [finding.as_dict() for finding in error.findings]}
    return JsonResponse(found, status=status or error.status)


def _chosen(raw: Any) -> list[Chosen]:
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise WrongUse
    return [
        Chosen(
            _uuid(each.get("id")), _version(each.get("version")),
            str(each["journal"]) if each.get("journal") else None, _day(each.get("date")),
        )
        for each in raw
    ]  # fmt: skip


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise WrongUse from None


def _version(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
        raise WrongUse
    return value


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise WrongUse from None
