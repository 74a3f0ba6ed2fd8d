"""Third parties as the grid reads them: the most used at once, the others by the first letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.models import Account
from boucle.books.queries.grid_vat import KIND_OF, codes_for, habits_of, usual_json
from boucle.books.queries.vat_codes import codes_in_scope
from boucle.books.types import FiscalYearRow
from boucle.books.types_setup import JournalRow
from boucle.books.types_vat import Usual, UsualLine
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql

LOADED = 20_000
"""Third parties that the grid loads at once, the most used first."""
FOUND, LABELS = 12, 5


@dataclass(frozen=True, slots=True)
class Third:
    """A third party of the grid; `account` and `vat` as its card sets them, `due` in cents."""

    number: str
    label: str
    collective: str
    account: str
    vat: str
    uses: int
    due: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of third parties are drawn from: chart (VAT code by account), codes, past."""

    journal_type: str
    accounts: Mapping[str, str]
    codes: Sequence[dict[str, Any]]
    habits: Mapping[str, Usual]


@dataclass(frozen=True, slots=True)
class _Label:
    label: str


def thirds_in_scope(
    dossier_id: int, year: FiscalYearRow, *, text: str = "", limit: int = LOADED + 1
) -> list[Third]:
    """The most used first, in the open scope; those whose number or a word begins with `text`."""
    return run_sql(
        "books/grid_thirds", into=Third, dossier=dossier_id, year=year.id, text=text, limit=limit
    )


def rows_of(thirds: Sequence[Third], known: Known) -> list[list[Any]]:
    """The rows of the JSON: number, label, collective, account, code, days, uses, due, usual.

    Three of them where there is no past: in a large Dossier that is most third parties.
    """
    control = {root: _first(known.accounts, root) for root in ("401", "411")}
    default = known.codes[0]["code"] if known.codes and known.journal_type in KIND_OF else ""
    rows: list[list[Any]] = []
    for third in thirds:
        card = UsualLine(third.account, third.vat)
        usual = usual_json(
            known.habits.get(third.number), card, lambda a: known.accounts.get(a) or default
        )
        first = usual["lines"][0] if usual else {"account": "", "vat": ""}
        row: list[Any] = [
            third.number,
            third.label,
            third.collective or control[_root(third, known)],
        ]
        if usual or third.uses or third.due:
            row += [first["account"], first["vat"], 0, third.uses, third.due, usual]
        rows.append(row)
    return rows


def _first(accounts: Mapping[str, str], root: str) -> str:
    return next((number for number in accounts if number.startswith(root)), "")


def _root(third: Third, known: Known) -> str:
    """The collective of a third party without a past: that of the journal, or of its prefix."""
    sells = known.journal_type == "ventes" or third.number.startswith(("9", "C"))
    return "411" if sells else "401"


def first_collective(act: Act, dossier_id: int, root: str) -> str:
    """The collective account of that root that new third parties are given; "" without one."""
    with access.read(act, dossier_id, "books.read"):
        found = Account.objects.filter(dossier_id=dossier_id, active=True, number__startswith=root)
        return found.order_by("number").values_list("number", flat=True).first() or ""


def thirds_matching(
    act: Act, dossier_id: int, year: FiscalYearRow, journal: JournalRow, text: str, day: date
) -> list[list[Any]]:
    """At most 12 third parties whose number or a word begins so; nothing for an empty text."""
    if not text.strip():
        return []
    with access.read(act, dossier_id, "books.read"):
        thirds = thirds_in_scope(dossier_id, year, text=text.strip(), limit=FOUND)
        accounts = dict(
            Account.objects.filter(dossier_id=dossier_id, active=True)
            .order_by("number")
            .values_list("number", "vat_code")
        )
        kept = codes_in_scope(dossier_id)
        habits = habits_of(dossier_id, journal.type, kept, day)
    codes = codes_for(kept, journal.type, accounts, day)
    return rows_of(thirds, Known(journal.type, accounts, codes, habits))


def last_labels(act: Act, dossier_id: int, journal: JournalRow, third: str) -> list[str]:
    """The last labels used with a third party in journals of this nature, the last first."""
    with access.read(act, dossier_id, "books.read"):
        found = run_sql(
            "books/grid_labels", into=_Label, dossier=dossier_id, type=journal.type, third=third,
            limit=LABELS,
        )  # fmt: skip
    return [row.label for row in found]
