"""Recurring entries of a Dossier and what became of each month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from boucle.access import public as access
from boucle.books.models_routine import Subscription, SubscriptionRun
from boucle.books.types_routine import RunRow, SubscriptionRow
from boucle.kernel.act import Act
from boucle.kernel.errors import NotFound
from boucle.tenancy.public import dossiers_in_scope


def subscriptions_of(act: Act, dossier_id: int) -> list[SubscriptionRow]:
    """The recurring entries: running ones by next day, then paused and ended ones."""
    with access.read(act, dossier_id, "books.read"):
        rows = list(Subscription.objects.filter(dossier_id=dossier_id).order_by("id"))
        runs: dict[int, list[RunRow]] = defaultdict(list)
        for run in SubscriptionRun.objects.filter(dossier_id=dossier_id).order_by("month"):
            made = RunRow(run.month, run.due, run.state, run.entry, run.reason)
            runs[run.subscription_id].append(made)
    found = [_row(row, runs[row.id]) for row in rows]
    return sorted(found, key=lambda row: (not row.active, row.next or date.max, row.id))


def subscription_for(act: Act, dossier_id: int, number: int) -> SubscriptionRow:
    """The recurring entry of that number. Raises NotFound."""
    found = [row for row in subscriptions_of(act, dossier_id) if row.id == number]
    if not found:
        raise NotFound("Cet abonnement n’existe pas.")
    return found[0]


def dossiers_with_dues(act: Act, today: date) -> list[int]:
    """Dossiers in use in which a recurring entry is due, among those that the actor may see."""
    with access.read_all(act):
        numbers = [row.id for row in dossiers_in_scope()]
        rows = Subscription.objects.filter(
            dossier_id__in=numbers, active=True, next_date__lte=today
        )
        return sorted(set(rows.values_list("dossier_id", flat=True)))


def _row(row: Subscription, runs: list[RunRow]) -> SubscriptionRow:
    return SubscriptionRow(
        id=row.id, label=row.label, journal=row.journal, every=row.every, day=row.day,
        start=row.start_date, until=row.until_date, next=row.next_date, active=row.active,
        lines=tuple(row.lines), runs=tuple(runs),
    )  # fmt: skip
