"""The brouillard, and validation: what is asked, then done for good."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from boucle.access.public import together
from boucle.books.commands.moving import move_to
from boucle.books.public import delete_draft, mark_review, validate_entries
from boucle.books.queries.draft_blocked import blocked_drafts
from boucle.books.queries.draft_vat import vat_doubts
from boucle.books.queries.drafts import (
    DraftFilter,
    Selection,
    batch_for,
    draft_months,
    draft_page,
    draft_summary,
)
from boucle.books.queries.setup import OWN_JOURNALS
from boucle.books.rules.days import parse_day
from boucle.books.rules.entry_form import version_of
from boucle.books.rules.fiscal_year import months as month_starts
from boucle.books.types_setup import JournalRow
from boucle.books.web.request import BooksRequest
from boucle.kernel import clock
from boucle.kernel.errors import BoucleError, Finding, Refused, WrongUse
from boucle.kernel.pagination import Page

SHOWN = 100
TICKED_MAX = 1000


def draft_list(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Drafts of the year by journal and month, with what stands in the way of validation."""
    return _list(request)


def _list(
    request: BooksRequest, *, findings: tuple[Finding, ...] = (), status: int = 200
) -> HttpResponse:
    cut, act, number = _cut(request), request.act, request.dossier.id
    after = request.GET.get("apres", "")
    with together(act, number, OWN_JOURNALS) as rows_of_journals:
        groups = draft_months(act, number, request.year)
        rows = draft_page(act, number, request.year, cut, after=after)
        page = Page.of(rows, limit=SHOWN)
        doubts = vat_doubts(act, number, [(row.id, row.date) for row in page.rows])
    journals = [JournalRow(*row) for row in rows_of_journals]
    months = [group.month for group in groups]
    context = {
        "groups": groups,
        "cuts": bool(cut.journal or cut.month or cut.review),
        "rows": [(row, doubts.get(row.id, "")) for row in page.rows],
        "after": page.rows[-1].key if page.has_next else "",
        "cut": cut,
        "months": months,
        "next_journal": _next(sorted({g.journal for m in groups for g in m.groups}), cut.journal),
        "open_months": month_starts(request.year.start, request.year.end),
        "movable": [j for j in journals if j.active],
        "journals": sorted({each.journal for group in groups for each in group.groups}),
        "entries": sum(group.entries for group in groups),
        "until": _until(request, cut),
        "findings": findings,
        "previous_month": max((m for m in months if cut.month and m < cut.month), default=None),
        "next_month": min((m for m in months if cut.month and m > cut.month), default=None),
    }
    return render(request, "books/draft_list.html", context, status=status)


def _next(journals: list[str], now: str) -> str:
    """The journal after the one shown; the first after the last."""
    after = [code for code in journals if code > now]
    return (after or journals or [""])[0]


def _cut(request: BooksRequest) -> DraftFilter:
    """Raises WrongUse for an unreadable month."""
    text = request.GET.get("mois", "")
    month = _month_of(text) if text else None
    return DraftFilter(
        journal=_code(request.GET.get("journal", "")),
        month=month,
        review=request.GET.get("revoir") == "1",
    )


