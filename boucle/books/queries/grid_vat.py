"""VAT codes and usual entries of third parties, as the grid reads them (docs/saisie-grille.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from boucle.books.rules import vat_habits
from boucle.books.rules.vat import Terms
from boucle.books.rules.vat_habits import UNCLEAR, CodeTerms, PastLine
from boucle.books.rules.vat_rates import rate_on, rates
from boucle.books.types_vat import Usual, UsualLine, VatCodeRow
from boucle.kernel.db import run_sql

KIND_OF = {"achats": "deductible", "ventes": "collected"}
ENTRIES, DEPTH = 2_000, 6


@dataclass(frozen=True, slots=True)
class _Past:
    third: str
    rank: int
    account: str
    amount: int
    vat: str


def codes_for(
    codes: Sequence[VatCodeRow], journal_type: str, labels: Mapping[str, str], day: date
) -> list[dict[str, Any]]:
    """The codes in use, in force on a day, of the direction of the journal, on known accounts.

    None in a journal of opening balances; both directions outside purchases and sales.
    """
    kind = KIND_OF.get(journal_type)
    shown = [
        _code(code, labels, day)
        for code in codes
        if code.active and journal_type != "an" and kind in (None, code.kind)
    ]
    return [code for code in shown if code is not None]


def _code(code: VatCodeRow, labels: Mapping[str, str], day: date) -> dict[str, Any] | None:
    now = rate_on(code.rate_key, day)
    wanted = [code.entry_account] + [code.pair_account] * bool(code.pair_account)
    if now is None or not all(number in labels for number in wanted):
        return None
    due = code.pair_account
    pair = {"code": code.code, "account": due, "label": labels[due]} if due else None
    return {
        "code": code.code, "label": code.label, "kind": code.kind, "on": code.due_on,
        "account": code.entry_account, "final": code.account, "rate": now.rate,
        "rates": [
            {"rate": r.rate, "from": r.start.isoformat(), "to": r.end and r.end.isoformat()}
            for r in rates()[code.rate_key]
        ],
        "pair": pair,
        "share": code.share, "box": code.box or None, "baseBox": code.base_box or None,
    }  # fmt: skip


def habits_of(
    dossier_id: int, journal_type: str, codes: Sequence[VatCodeRow], day: date
) -> dict[str, Usual]:
    """What the last purchases or sales of each third party look like, by its number.

    In the open scope. Nothing is learned from journals of another nature.
    """
    if journal_type not in KIND_OF:
        return {}
    terms = terms_of(codes, journal_type, day)
    past = run_sql(
        "books/grid_habits", into=_Past, dossier=dossier_id, type=journal_type,
        entries=ENTRIES, depth=DEPTH,
    )  # fmt: skip
    found: dict[str, Usual] = {}
    for third, lines in groupby(past, key=attrgetter("third")):
        entries = [
            [PastLine(line.account, line.amount, line.vat) for line in each]
            for _, each in groupby(lines, key=attrgetter("rank"))
        ]
        usual = vat_habits.usual_of(entries, terms)
        if usual:
            found[third] = usual
    return found


def terms_of(codes: Sequence[VatCodeRow], journal_type: str, day: date) -> list[CodeTerms]:
    """How each code in use is recognised in past entries."""
    kind = KIND_OF.get(journal_type)
    return [
        CodeTerms(
            code.code,
            tuple({code.account, code.waiting_account} - {""}),
            code.pair_account,
            Terms(now.rate, code.share, bool(code.pair_account)),
        )
        for code in codes
        if code.active and kind in (None, code.kind)
        for now in (rate_on(code.rate_key, day),)
        if now is not None
    ]


def usual_json(
    usual: Usual | None, card: UsualLine, code_of: Callable[[str], str]
) -> dict[str, Any] | None:
    """The usual lines of a third party: what its card sets comes before its past.

    `code_of`: the code of an account of which neither says anything. None = nothing known.
    """
    lines: Sequence[UsualLine] = usual.lines if usual else ()
    habitual = bool(usual and usual.habitual)
    if card.account:
        past = next((line.vat for line in lines if line.account == card.account), UNCLEAR)
        lines, habitual = [UsualLine(card.account, card.vat or past)], bool(card.vat) or habitual
    elif card.vat and len(lines) == 1:
        lines = [UsualLine(lines[0].account, card.vat)]
    if not lines:
        return None
    return {
        "lines": [
            {
                "account": each.account,
                "vat": code_of(each.account) if each.vat == UNCLEAR else each.vat,
            }
            for each in lines
        ],
        "state": "habituel" if habitual else "proposé",
    }
