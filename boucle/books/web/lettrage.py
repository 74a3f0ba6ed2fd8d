"""Lettrage: what is open on the left, the lines of one account on the right, acts by key."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from boucle.books.commands import settling
from boucle.books.commands.settling import Wanted
from boucle.books.commands.vat_receipts import move_vat_of
from boucle.books.queries.lettrage import lines_to_letter, open_items, open_parties, unit_nets
from boucle.books.queries.vat_receipts import vat_of_lines, waits_for_payments
from boucle.books.rules.lettrage import clearing
from boucle.books.rules.lettrage_input import read_lines, read_undo
from boucle.books.types_lettrage import Settled, Undo
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import BoucleError, Refused, WrongUse
from boucle.kernel.money import parse_amount


def lettrage_list(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """The first account with something open; a page that says so where there is none."""
    found = open_parties(request.act, request.dossier.id, request.year, request.years, limit=1)
    if not found.rows:
        return render(request, "books/lettrage_nothing.html", _limit(request))
    first = found.rows[0]
    return redirect(_address(request, first.account, first.third))


def _address(request: BooksRequest, account: str, third: str | None) -> str:
    match = request.resolver_match
    key = str(match.kwargs["dossier"]) if match else ""
    words = {"dossier": key, "exercice": request.year.label, "account": account}
    if third:
        return reverse("books:lettrage-third", kwargs=words | {"third": third})
    return reverse("books:lettrage-show", kwargs=words)


def lettrage_show(
    request: BooksRequest, dossier: str, exercice: str, account: str, third: str = ""
) -> HttpResponse:
    """The lines of an account and third party. Raises NotFound, WrongUse for a bad page key."""
    lettered = request.GET.get("lettrees") == "1"
    asked = request.act, request.dossier.id, request.year, request.years
    looked = lines_to_letter(
        *asked, account, third, lettered=lettered, after=request.GET.get("apres", "")
    )
    text = request.GET.get("q", "")
    parties = open_parties(*asked, text=text, at=(account, third))
    context = {
        "looked": looked, "parties": parties, "lettered": lettered, "text": text,
        "after": looked.lines[-1].key if looked.has_more else "", **_limit(request),
        "on_receipts": waits_for_payments(request.act, request.dossier.id),
    }  # fmt: skip
    return render(request, "books/lettrage_show.html", context)


def _limit(request: BooksRequest) -> dict[str, object]:
    return {"limit": settling.gap_limit(request.act, request.dossier.id)}


def lettrage_act(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """One act on ticked lines (JSON): what it did and what takes it back. Raises WrongUse."""
    body = body_of(request)
    act, number = request.act, request.dossier.id
    acts: dict[str, Callable[[Wanted], Settled | None]] = {
        "letter": lambda wanted: settling.settle(act, number, wanted),
        "partial": lambda wanted: settling.settle(act, number, wanted, partial=True),
        "gap": lambda wanted: settling.settle_with_gap(act, number, request.year, wanted),
        "unletter": lambda wanted: settling.release(act, number, wanted),
        "undo": lambda wanted: settling.take_back(act, number, wanted, _undo(body)),
        "vat": lambda wanted: _vat_moved(request, wanted),
    }
    do = acts.get(str(body.get("act")))
    if do is None:
        raise WrongUse
    try:
        done = do(_wanted(body))
    except BoucleError as error:
        found = [finding.as_dict() for finding in error.findings]
        return JsonResponse({"findings": found, "detail": str(error)}, status=error.status)
    shown = _shown(done) if done else {}
    if done and body["act"] != "vat":
        shown |= _vat_due(request, done)
    return JsonResponse({"done": shown})


def _vat_moved(request: BooksRequest, wanted: Wanted) -> Settled:
    asked = request.act, request.dossier.id, request.year, request.years
    done = move_vat_of(*asked, wanted.lines)
    undo = Undo(free=done.fresh, draft=(done.entry, done.version))
    return Settled(code="", partial=False, gap=done.cents, lines=done.invoices, undo=undo)


def _vat_due(request: BooksRequest, done: Settled) -> dict[str, object]:
    """The VAT on receipts that the act makes due: proposed, never moved by itself."""
    lines = [*done.undo.free, *(line for old in done.undo.old for line in old.lines)]
    asked = request.act, request.dossier.id, request.year, request.years
    due = vat_of_lines(*asked, tuple(dict.fromkeys(lines)))
    if not due.rows:
        return {}
    named = [_named(line) for line in lines]
    return {"vat": {"cents": due.collected, "count": len(due.rows), "lines": named}}


def lettrage_find(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Lines whose sum clears the ticked ones, among those shown (JSON). Raises WrongUse."""
    body = body_of(request)
    ticked, among = _lines(body.get("lines")), _lines(body.get("among"))
    own, others = unit_nets(request.act, request.dossier.id, ticked, among)
    found = clearing(sum(unit.net for unit in own), [unit.net for unit in others])
    answers = [[_named(line) for rank in ranks for line in others[rank].lines] for ranks in found]
    return JsonResponse({"found": answers})


def lettrage_limit(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """Change the threshold of gaps (POST)."""
    try:
        cents = parse_amount(request.POST.get("limit", ""))
        settling.set_gap_limit(request.act, request.dossier.id, cents)
        messages.success(request, "Seuil d’écart enregistré.")
    except ValueError as error:
        messages.error(request, str(error))
    except Refused as refusal:
        messages.error(request, refusal.findings[0].message)
    return redirect("books:lettrage-list", dossier=dossier, exercice=exercice)


def grid_open_items(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """What is open for a third party, nearest to an amount first (JSON, 50 at most)."""
    account, third = request.GET.get("compte", ""), request.GET.get("tiers", "")
    word = request.GET.get("montant", "0")
    amount = int(word) if word.removeprefix("-").isdecimal() and len(word) < 18 else 0
    asked = request.act, request.dossier.id, request.year, request.years
    items, more = open_items(*asked, account, third, amount)
    return JsonResponse({"items": items, "more": more})


def body_of(request: BooksRequest) -> dict[str, Any]:
    """The JSON sent. Raises WrongUse where it is no object."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise WrongUse from None
    if not isinstance(body, dict):
        raise WrongUse
    return body


def _wanted(body: dict[str, Any]) -> Wanted:
    return Wanted(str(body.get("account")), body.get("third") or None, _lines(body.get("lines")))


def _lines(source: object) -> tuple[Any, ...]:
    """Raises WrongUse."""
    try:
        return read_lines(source)
    except ValueError as error:
        raise WrongUse(str(error)) from None


def _undo(body: dict[str, Any]) -> Undo:
    """Raises WrongUse."""
    try:
        return read_undo(body.get("undo"))
    except (ValueError, KeyError, TypeError, IndexError):
        raise WrongUse from None


def _named(line: tuple[Any, int]) -> str:
    return f"{line[0]}:{line[1]}"


def _shown(done: Settled) -> dict[str, object]:
    undo, draft = done.undo, done.undo.draft
    return {
        "code": done.code, "partial": done.partial, "gap": done.gap, "lines": done.lines,
        "undo": {
            "free": [_named(line) for line in undo.free],
            "old": [{"code": o.code, "lines": [_named(x) for x in o.lines]} for o in undo.old],
            "draft": [str(draft[0]), draft[1]] if draft else None,
        },
    }  # fmt: skip
