"""Contrepassation: the opposite of a validated entry, and the day on which it may stand.

Source: PCG 1031-3 and 1031-4 (correction by an opposite entry; an operation of a closed period is
recorded on the first day of the open one, with its own date said).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from boucle.books.types_entries import OpenPeriod

LABEL_MAX = 500
PIECE_MAX = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


def opposite_lines(
    lines: Iterable[Mapping[str, Any]], *, number: str, day: date
) -> list[dict[str, Any]]:
    """Lines with the sides exchanged, as the gate takes them; the label says what is reversed.

    Imported lines may hold negative amounts or both sides: their balance is what is reversed, and
    lines that weigh nothing are left out. An amount in currency carries no sign, the side says it.
    """
    found = []
    for line in lines:
        net = int(line.get("debit") or 0) - int(line.get("credit") or 0)
        currency_amount = line.get("currency_amount")
        if net == 0 and currency_amount is None:
            continue
        account = str(line["account"])
        found.append(
            {
                "account": account,
                "third": line.get("third") if account.startswith("4") else None,
                "label": _label(str(line.get("label") or ""), number, day),
                "piece_ref": _plain(str(line.get("piece_ref") or ""))[:PIECE_MAX],
                "piece_date": line.get("piece_date"),
                "debit": max(-net, 0),
                "credit": max(net, 0),
                "currency": line.get("currency"),
                "currency_amount": None if currency_amount is None else abs(int(currency_amount)),
            }
        )
    return found


def _label(label: str, number: str, day: date) -> str:
    head = f"Contrepassation n° {number} du {day:%d/%m/%Y}"
    tail = _plain(label)
    return (f"{head} - {tail}" if tail else head)[:LABEL_MAX]


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def first_open_day(periods: Sequence[OpenPeriod], *, today: date, after: date) -> date | None:
    """Today where its period is open; else the first open day from `after` on; None for none."""
    if any(period.start <= today <= period.end for period in periods):
        return today
    days = [max(period.start, after) for period in periods if period.end >= after]
    return min(days, default=None)
