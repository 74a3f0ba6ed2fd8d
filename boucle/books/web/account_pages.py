"""Accounts: completion while typing, the list with balances, the page of one."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from boucle.books.queries import accounts
from boucle.books.queries.listing import every
from boucle.books.web.bars import bars_of
from boucle.books.web.grid_acts import may_create_accounts
from boucle.books.web.request import BooksRequest
from boucle.books.web.sheet import export_list
from boucle.kernel import clock
from boucle.kernel.sheets import Column

CLASSES = {
    "1": "Capitaux", "2": "Immobilisations", "3": "Stocks", "4": "Tiers", "5": "Financiers",
    "6": "Charges", "7": "Produits", "8": "Spéciaux",
}  # fmt: skip
COLUMNS = (
    Column("Compte", width=12),
    Column("Libellé", width=44),
    Column("Débit", "cents", 16),
    Column("Crédit", "cents", 16),
    Column("Solde", "balance", 16),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to, from the address."""

    text: str
    prefix: str
    moved: bool
    drafts: bool

    @classmethod
    def of(cls, request: HttpRequest, prefix: str) -> Asked:
        """`q`, the prefix under its own name, `mouvementes`, `brouillard`."""
        get = request.GET
        return cls(
            text=get.get("q", "").strip(),
            prefix=get.get(prefix, "").strip(),
            moved=get.get("mouvementes") == "1",
            drafts=get.get("brouillard") == "1",
        )

    def sentence(self, year: str) -> str:
        """The subtitle of a file."""
        parts = [f"Exercice {year}"]
        if self.prefix:
            parts.append(f"comptes {self.prefix}…")
        if self.text:
            parts.append(f"« {self.text} »")
        if self.moved:
            parts.append("mouvementés seulement")
        return " · ".join(parts)


def account_search(request: BooksRequest, dossier: str) -> JsonResponse:
    """`{"accounts": [{number, label, is_control, lettrable, active}]}` for `q`, best first."""
    hits = accounts.search_accounts(request.act, request.dossier.id, request.GET.get("q", ""))
    return JsonResponse({"accounts": [asdict(hit) for hit in hits]})


def account_list(request: BooksRequest, dossier: str, exercice: str) -> HttpResponseBase:
    """The chart with the balance of each account over the year; `?format=` for a file."""
    asked = Asked.of(request, "classe")
    if "format" in request.GET:
        return _list_file(request, asked)
    after = request.GET.get("apres", "")
    page, sums = accounts.account_list(
        request.act, request.dossier.id, request.year, after=after, **asdict(asked)
    )
    next_key = page.rows[-1].number if page.has_next else ""
    context = {"asked": asked, "rows": page.rows, "sums": sums, "next_key": next_key}
    more = {"classes": CLASSES, "may_create": may_create_accounts(request)}
    return render(request, "books/account_list.html", {**context, **more})


def _list_file(request: BooksRequest, asked: Asked) -> HttpResponseBase:
    act, dossier_id, year = request.act, request.dossier.id, request.year
    _, sums = accounts.account_list(act, dossier_id, year, limit=1, **asdict(asked))
    rows = every(accounts.account_list, act, dossier_id, year, **asdict(asked))
    cells = ((r.number, r.label, r.debit or None, r.credit or None, r.balance) for r in rows)
    return export_list(
        request,
        "Plan comptable",
        COLUMNS,
        cells,
        subtitle=asked.sentence(year.label),
        drafts=asked.drafts,
        totals=(None, "Total", sums.debit, sums.credit, sums.balance),
    )


def account_show(request: BooksRequest, dossier: str, exercice: str, number: str) -> HttpResponse:
    """One account: facts, months beside those of the year before, newest lines. Raises NotFound."""
    previous = accounts.year_ahead(request.year, request.years)
    page = accounts.account_page(request.act, request.dossier.id, number, request.year, previous)
    bars = bars_of(
        page.months, page.account.number, accounts.day_of_reading(request.year, clock.today())
    )
    context = {"page": page, "account": page.account, "bars": bars, "previous": previous}
    return render(request, "books/account_show.html", context)
