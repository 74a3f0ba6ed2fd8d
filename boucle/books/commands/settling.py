"""Settling open lines as a person does it: what is ticked, with its partial lettrages, in one act.

Each act answers what takes it back (`Undo`): the lines to free, the lettrages that stood before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.commands.drafts import checked, delete_in_scope, save_in_scope
from boucle.books.models import Account, Journal, Setting
from boucle.books.queries.lettrage import units_in_scope
from boucle.books.texts import finding_of
from boucle.books.types import FiscalYearRow
from boucle.books.types_lettrage import LineKey, Member, OldLettrage, Settled, Undo
from boucle.kernel import audit, clock, events
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate, run_sql
from boucle.kernel.errors import Refused
from boucle.kernel.money import show

GAP_LIMIT = "lettrage.gap"
GAP_LIMIT_FIRST = 100
"""Cents that a lettrage may leave to 658 or 758 in a Dossier that said nothing."""
GAP_LABEL = "Écart de lettrage"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lines of an account and third party (None = lines without one) to act on."""

    account: str
    third: str | None
    lines: Sequence[LineKey]


def settle(act: Act, dossier_id: int, wanted: Wanted, *, partial: bool = False) -> Settled:
    """Letter the lines together, with all the lines of the partial lettrages among them.

    Raises Refused when they do not balance and `partial` was not said, Forbidden.
    """
    with access.write(act, dossier_id, "lettrage.write"):
        done = settle_in_scope(dossier_id, wanted, partial=partial)
        _record(act, dossier_id, "books.lettrage.made", wanted, done)
    return done


def settle_in_scope(dossier_id: int, wanted: Wanted, *, partial: bool = False) -> Settled:
    """As `settle`, inside a scope that is open already; without a row in the log."""
    units, _ = units_in_scope(dossier_id, wanted.lines)
    if partial and not _faces(unit.net for unit in units):
        raise _refusal("books.lettrage.one_side", None)
    old = [unit.lettrage for unit in units if unit.lettrage is not None]
    for other in old[1:]:
        _unletter(dossier_id, other.lines)
    lines = [line for unit in units for line in unit.lines]
    answer = _letter(dossier_id, wanted, lines, old[0].code if old else None, partial=partial)
    return Settled(
        code=str(answer["code"]), partial=bool(answer["partial"]), gap=int(answer["gap"]),
        lines=len(lines), undo=Undo(free=tuple(lines), old=tuple(old)),
    )  # fmt: skip


def _faces(nets: Iterable[int]) -> bool:
    """Whether something pays something: lines of one side alone are no lettrage."""
    known = list(nets)
    return max(known, default=0) > 0 > min(known, default=0) or not any(known)


def settle_with_gap(act: Act, dossier_id: int, year: FiscalYearRow, wanted: Wanted) -> Settled:
    """Letter lines that leave a small difference: an OD draft to 658 or 758 takes it.

    Raises Refused above the threshold of the Dossier, without the account or an OD journal, and for
    what the gate finds; Forbidden.
    """
    with access.write(act, dossier_id, "lettrage.write"):
        units, held = units_in_scope(dossier_id, wanted.lines)
        gap = sum(unit.net for unit in units)
        if not gap:
            done = settle_in_scope(dossier_id, wanted)
        else:
            day = _day_of_gap(year, [one.date for one in held if one.date])
            draft = save_in_scope(dossier_id, _gap_entry(dossier_id, wanted, gap, day))
            whole = Wanted(wanted.account, wanted.third, [*wanted.lines, (draft.public_id, 1)])
            found = settle_in_scope(dossier_id, whole)
            undo = Undo(found.undo.free, found.undo.old, (draft.public_id, draft.version))
            done = Settled(found.code, found.partial, found.gap, found.lines, undo)
        _record(act, dossier_id, "books.lettrage.made", wanted, done)
    return done


def _day_of_gap(year: FiscalYearRow, days: Sequence[date]) -> date:
    """Today, not before the lines, inside the year."""
    return min(max([clock.today(), *days]), year.end_date)


def _gap_entry(dossier_id: int, wanted: Wanted, gap: int, day: date) -> dict[str, Any]:
    """Raises Refused."""
    limit = gap_limit_in_scope(dossier_id)
    if abs(gap) > limit:
        raise _refusal("books.lettrage.gap_too_large", show(limit))
    root = "658" if gap > 0 else "758"
    accounts = Account.objects.filter(dossier_id=dossier_id, number__startswith=root, active=True)
    account = accounts.order_by("number").values_list("number", flat=True).first()
    if account is None:
        raise _refusal("books.lettrage.no_gap_account", root)
    journals = Journal.objects.filter(dossier_id=dossier_id, type="od", active=True)
    journal = journals.order_by("code").values_list("code", flat=True).first()
    if journal is None:
        raise _refusal("books.lettrage.no_gap_journal", "")
    debit, credit = max(-gap, 0), max(gap, 0)
    third = {"third": wanted.third} if wanted.third else {}
    lines = [
        {"account": wanted.account, **third, "debit": debit, "credit": credit, "label": GAP_LABEL},
        {"account": account, "debit": credit, "credit": debit, "label": GAP_LABEL},
    ]
    return {"journal": journal, "date": day.isoformat(), "lines": lines}