def _month_of(text: str) -> date:
    """Raises WrongUse."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise WrongUse(f"« {text} » n’est pas un mois ; écrivez par exemple 2025-03.") from None


def _code(text: str) -> str:
    """A code as it came, without what a database text cannot hold."""
    return text.replace("\x00", "")[:100]


def _until(request: BooksRequest, cut: DraftFilter) -> date:
    """The day up to which « up to date » goes: end of the month shown, today at the latest."""
    end = request.year.end
    if cut.month:
        after = date(cut.month.year + cut.month.month // 12, cut.month.month % 12 + 1, 1)
        end = date.fromordinal(after.toordinal() - 1)
    today = max(clock.today(), request.year.start)
    return min(end, request.year.end, today)


def draft_validate(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """First what would be validated, for a person to judge; then, confirmed, the act itself."""
    selection = _selection(request)
    if request.POST.get("confirm") != "1":
        return _ask(request, selection)
    try:
        done = validate_entries(
            request.act, request.dossier.id, request.year, until=selection.until,
            journal=selection.journal or None, public_ids=selection.ids,
        )  # fmt: skip
    except Refused as refusal:
        return _list(request, findings=refusal.findings, status=422)
    if done.batch is None:
        messages.warning(request, "Rien à valider : la sélection ne contient plus de brouillard.")
        return redirect("books:draft-list", dossier=dossier, exercice=exercice)
    return redirect("books:batch-show", dossier=dossier, batch=done.batch)


def _ask(request: BooksRequest, selection: Selection) -> HttpResponse:
    summary = draft_summary(request.act, request.dossier.id, request.year, selection)
    found = blocked_drafts(request.act, request.dossier.id, request.year, selection)
    wrong = any(one.reason != "review" for one in found)
    blocked = bool(wrong or summary.in_future or summary.locked or request.year.is_closed)
    context = {
        "summary": summary,
        "blocking": [one for one in found if one.reason != "review"],
        "marked": [one for one in found if one.reason == "review"],
        "selection": selection,
        "blocked": blocked,
        "missing": max(0, len(selection.ids or ()) - summary.entries),
        "back": f"{_address(request)}?{urlencode({'journal': selection.journal})}",
    }
    return render(request, "books/draft_validate.html", context)


def _address(request: BooksRequest) -> str:
    match = request.resolver_match
    key = str(match.kwargs["dossier"]) if match else ""
    return reverse("books:draft-list", kwargs={"dossier": key, "exercice": request.year.label})


def _selection(request: BooksRequest) -> Selection:
    """Ticked entries where there are any; else the journal up to the day. Raises WrongUse."""
    ticked = _ticked(request)
    if ticked or request.POST.get("what") == "ticked":
        return Selection(ids=tuple(key for key, _ in ticked))
    text = request.POST.get("until", "")
    try:
        until = parse_day(text, start=request.year.start, end=request.year.end) if text else None
    except ValueError as error:
        raise WrongUse(str(error)) from None
    return Selection(journal=_code(request.POST.get("journal", "")), until=until)


def _ticked(request: BooksRequest) -> list[tuple[UUID, int]]:
    """Public ids and versions of the ticked rows. Raises WrongUse for anything else."""
    words = request.POST.getlist("entry")
    if len(words) > TICKED_MAX:
        raise WrongUse(f"Cochez au plus {TICKED_MAX} écritures, ou validez jusqu’à une date.")
    found = []
    for word in words:
        key, _, version = word.partition(":")
        try:
            found.append((UUID(key), version_of(version)))
        except ValueError:
            raise WrongUse("La sélection est illisible ; rechargez le brouillard.") from None
    return found


def draft_act(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Flag or delete the ticked drafts, one by one; what is refused is said, the rest is done."""
    what = request.POST.get("act", "")
    done, refused = 0, []
    if what == "move":
        return _move(request)
    for key, version in _ticked(request):
        try:
            if what == "delete":
                delete_draft(request.act, request.dossier.id, key, version)
            else:
                mark_review(request.act, request.dossier.id, key, what == "review")
            done += 1
        except BoucleError as error:
            refused += list(error.findings)
    _tell(request, what, done, refused)
    return redirect(f"{_address(request)}?{request.GET.urlencode()}")


def _move(request: BooksRequest) -> HttpResponse:
    """Move the ticked drafts, all or none."""
    text, journal = request.POST.get("to_month", ""), _code(request.POST.get("to_journal", ""))
    ticked = _ticked(request)
    if not ticked or not (text or journal):
        messages.warning(request, "Cochez des écritures, et dites où elles vont.")
    else:
        try:
            month = _month_of(text) if text else None
            done = move_to(
                request.act, request.dossier.id, ticked, journal=journal or None, month=month
            )
            messages.success(request, f"{done} écriture(s) déplacée(s).")
        except BoucleError as error:
            messages.error(request, f"Rien n’a été déplacé. {error.findings[0].message}")
    return redirect(f"{_address(request)}?{request.GET.urlencode()}")


def _tell(request: BooksRequest, what: str, done: int, refused: list[Finding]) -> None:
    words = {"delete": "supprimée(s)", "review": "à revoir", "reviewed": "revue(s)"}
    if done:
        messages.success(request, f"{done} écriture(s) {words.get(what, 'revue(s)')}.")
    for finding in refused[:5]:
        messages.error(request, finding.message)
    if not done and not refused:
        messages.warning(request, "Cochez d’abord des écritures (Espace).")


def batch_show(request: BooksRequest, dossier: str, batch: int) -> HttpResponse:
    """The result of a validation: numbers, hash, who, when. Raises NotFound."""
    found, journals, author = batch_for(request.act, request.dossier.id, batch)
    context = {"batch": found, "journals": journals, "author": author}
    return render(request, "books/batch_show.html", context)
