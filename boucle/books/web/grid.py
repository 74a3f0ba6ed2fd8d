"""The keyboard grid of a journal and month: its page, its data, and the saving of an entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.gzip import gzip_page

from boucle.books.commands.paying import save_and_letter
from boucle.books.public import mark_review
from boucle.books.queries.arrivals import arrivals
from boucle.books.queries.drafts import content_of, entry_to_edit, latest_drafts
from boucle.books.queries.grid import grid_data
from boucle.books.queries.grid_thirds import last_labels, thirds_matching
from boucle.books.queries.keymap import own_keymap
from boucle.books.queries.setup import journals_of
from boucle.books.rules.entry_input import read_entry
from boucle.books.rules.lettrage_input import read_payments
from boucle.books.types_lettrage import Payment
from boucle.books.types_setup import JournalRow
from boucle.books.web.grid_acts import may_create_accounts
from boucle.books.web.lettrage import body_of
from boucle.books.web.request import BooksRequest
from boucle.kernel import clock
from boucle.kernel.errors import Conflict, Finding, NotFound, Refused, WrongUse

_STATIC = Path(__file__).resolve().parents[1] / "static"
MODULES = [
    "shell/events.js",
    *(f"books/grid/{each.name}" for each in sorted((_STATIC / "books" / "grid").glob("*.js"))),
]
"""The scripts of the grid, asked for together and not one after the other."""
NO_ADDRESS = (".", "..")
"""Codes that an imported journal may have, and that a browser takes out of an address."""


def grid_start(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """The grid where the person was last, else today in purchases; without journal, the form."""
    journals = journals_of(request.act, request.dossier.id)
    open_to = {j.code: j.type for j in journals if j.active and j.code not in NO_ADDRESS}
    mine = {code: kind for code, kind in open_to.items() if request.rights.writes_in(code)}
    open_to = mine or open_to
    last = [
        each for each in latest_drafts(request.act, request.dossier.id)
        if each.journal in open_to and request.year.start <= each.date <= request.year.end
    ]  # fmt: skip
    if not open_to:
        return redirect("books:entry-new", dossier=dossier, exercice=exercice)
    bought = [code for code, kind in open_to.items() if kind == "achats"]
    journal = last[0].journal if last else (bought or list(open_to))[0]
    day = last[0].date if last else min(max(clock.today(), request.year.start), request.year.end)
    return redirect(
        "books:grid-show",
        dossier=dossier,
        exercice=exercice,
        journal=journal,
        mois=f"{day:%Y-%m}",
    )


def grid_show(
    request: BooksRequest, dossier: str, exercice: str, journal: str, mois: str
) -> HttpResponse:
    """The grid. Raises NotFound for an unknown journal, or a month outside the exercice."""
    found, month = _journal(request, journal), _month(request, mois)
    kept: dict[str, Any] = getattr(request.user, "keys", None) or {}
    journals = [j for j in journals_of(request.act, request.dossier.id) if j.active]
    context = {
        "journal": found, "month": month, "journals": journals, "keymap": own_keymap(kept),
        "jump": bool(kept.get("jump")), "stops": _stops(kept, found.type),
        "modules": MODULES, "today": clock.today(), "months": _months(request),
        "may_create": may_create_accounts(request),
    }  # fmt: skip
    return render(request, "books/grid_show.html", context)


def _stops(kept: dict[str, Any], nature: str) -> str:
    """Columns at which this person always stops in journals of this nature."""
    return ",".join(kept.get("stops", {}).get(nature, ()))


@gzip_page
def grid_data_show(
    request: BooksRequest, dossier: str, exercice: str, journal: str, mois: str
) -> HttpResponse:
    """All that the grid needs, as JSON. Raises NotFound."""
    found, month = _journal(request, journal), _month(request, mois)
    return JsonResponse(grid_data(request.act, request.dossier.id, request.year, found, month))


def grid_thirds(request: BooksRequest, dossier: str, exercice: str, journal: str) -> HttpResponse:
    """Third parties beyond those loaded, by their first letters (`?q=`). Raises NotFound."""
    found, text = _journal(request, journal), request.GET.get("q", "").replace("\x00", "")[:80]
    rows = thirds_matching(
        request.act, request.dossier.id, request.year, found, text, request.year.end
    )
    return JsonResponse({"thirds": rows})


def grid_labels(request: BooksRequest, dossier: str, exercice: str, journal: str) -> HttpResponse:
    """The last labels used with a third party (`?tiers=`). Raises NotFound."""
    found, third = _journal(request, journal), request.GET.get("tiers", "").replace("\x00", "")
    labels = last_labels(request.act, request.dossier.id, found, third[:100])
    return JsonResponse({"labels": labels})


def grid_arrivals(
    request: BooksRequest, dossier: str, exercice: str, journal: str, mois: str
) -> HttpResponse:
    """What others did in the month (JSON): those of `ids`, else the last. Raises WrongUse."""
    found, month = _journal(request, journal), _month(request, mois)
    words = [word for word in request.GET.get("ids", "").split(",") if word]
    try:
        ids = [UUID(word) for word in words[:200]] if words else None
    except ValueError:
        raise WrongUse from None
    return JsonResponse(arrivals(request.act, request.dossier.id, found, month, ids))


def grid_save(request: BooksRequest, dossier: str, exercice: str, journal: str) -> HttpResponse:
    """Save one entry, once whatever is sent twice; `review` flags it with a note.

    Raises WrongUse, Forbidden.
    """
    body = body_of(request) | {"journal": journal}
    payments, note = _payments(body.pop("letters", [])), body.pop("review", None)
    entry, findings = read_entry(body)
    if findings:
        return _refused(findings)
    try:
        saved, lettered, reasons = save_and_letter(request.act, request.dossier.id, entry, payments)
        if isinstance(note, str):
            mark_review(request.act, request.dossier.id, saved.public_id, True, note=note[:500])
    except Refused as refusal:
        return _refused(refusal.findings)
    except Conflict:
        return _conflict(request, UUID(str(entry["public_id"])))
    answer = {"entry": str(saved.public_id), "version": saved.version, "state": "d"}
    answer |= {"day": str(entry["date"]), "reasons": [one.message for one in reasons]}
    codes = [one.code.lower() if one.partial else one.code for one in lettered]
    return JsonResponse(answer | {"codes": codes})


def _payments(source: object) -> list[Payment]:
    """Raises WrongUse."""
    try:
        return read_payments(source)
    except ValueError as error:
        raise WrongUse(str(error)) from None


def _refused(findings: Iterable[Finding]) -> HttpResponse:
    return JsonResponse({"findings": [finding.as_dict() for finding in findings]}, status=422)


def _conflict(request: BooksRequest, public_id: UUID) -> HttpResponse:
    """What the other person saved, for both versions to be shown."""
    try:
        kept = entry_to_edit(request.act, request.dossier.id, public_id)
    except NotFound:
        return JsonResponse({"conflict": True, "theirs": None}, status=409)
    theirs = content_of(kept) | {"state": kept.state, "number": kept.number}
    return JsonResponse({"conflict": True, "theirs": theirs}, status=409)


def _journal(request: BooksRequest, code: str) -> JournalRow:
    for journal in journals_of(request.act, request.dossier.id):
        if journal.code == code and journal.active:
            return journal
    raise NotFound(f"Ce dossier n’a pas de journal « {code} ».")


def _month(request: BooksRequest, text: str) -> date:
    """The first day of `2026-03` (or `3`, in the exercice). Raises NotFound."""
    for month in _months(request):
        if text in (f"{month:%Y-%m}", str(month.month), f"{month:%m}"):
            return month
    raise NotFound("Ce mois n’est pas dans l’exercice.")


def _months(request: BooksRequest) -> list[date]:
    months = [request.year.start.replace(day=1)]
    while months[-1] <= request.year.end:
        last = months[-1]
        months.append(date(last.year + last.month // 12, last.month % 12 + 1, 1))
    return months[:-1]
