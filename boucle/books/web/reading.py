"""Screens of the balance, the ledger and the journals, and their files."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from boucle.books.queries.balance import third_balance, trial_balance
from boucle.books.queries.balance_months import balance_months
from boucle.books.queries.journals import (
    centralisateur,
    journal_page,
    journal_totals,
    number_gaps,
)
from boucle.books.queries.ledger import LedgerFilter, ledger_page
from boucle.books.rules.balance_page import page_of_classes
from boucle.books.web import reading_sheets
from boucle.books.web.reading_filters import Asked, read_filters
from boucle.books.web.reading_links import links_of
from boucle.books.web.request import BooksRequest

ACCOUNTS_SHOWN = 1_000
_SUMMED = ("entries", "drafts", "debit", "credit")
GAPS_WALKED_BELOW = 50_000
"""Entries up to which missing numbers are looked for without being asked."""


def balance_show(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """Balance générale: classes, accounts, year before; or the file of it."""
    asked = read_filters(request)
    found = trial_balance(
        request.act,
        request.dossier.id,
        asked.period,
        years=request.years,
        drafts=asked.drafts,
        prefix=asked.account,
        unmoved=asked.unmoved,
    )
    if asked.format:
        return reading_sheets.balance(request, asked, found)
    classes, next_key = page_of_classes(found.classes, asked.after, ACCOUNTS_SHOWN)
    context = {"found": found, "asked": asked, "classes": classes, "next_key": next_key}
    context["links"] = links_of(request, dossier)
    return render(request, "books/balance_show.html", context, status=asked.status)


def third_balance_show(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """Balance auxiliaire: the third parties of one collective account; or the file of all."""
    asked = read_filters(request)
    if asked.format:
        return reading_sheets.third_balance(request, asked)
    found = third_balance(
        request.act,
        request.dossier.id,
        asked.period,
        years=request.years,
        drafts=asked.drafts,
        account=asked.account,
        third=asked.third,
        after=asked.after,
    )
    next_key = found.lines[-1].number if found.has_next else None
    context = {"found": found, "asked": asked, "next_key": next_key}
    context["links"] = links_of(request, dossier)
    return render(request, "books/third_balance_show.html", context, status=asked.status)


def balance_months_show(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """The balance month by month; or the file of it."""
    asked = read_filters(request, days=False)
    found = balance_months(
        request.act, request.dossier.id, asked.period, drafts=asked.drafts, prefix=asked.account
    )
    if asked.format:
        return reading_sheets.months(request, asked, found)
    context = {"found": found, "asked": asked, "links": links_of(request, dossier)}
    return render(request, "books/balance_months_show.html", context, status=asked.status)


def ledger_show(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """Grand livre général, by page; or the file of it."""
    return _ledger(request, dossier, read_filters(request), by_third=False)


def third_ledger_show(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """Grand livre auxiliaire, by page; or the file of it."""
    return _ledger(request, dossier, read_filters(request), by_third=True)


def _ledger(
    request: BooksRequest, dossier: str, asked: Asked, *, by_third: bool
) -> HttpResponseBase:
    wanted = LedgerFilter(
        asked.period, asked.account, asked.third, asked.drafts, by_third, asked.lettered
    )
    if asked.format:
        return reading_sheets.ledger(request, asked, wanted)
    found = ledger_page(request.act, request.dossier.id, wanted, after=asked.after)
    context = {"found": found, "facts": found.facts, "asked": asked, "by_third": by_third}
    context["links"] = links_of(request, dossier)
    return render(request, "books/ledger_show.html", context, status=asked.status)


def journal_list(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """Journals by month: entries, drafts, totals, locks, missing numbers."""
    asked = read_filters(request, days=False)
    found = journal_totals(request.act, request.dossier.id, asked.period)
    if asked.format:
        return reading_sheets.journals(request, asked, found)
    totals = {name: sum(getattr(one, name) for one in found) for name in _SUMMED}
    walked = "ruptures" in request.GET or totals["entries"] <= GAPS_WALKED_BELOW
    gaps = number_gaps(request.act, request.dossier.id, request.year) if walked else []
    context = {"journals": found, "asked": asked, "totals": totals, "walked": walked, "gaps": gaps}
    return render(request, "books/journal_list.html", context, status=asked.status)


def journal_show(request: BooksRequest, dossier: str, exercice: str, code: str) -> HttpResponseBase:
    """The entries of a journal with their lines; or the file of it."""
    asked = read_filters(request, days=False)
    if asked.format:
        return reading_sheets.journal(request, asked, code)
    found = journal_page(request.act, request.dossier.id, code, asked.period, after=asked.after)
    context = {"found": found, "asked": asked, "links": links_of(request, dossier)}
    return render(request, "books/journal_show.html", context, status=asked.status)


def centralisateur_show(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """Totals of each journal by month; or the file of it."""
    asked = read_filters(request, days=False)
    found = centralisateur(request.act, request.dossier.id, asked.period, drafts=asked.drafts)
    if asked.format:
        return reading_sheets.centralisateur(request, asked, found)
    context = {"months": found, "asked": asked}
    return render(request, "books/centralisateur_show.html", context, status=asked.status)
