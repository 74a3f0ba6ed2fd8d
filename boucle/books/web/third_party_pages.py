"""Third parties: completion while typing, the list with balances, the page of one."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from boucle.books.queries import third_parties
from boucle.books.queries.accounts import MOVES, day_of_reading, year_ahead
from boucle.books.queries.listing import every
from boucle.books.types_pages import ThirdPage
from boucle.books.web.account_pages import Asked
from boucle.books.web.bars import bars_of
from boucle.books.web.request import BooksRequest
from boucle.books.web.sheet import export_list
from boucle.kernel import clock
from boucle.kernel.sheets import Column

GROUPS = {"40": "Fournisseurs", "41": "Clients", "42": "Personnel", "45": "Associés et groupe"}
LINES_IN_A_FILE = 20_000
COLUMNS = (
    Column("Tiers", width=14),
    Column("Nom", width=44),
    Column("SIREN", width=14),
    Column("Débit", "cents", 16),
    Column("Crédit", "cents", 16),
    Column("Solde", "balance", 16),
)
LINE_COLUMNS = (
    Column("Date", "day", 11),
    Column("Journal", width=8),
    Column("N°", width=10),
    Column("Compte", width=10),
    Column("Pièce", width=16),
    Column("Libellé", width=40),
    Column("Échéance", "day", 11),
    Column("Lettrage", width=8),
    Column("Débit", "cents", 14),
    Column("Crédit", "cents", 14),
)


def third_party_search(request: BooksRequest, dossier: str) -> JsonResponse:
    """`{"third_parties": [{number, label, account, active}]}` for `q`, best first."""
    text = request.GET.get("q", "")
    hits = third_parties.search_third_parties(request.act, request.dossier.id, text)
    return JsonResponse({"third_parties": [asdict(hit) for hit in hits]})


def third_party_list(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """Third parties with their balance over the year; `?format=` for a file."""
    asked = Asked.of(request, "compte")
    if "format" in request.GET:
        return _list_file(request, asked)
    after = request.GET.get("apres", "")
    page, sums = third_parties.third_party_list(
        request.act, request.dossier.id, request.year, after=after, **asdict(asked)
    )
    next_key = page.rows[-1].number if page.has_next else ""
    context = {"asked": asked, "rows": page.rows, "sums": sums, "next_key": next_key}
    return render(request, "books/third_party_list.html", {**context, "groups": GROUPS})


def _list_file(request: BooksRequest, asked: Asked) -> HttpResponseBase:
    act, dossier_id, year = request.act, request.dossier.id, request.year
    _, sums = third_parties.third_party_list(act, dossier_id, year, limit=1, **asdict(asked))
    rows = every(third_parties.third_party_list, act, dossier_id, year, **asdict(asked))
    cells = (
        (r.number, r.label, r.siren, r.debit or None, r.credit or None, r.balance) for r in rows
    )
    return export_list(
        request,
        "Tiers",
        COLUMNS,
        cells,
        subtitle=asked.sentence(year.label),
        drafts=asked.drafts,
        totals=(None, "Total", None, sums.debit, sums.credit, sums.balance),
    )


def third_party_show(
    request: BooksRequest, dossier: str, exercice: str, number: str
) -> HttpResponseBase:
    """One third party: accounts, months, what is open by age, lines. Raises NotFound."""
    is_file = "format" in request.GET
    page = _page(request, number, LINES_IN_A_FILE if is_file else MOVES)
    if is_file:
        return _lines_file(request, page)
    first = page.accounts[0].account if page.accounts else "4"
    day = day_of_reading(request.year, clock.today())
    context = {
        "page": page,
        "third": page.third,
        "bars": bars_of(page.months, first, day),
        "previous": year_ahead(request.year, request.years),
        "open_only": _open_only(request),
        "day": day,
    }
    return render(request, "books/third_party_show.html", context)


def _open_only(request: BooksRequest) -> bool:
    return request.GET.get("ouvert") == "1"


def _page(request: BooksRequest, number: str, limit: int) -> ThirdPage:
    return third_parties.third_party_page(
        request.act,
        request.dossier.id,
        number,
        request.year,
        year_ahead(request.year, request.years),
        day=day_of_reading(request.year, clock.today()),
        open_only=_open_only(request),
        limit=limit,
    )


def _lines_file(request: BooksRequest, page: ThirdPage) -> HttpResponse | HttpResponseBase:
    moves = [one.move for one in reversed(page.moves)]
    cells = (
        (m.date, m.journal, m.number, m.account, m.piece_ref, m.label, m.due_date, m.lettrage,
         m.debit or None, m.credit or None)
        for m in moves
    )  # fmt: skip
    debit, credit = sum(m.debit for m in moves), sum(m.credit for m in moves)
    what = "lignes non lettrées" if _open_only(request) else "toutes les lignes"
    return export_list(
        request,
        f"Tiers {page.third.number} {page.third.label}",
        LINE_COLUMNS,
        cells,
        subtitle=f"Exercice {request.year.label} · {what}",
        drafts=any(m.is_draft for m in moves),
        totals=(None,) * 5 + ("Total", None, None, debit, credit),
        landscape=True,
    )
