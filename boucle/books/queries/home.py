"""Reading for the homes, the portfolio and the palette: roll-ups and index probes, never lines."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from boucle.access.public import Person, narrow, people_in_scope, read, read_all
from boucle.books.types import FiscalYearRow
from boucle.books.types_home import (
    DraftListed,
    Figures,
    Found,
    MonthRow,
    PortfolioRow,
    Standing,
    Work,
)
from boucle.kernel import audit, clock
from boucle.kernel.act import Act
from boucle.kernel.audit import Event
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.pagination import Page, decode_key, encode_key
from boucle.tenancy.public import DossierListed, count_dossiers, dossiers_page

_RANK_MAX = 10**18
_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class _Number:
    dossier_id: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One page of the portfolio; `after` is the key of the next one, `total` the ones in use."""

    page: Page[PortfolioRow]
    after: str
    total: int
    archived: int


@dataclass(frozen=True, slots=True)
class DossierHome:
    """What the home of a Dossier shows."""

    standing: Standing
    months: list[MonthRow]
    drafts: list[DraftListed]
    events: list[Event]
    people: list[Person]


def portfolio_page(
    act: Act,
    *,
    text: str = "",
    drafts_only: bool = False,
    archived: bool = False,
    after: str = "",
    limit: int = 50,
) -> Portfolio:
    """Dossiers of the actor by name, with where each stands: the active, or the archived ones.

    Raises WrongUse on a broken key.
    """
    key = decode_key(after, parts=2) if after else None
    place = (str(key[0]), int(key[1] or 0)) if key else None
    with read_all(act) as numbers:
        among = _with_drafts(numbers) if drafts_only else None
        found = dossiers_page(text, among=among, after=place, limit=limit + 1, archived=archived)
        total, out = count_dossiers()
        page = Page.of(_rows(act, found, numbers), limit=limit)
    last = found[min(limit, len(found)) - 1] if found else None
    onward = encode_key(last.sort_key, last.id) if last and page.has_next else ""
    return Portfolio(page, onward, total, out)


def find_dossiers(act: Act, text: str, limit: int = 6, *, brothers: int = 0) -> list[DossierListed]:
    """Dossiers of the actor by name, client or SIREN: the palette. No text: `brothers` first.

    What is archived comes last, and only where it is asked for by words.
    """
    limit = limit if text else brothers
    with read_all(act):
        found = dossiers_page(text, among=None, after=None, limit=limit) if limit else []
        left = limit - len(found) if text else 0
        return found + (
            dossiers_page(text, among=None, after=None, limit=left, archived=True) if left else []
        )


def work_list(act: Act) -> list[PortfolioRow]:
    """Every Dossier of the actor with where it stands: the queues of the home."""
    with read_all(act) as numbers:
        return _rows(act, dossiers_page("", among=None, after=None, limit=100_000), numbers)


def _with_drafts(numbers: list[int]) -> list[int]:
    return [r.dossier_id for r in run_sql("books/with_drafts", into=_Number, dossiers=numbers)]


def _rows(act: Act, found: list[DossierListed], among: list[int]) -> list[PortfolioRow]:
    """The Dossiers with their work; the scope is narrowed for good."""
    work: dict[int, Work] = {}
    today = clock.today()
    for at in range(0, len(found), _AT_A_TIME):
        numbers = [row.id for row in found[at : at + _AT_A_TIME]]
        narrow(act, numbers, among=among)
        rows = run_sql("books/portfolio_work", into=Work, dossiers=numbers, today=today)
        work |= {row.dossier_id: row for row in rows}
    return [
        PortfolioRow(r.id, r.key, r.siren, r.name, r.client_name, work[r.id], r.archived_at)
        for r in found
    ]


def dossier_home(act: Act, dossier_id: int, year: FiscalYearRow | None) -> DossierHome:
    """Months of the exercice, drafts, last acts, and what is there at all."""
    with read(act, dossier_id):
        standing = run_one("books/standing", into=Standing, dossier=dossier_id)
        assert standing is not None
        return DossierHome(
            standing=standing,
            months=run_sql("books/months", into=MonthRow, dossier=dossier_id, year=year.id)
            if year
            else [],
            drafts=run_sql("books/last_drafts", into=DraftListed, dossier=dossier_id, limit=8),
            events=audit.last_events(dossier_id, 8),
            people=people_in_scope(dossier_id),
        )


def figures(
    act: Act, dossier_id: int, year: FiscalYearRow, previous: FiscalYearRow | None
) -> Figures:
    """Cash, what is owed, VAT and result at the end of the last kept month, in cents."""
    with read(act, dossier_id):
        found = run_one(
            "books/figures",
            into=Figures,
            dossier=dossier_id,
            year=year.id,
            previous=previous.id if previous else None,
            today=clock.today(),
        )
    assert found is not None
    return found


def palette(act: Act, dossier_id: int, text: str, limit: int = 6) -> list[Found]:
    """Accounts, third parties, and entries by number, that the text points at."""
    folded = unicodedata.normalize("NFD", text.lower()[:80])
    words = "".join(c for c in folded if not unicodedata.combining(c)).split()[:6]
    if not words:
        return []
    compact = "".join(words)
    rank = int(compact) if compact.isascii() and compact.isdigit() else None
    with read(act, dossier_id):
        return run_sql(
            "books/palette",
            into=Found,
            dossier=dossier_id,
            words=words,
            compact=compact,
            rank=rank if rank is not None and rank < _RANK_MAX else None,
            limit=limit,
        )
