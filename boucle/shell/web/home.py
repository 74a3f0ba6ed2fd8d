"""Homes by who one is, the portfolio, and the Dossiers of the palette."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from boucle.access.public import (
    Rights,
    cabinet_of,
    contacts_of,
    invitations_received,
    rights_of,
)
from boucle.books.public import (
    SIMPLE_KINDS,
    Figures,
    FiscalYearRow,
    PortfolioRow,
    figures,
    find_dossiers,
    portfolio_page,
    work_list,
    years_of,
)
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.webhooks.public import switched_off

SHOWN = 8
COMPANIES_MAX = 3
BROTHERS = 50
LATE_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Company:
    """A Dossier as its owner sees it."""

    row: PortfolioRow
    rights: Rights
    year: FiscalYearRow | None
    previous: FiscalYearRow | None
    figures: Figures | None

    @property
    def is_running(self) -> bool:
        """Whether the last kept month is not over: its figures are of today."""
        kept = self.figures.kept_until if self.figures else None
        return kept is not None and kept == clock.today().replace(day=1)


def home(request: Any) -> HttpResponse:
    """Staff, collaborateur, chef d'entreprise (reads) or entreprise autonome (writes)."""
    if request.standing.is_staff:
        return redirect("shell:console")
    if request.standing.is_idle:
        return _idle(request)
    rows = work_list(request.act)
    if cabinet_of(request.act) is not None:
        return render(request, "shell/home_firm.html", _queues(rows) | _notices(request.act))
    companies = [_company(request.act, row) for row in rows[:COMPANIES_MAX]]
    context = {
        "companies": companies, "others": rows[COMPANIES_MAX:], "kinds": SIMPLE_KINDS,
    }  # fmt: skip
    return render(request, "shell/home_company.html", context | _notices(request.act))


def _notices(act: Act) -> dict[str, object]:
    """What an administrator must hear: webhooks switched off, companies that invite the cabinet."""
    return {"hooks_off": switched_off(act), "invitations": invitations_received(act)}


def _idle(request: Any) -> HttpResponse:
    """An access account and no application account: why nothing opens, and whom to ask."""
    places = request.standing.places
    contacts = contacts_of([place.id for place in places], clock.now())
    context = {"places": places, "contacts": contacts}
    return render(request, "shell/home_idle.html", context)


def _queues(rows: list[PortfolioRow]) -> dict[str, object]:
    """What waits, the most first; what is late, the latest first."""
    drafts = sorted((r for r in rows if r.work.drafts), key=lambda r: -r.work.drafts)
    late = [r for r in rows if _is_late(r, clock.today())]
    late.sort(key=lambda r: (r.work.kept_until or date.min, r.name))
    recent = [r for r in rows if r.work.last_act]
    recent.sort(key=lambda r: r.work.last_act, reverse=True)  # type: ignore[arg-type,return-value]
    return {
        "total": len(rows),
        "drafts": drafts[:SHOWN],
        "drafts_dossiers": len(drafts),
        "drafts_total": sum(r.work.drafts for r in drafts),
        "review_total": sum(r.work.to_review for r in rows),
        "late": late[:SHOWN],
        "late_total": len(late),
        "recent": recent[:SHOWN],
    }


def _is_late(row: PortfolioRow, today: date) -> bool:
    """In an open year, nothing kept for two whole months before this one."""
    work = row.work
    if work.is_closed or work.year is None:
        return work.year is None
    if work.kept_until is None:
        return True
    if work.months is not None and work.months_kept >= work.months:
        return False
    apart = (today.year - work.kept_until.year) * 12 + today.month - work.kept_until.month
    return apart > LATE_MONTHS


def _company(act: Act, row: PortfolioRow) -> Company:
    years, rights = years_of(act, row.id), rights_of(act, row.id)
    assert rights is not None
    at = next((n for n, year in enumerate(years) if year.label == row.work.year), None)
    if at is None:
        return Company(row, rights, None, None, None)
    previous = years[at - 1] if at > 0 else None
    found = figures(act, row.id, years[at], previous)
    return Company(row, rights, years[at], previous, found)


def portfolio(request: Any) -> HttpResponse:
    """One line per Dossier; filter by words, by drafts, archived ones; next page by key."""
    asked = {
        "text": request.GET.get("q", "").strip(),
        "drafts_only": request.GET.get("brouillard") == "1",
        "archived": request.GET.get("archives") == "1",
    }
    found = portfolio_page(request.act, after=request.GET.get("apres", ""), **asked)
    context = {"found": found, "rows": found.page.rows, **asked}
    return render(request, "shell/portfolio.html", context)


def palette(request: Any) -> JsonResponse:
    """`{"items": [{label, detail, kind, url}]}`: Dossiers by name, client or SIREN.

    `de`: the screen of a Dossier one comes from; the addresses lead to its like.
    """
    before = request.GET.get("de", "")
    found = find_dossiers(
        request.act, request.GET.get("q", "").strip(), brothers=BROTHERS if before else 0
    )
    items = [
        {
            "label": row.name,
            "detail": f"{row.siren} · archivé" if row.archived_at else row.siren,
            "kind": "Dossier",
            "url": f"{reverse('shell:dossier-switch')}?{urlencode({'vers': row.key, 'de': before})}"
            if before
            else reverse("books:dossier-home", kwargs={"dossier": row.key}),
        }
        for row in found
    ]
    return JsonResponse({"items": items})