def release(act: Act, dossier_id: int, wanted: Wanted) -> Settled:
    """Take the whole lettrages of the lines back. Raises Refused when there is none, Forbidden."""
    with access.write(act, dossier_id, "lettrage.write"):
        held = units_in_scope(dossier_id, wanted.lines)[1]
        groups = sorted({one.lettrage for one in held if one.lettrage})
        old = []
        for group in groups:
            members = run_sql(
                "books/lettrage_members", into=Member, dossier=dossier_id, lettrages=[group]
            )
            code = next(one.code for one in held if one.lettrage == group)
            old.append(OldLettrage(code, tuple((one.entry, one.position) for one in members)))
        freed = [line for each in old for line in each.lines]
        _unletter(dossier_id, freed or wanted.lines)
        done = Settled(", ".join(o.code for o in old), False, 0, len(freed), Undo((), tuple(old)))
        _record(act, dossier_id, "books.lettrage.undone", wanted, done)
    return done


def take_back(act: Act, dossier_id: int, wanted: Wanted, undo: Undo) -> None:
    """Undo an act: free its lines, delete the draft it made, letter again what stood before.

    Raises Refused and Conflict where somebody changed the lines since, Forbidden.
    """
    with access.write(act, dossier_id, "lettrage.write"):
        if undo.free:
            _unletter(dossier_id, undo.free)
        if undo.draft:
            delete_in_scope(dossier_id, *undo.draft)
        for old in undo.old:
            _letter(dossier_id, wanted, old.lines, old.code, partial=True)
        log = {"free": len(undo.free), "again": [old.code for old in undo.old]}
        audit.record(act, "books.lettrage.undone", dossier_id=dossier_id, before=log)
        events.tell(dossier_id, "lettrage", f"{wanted.account}/{wanted.third or ''}")


def gap_limit(act: Act, dossier_id: int) -> int:
    """Cents that a lettrage may leave to 658 or 758."""
    with access.read(act, dossier_id, "books.read"):
        return gap_limit_in_scope(dossier_id)


def gap_limit_in_scope(dossier_id: int) -> int:
    """As `gap_limit`, inside a scope that is open already."""
    said = Setting.objects.filter(dossier_id=dossier_id, name=GAP_LIMIT)
    value = said.values_list("value", flat=True).first()
    return GAP_LIMIT_FIRST if value is None else int(value)


def set_gap_limit(act: Act, dossier_id: int, cents: int) -> None:
    """Say it (0 to 100 000,00). Raises Refused, Forbidden without the right to manage."""
    if not 0 <= cents <= 10_000_000:
        raise _refusal("books.lettrage.gap_limit", None)
    with access.write(act, dossier_id, "books.manage"):
        before = gap_limit_in_scope(dossier_id)
        Setting.objects.update_or_create(
            dossier_id=dossier_id, name=GAP_LIMIT, defaults={"value": str(cents)}
        )
        audit.record(act, "books.lettrage.limit", dossier_id=dossier_id, before=before, after=cents)


def _refusal(code: str, value: str | None) -> Refused:
    return Refused([finding_of({"code": code, "value": value})])


def _letter(
    dossier_id: int, wanted: Wanted, lines: Sequence[LineKey], code: str | None, *, partial: bool
) -> dict[str, Any]:
    request = {"account": wanted.account, "third": wanted.third, "code": code, "partial": partial}
    named = [{"entry": str(entry), "position": position} for entry, position in lines]
    return checked(call_gate("books_letter", dossier_id, request | {"lines": named}))


def _unletter(dossier_id: int, lines: Sequence[tuple[UUID, int]]) -> None:
    named = [{"entry": str(entry), "position": position} for entry, position in lines]
    checked(call_gate("books_unletter_lines", dossier_id, {"lines": named}))


def _record(act: Act, dossier_id: int, verb: str, wanted: Wanted, done: Settled) -> None:
    facts: dict[str, object] = {"account": wanted.account, "third": wanted.third, "code": done.code}
    facts |= {"partial": done.partial, "gap": done.gap, "lines": done.lines}
    audit.record(act, verb, dossier_id=dossier_id, after=facts)
    events.tell(dossier_id, "lettrage", f"{wanted.account}/{wanted.third or ''}")
