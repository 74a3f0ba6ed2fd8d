"""Recurring entries: kept, paused, and made into drafts once and only once for each month.

A month is known by its row (`SubscriptionRun`, a unique key) and by the public id of its draft,
made from the subscription and the month: whoever comes second finds it done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any
from uuid import uuid5

from boucle.access import public as access
from boucle.books.commands.drafts import save_in_scope
from boucle.books.models import Account, Journal, ThirdParty
from boucle.books.models_routine import Subscription, SubscriptionRun
from boucle.books.queries.model_rates import rates_in_scope
from boucle.books.rules import subscription_rules as rule
from boucle.books.rules.model_formula import FormulaError
from boucle.books.rules.model_label import filled
from boucle.books.rules.recurrence import dues, month_of
from boucle.books.rules.recurring_amounts import amounts_of, counted
from boucle.books.types_routine import Generated, NewSubscription
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused

ORIGIN = "abonnement"
AT_ONCE = 120
"""Months made of one subscription in one go: ten years."""


def save_subscription(
    act: Act, dossier_id: int, new: NewSubscription, *, number: int | None = None
) -> int:
    """Add a recurring entry, or change one (months already made stay); its number.

    Raises NotFound, Refused (with every finding), Forbidden without the right to write.
    """
    with access.write(act, dossier_id, "books.write"):
        row = _locked(dossier_id, number) if number is not None else None
        lines, findings = amounts_of(new.lines, rates_in_scope(dossier_id, new.start))
        findings = findings or _findings(dossier_id, replace(new, lines=tuple(lines)))
        if findings:
            raise Refused(findings)
        facts = {
            "label": new.label.strip(), "journal": new.journal, "every": new.every,
            "day": new.day, "start_date": new.start, "until_date": new.until,
            "lines": lines,
        }  # fmt: skip
        if row is None:
            row = Subscription.objects.create(dossier_id=dossier_id, **facts)
            row.refresh_from_db()
        else:
            Subscription.objects.filter(dossier_id=dossier_id, id=row.id).update(**facts)
            row = _locked(dossier_id, row.id)
        _plan(row)
        audit.record(
            act, "books.subscription.saved", dossier_id=dossier_id, after={"id": row.id, **facts}
        )
    return row.id


def _findings(dossier_id: int, new: NewSubscription) -> list[Finding]:
    accounts = {str(line.get("account") or "") for line in new.lines}
    thirds = {str(line["third"]) for line in new.lines if line.get("third")}
    chart = Account.objects.filter(dossier_id=dossier_id, active=True, number__in=accounts)
    parties = ThirdParty.objects.filter(dossier_id=dossier_id, active=True, number__in=thirds)
    journals = Journal.objects.filter(dossier_id=dossier_id, active=True, code=new.journal)
    return rule.findings(
        new,
        has_journal=journals.exists(),
        known_accounts=set(chart.values_list("number", flat=True)),
        known_thirds=set(parties.values_list("number", flat=True)),
    )


def set_active(act: Act, dossier_id: int, number: int, *, active: bool) -> None:
    """Pause a recurring entry or take it up again: months passed meanwhile are made then.

    Raises NotFound, Forbidden.
    """
    with access.write(act, dossier_id, "books.write"):
        row = _locked(dossier_id, number)
        Subscription.objects.filter(dossier_id=dossier_id, id=row.id).update(active=active)
        verb = "books.subscription.resumed" if active else "books.subscription.paused"
        audit.record(act, verb, dossier_id=dossier_id, after={"id": number, "label": row.label})


def skip_month(act: Act, dossier_id: int, number: int, month: date) -> None:
    """Let a month go that was not made. Raises NotFound, Refused (made already), Forbidden."""
    with access.write(act, dossier_id, "books.write"):
        row = _locked(dossier_id, number)
        due = next((day for day in _dues(row) if month_of(day) == month_of(month)), None)
        if due is None:
            raise NotFound("L’abonnement n’a pas d’échéance ce mois-là.")
        if _runs(row).filter(month=month_of(due), state="made").exists():
            text = "L’écriture de ce mois est déjà faite : supprimez le brouillard."
            raise Refused([Finding(code="books.subscription.made", message=text)])
        _note(act, row, due, "skipped")
        _plan(row)
        after = {"id": number, "due": due}
        audit.record(act, "books.subscription.skipped", dossier_id=dossier_id, after=after)


def make_due(act: Act, dossier_id: int, today: date, *, number: int | None = None) -> Generated:
    """Make the drafts due until `today`, of every running entry or of one; each month once.

    What the gate refuses (closed month, no year) waits with its reason and is tried again.
    Raises NotFound, Forbidden.
    """
    with access.read(act, dossier_id, "books.write"):
        rows = Subscription.objects.filter(
            dossier_id=dossier_id, active=True, next_date__lte=today
        ).order_by("id")
        numbers = [n for n in rows.values_list("id", flat=True) if number in (None, n)]
    made, waiting = 0, []
    for one in numbers:
        with access.write(act, dossier_id, "books.write"):
            row = _locked(dossier_id, one)
            count, refused = _make(act, row, today) if row.active else (0, [])
            made += count
            waiting += refused
            if count:
                after = {"id": one, "label": row.label, "made": count}
                audit.record(act, "books.subscription.run", dossier_id=dossier_id, after=after)
    return Generated(made, tuple(waiting))


def _make(act: Act, row: Subscription, today: date) -> tuple[int, list[tuple[str, date, str]]]:
    """The months of one locked row; how many were made, and what waits."""
    made, waiting = 0, []
    for due in islice(_open_dues(row, today), AT_ONCE):
        try:
            saved = save_in_scope(row.dossier_id, _entry(row, due))
        except Refused as refusal:
            _note(act, row, due, "waiting", reason=str(refusal))
            waiting.append((row.label, due, str(refusal)))
        else:
            _note(act, row, due, "made", entry=saved.public_id)
            made += 1
    _plan(row)
    return made, waiting


def _entry(row: Subscription, due: date) -> dict[str, Any]:
    """The draft of a due day, its formulas counted with the rates of that day. Raises Refused."""
    codes = {line.get("third") for line in row.lines} - {None}
    parties = ThirdParty.objects.filter(dossier_id=row.dossier_id, number__in=codes)
    names = dict(parties.values_list("number", "label"))
    lines = []
    try:
        amounts = counted(row.lines, rates_in_scope(row.dossier_id, due))
    except FormulaError as error:
        text = f"Une formule ne se calcule pas au {due:%d/%m/%Y} : {error}"
        raise Refused([Finding(code="books.subscription.formula", message=text)]) from None
    for line in amounts:
        third = names.get(line.get("third") or "", "")
        label = filled(str(line.get("label") or row.label), day=due, third=third)
        lines.append({**line, "label": label or row.label})
    public_id = uuid5(row.public_id, f"{month_of(due):%Y-%m}")
    return {
        "public_id": str(public_id), "journal": row.journal, "date": due.isoformat(),
        "origin": ORIGIN, "lines": lines,
    }  # fmt: skip


def _dues(row: Subscription) -> Iterator[date]:
    return dues(row.every, row.day, row.start_date, row.until_date)


def _open_dues(row: Subscription, today: date | None = None) -> Iterator[date]:
    """Days not made nor skipped, until `today`."""
    done = set(_runs(row).exclude(state="waiting").values_list("month", flat=True))
    for due in _dues(row):
        if today is not None and due > today:
            return
        if month_of(due) not in done:
            yield due


def _plan(row: Subscription) -> None:
    """The next day, kept beside the row for the search of what is due."""
    mine = Subscription.objects.filter(dossier_id=row.dossier_id, id=row.id)
    mine.update(next_date=next(_open_dues(row), None))


def _runs(row: Subscription) -> Any:
    return SubscriptionRun.objects.filter(dossier_id=row.dossier_id, subscription_id=row.id)


def _note(
    act: Act, row: Subscription, due: date, state: str, *, entry: Any = None, reason: str = ""
) -> None:
    facts = {
        "due": due, "state": state, "entry": entry, "reason": reason, "author": act.actor,
        "at": act.at,
    }  # fmt: skip
    if not _runs(row).filter(month=month_of(due)).update(**facts):
        SubscriptionRun.objects.create(
            dossier_id=row.dossier_id, subscription_id=row.id, month=month_of(due), **facts
        )


def _locked(dossier_id: int, number: int) -> Subscription:
    """The row, held until the end of the transaction: two makers wait for each other."""
    mine = Subscription.objects.select_for_update().filter(dossier_id=dossier_id, id=number)
    row = mine.first()
    if row is None:
        raise NotFound("Cet abonnement n’existe pas.")
    return row
