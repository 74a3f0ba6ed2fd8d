"""`generate`: the books of a company, year after year, from a profile and a seed.

A hidden year runs before the first visible one, so that its opening has real open items.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from boucle.demo import (
    assets,
    billing,
    closing,
    finance,
    opening,
    payroll,
    purchases,
    stamp,
    tills,
    vat,
)  # fmt: skip
from boucle.demo.days import add_months
from boucle.demo.ledger import Line
from boucle.demo.sim import Sim
from boucle.demo.types import CompanyProfile, DemoJournal, DemoYear

LAST_DAY = date(2026, 11, 20)
VALIDATED_UNTIL = date(2026, 9, 30)


def journals(profile: CompanyProfile) -> tuple[DemoJournal, ...]:
    """Journals of a company."""
    rows = [
        DemoJournal("AN", "À-nouveaux", "an"),
        DemoJournal("AC", "Achats", "achats"),
        DemoJournal("VE", "Ventes", "ventes"),
        DemoJournal(profile.bank_code, f"Banque {profile.bank}", "banque"),
        DemoJournal("OD", "Opérations diverses", "od"),
    ]
    if profile.tills:
        rows.append(DemoJournal("CA", "Caisse", "caisse"))
    if profile.jobs:
        rows.append(DemoJournal("PA", "Paie", "od"))
    return tuple(rows)


def generate(
    profile: CompanyProfile,
    seed: int,
    *,
    last_day: date = LAST_DAY,
    validated_until: date = VALIDATED_UNTIL,
) -> Iterator[DemoYear]:
    """Yield the visible years in order, the running one last; the same seed gives the same books.

    Raises AssertionError if an entry does not balance: that is a mistake of the profile or ours.
    """
    sim = Sim(profile, seed)
    pools = [billing.Customers(sim, each, at) for at, each in enumerate(profile.billings)]
    start, end = _first_year(profile)
    reversals: list[tuple[str, list[Line]]] = []
    first = True
    while start <= last_day:
        sim.year_start, sim.year_end = start, end
        newborn = first and profile.founded is not None
        _open_year(sim, reversals, first=first)
        _plan(sim, pools)
        sim.run_until(min(end, last_day))
        closed = end <= last_day
        if closed:
            sim.today = end
            reversals = closing.close(sim)
        if not first or newborn:
            yield _year(sim, closed, validated_until, newborn=newborn)
        sim.ledger.turn_year()
        start = end + timedelta(days=1)
        end, first = add_months(start, 12) - timedelta(days=1), False


def _first_year(profile: CompanyProfile) -> tuple[date, date]:
    """The hidden year, or the first one of a new company."""
    opens = date(profile.first_year, profile.closing_month % 12 + 1, 1)
    if profile.founded:
        end = add_months(date(profile.founded.year, 1, 1), 12) - timedelta(days=1)
        return profile.founded, end
    start = add_months(opens, -12)
    return start, opens - timedelta(days=1)


def _open_year(sim: Sim, reversals: list[tuple[str, list[Line]]], *, first: bool) -> None:
    sim.today = sim.year_start
    # Margins move a little from year to year.
    sim.cost_index = 1_000 + sim.random("margin").randrange(-16, 17)
    if first and sim.profile.founded:
        opening.found(sim)
    elif first:
        opening.first_balances(sim)
    else:
        profit = opening.carry_forward(sim)
        opening.reverse(sim, reversals)
        opening.plan(sim, profit)


def _plan(sim: Sim, pools: list[billing.Customers]) -> None:
    finance.plan(sim)
    closing.plan(sim)
    assets.plan(sim)
    billing.plan(sim, pools)
    tills.plan(sim)
    purchases.plan(sim)
    payroll.plan(sim)
    vat.plan(sim)


def _year(sim: Sim, closed: bool, validated_until: date, *, newborn: bool) -> DemoYear:
    limit = sim.year_end if closed else validated_until
    entries = stamp.freeze(
        sim.ledger.entries, sim.parties, sim.year_start, sim.year_end,
        validated_until=limit, newborn=newborn,
    )  # fmt: skip
    return DemoYear(
        siren=sim.profile.siren,
        start=sim.year_start,
        end=sim.year_end,
        label=str(sim.year_end.year),
        closed=closed,
        journals=journals(sim.profile),
        entries=tuple(entries),
    )
