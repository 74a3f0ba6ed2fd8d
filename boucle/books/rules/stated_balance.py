"""A balance that somebody states (typed, or the file of another product) against that of a FEC.

Balances are cents, debit less credit. A stated key is an account of the file, the same account
with more or fewer closing zeros, or else a prefix (`4`, `401`) whose accounts are added up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from boucle.books.rules.accounts import tidy
from boucle.books.rules.chart_file import table_of
from boucle.books.types_mapping import AccountSum
from boucle.kernel.money import CENTS_MAX, parse_amount

ROWS_MAX = 20_000
GAPS_SHOWN = 200
BYTES_MAX = 5 << 20
NAMES = {
    "key": ("compte", "numero", "numero de compte", "comptenum", "n compte", "n de compte",
            "no", "classe", "account"),
    "label": ("libelle", "intitule", "nom", "comptelib", "label"),
    "debit": ("debit", "mouvement debit", "mouvements debit", "total debit", "debits"),
    "credit": ("credit", "mouvement credit", "mouvements credit", "total credit", "credits"),
    "balance": ("solde", "balance", "solde final"),
    "balance_debit": ("solde debiteur", "solde debit", "debiteur"),
    "balance_credit": ("solde crediteur", "solde credit", "crediteur"),
}  # fmt: skip
_LINE = re.compile(
    r"^(?:classe\s+)?(?P<key>[1-9][0-9A-Za-z]*)\s*[\s:;=\t]\s*(?P<amount>[-+−]?[\d\s.,\u00a0\u202f]+)"
    r"(?:€)?\s*(?P<side>[DdCc]?)\s*$", re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedRow:
    """One line: an account, a class or a prefix, and its balance."""

    key: str
    label: str
    balance: int


@dataclass(frozen=True, slots=True)
class Stated:
    """What was stated. `whole`: accounts that it does not name are expected at zero."""

    name: str
    rows: tuple[StatedRow, ...]
    whole: bool
    ignored: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the arguments of a job."""
        rows = [[row.key, row.label, row.balance] for row in self.rows]
        return {"name": self.name, "rows": rows, "whole": self.whole, "ignored": self.ignored}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Stated:
        """Back from `as_dict`."""
        rows = tuple(StatedRow(*row) for row in facts["rows"])
        return cls(str(facts["name"]), rows, bool(facts["whole"]), int(facts["ignored"]))


@dataclass(frozen=True, slots=True)
class BalanceGap:
    """A stated line that differs. `stated` or `found` None: on one side only."""

    key: str
    label: str
    stated: int | None
    found: int | None

    @property
    def gap(self) -> int:
        """What the file has more than was stated."""
        return (self.found or 0) - (self.stated or 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every gap, how many lines agree, and the sum of the gaps (cents)."""

    name: str
    gaps: tuple[BalanceGap, ...]
    agreeing: int
    ignored: int

    @property
    def total(self) -> int:
        """Sum of the gaps."""
        return sum(gap.gap for gap in self.gaps)


def read_typed(text: str) -> Stated:
    """Lines `401 1 234,56 C` or `classe 6 : 500 D`. Raises ValueError naming the wrong line."""
    rows = []
    for at, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _LINE.match(line.strip())
        if found is None:
            raise ValueError(
                f"Ligne {at} : « {line.strip()[:60]} ». Écrivez un compte ou une classe, son solde "
                "et D ou C, par exemple 512 1 234,56 D."
            )
        amount = parse_amount(found["amount"])
        side = -1 if found["side"].upper() == "C" else 1
        rows.append(StatedRow(tidy(found["key"]), "", side * amount))
    return _stated("les soldes saisis", rows, whole=False, ignored=0)


def read_balance(name: str, data: bytes) -> Stated:
    """A CSV or an XLSX with account, and debit and credit or a balance.

    Raises ValueError with a French sentence when it is no such table.
    """
    table = table_of(name, data)
    header, columns = _header(table)
    rows, ignored = [], 0
    for cells in table[header + 1 :]:
        key = tidy(_cell(cells, columns["key"]))
        if not re.match(r"^[1-9][0-9A-Z]*$", key):
            ignored += any(cell.strip() for cell in cells)
            continue
        label = _cell(cells, columns.get("label"))
        rows.append(StatedRow(key, label.strip()[:200], _balance(cells, columns)))
    return _stated(name, rows, whole=True, ignored=ignored)


def _stated(name: str, rows: list[StatedRow], *, whole: bool, ignored: int) -> Stated:
    if not rows:
        raise ValueError("Aucune ligne ne ressemble à un compte suivi de son solde.")
    return Stated(name, tuple(rows), whole, ignored)


def _header(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The first of ten lines that names an account and amounts."""
    for at, cells in enumerate(table[:10]):
        plain = [_plain(cell) for cell in cells]
        columns = {
            what: plain.index(name)
            for what, names in NAMES.items()
            for name in reversed(names)
            if name in plain
        }
        pairs = {"debit", "credit"}, {"balance"}, {"balance_debit", "balance_credit"}
        if "key" in columns and any(pair <= columns.keys() for pair in pairs):
            return at, columns
    raise ValueError(
        "Nommez les colonnes : compte, puis débit et crédit, ou solde (ou solde débiteur et solde "
        "créditeur)."
    )


def _plain(cell: str) -> str:
    decomposed = unicodedata.normalize("NFD", cell.strip().lower())
    return " ".join("".join(c if c.isalpha() else " " for c in decomposed
                            if not unicodedata.combining(c)).split())  # fmt: skip


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _balance(cells: Sequence[str], columns: Mapping[str, int]) -> int:
    """The balance of a line: that which is written as such, else debit less credit."""
    if "balance" in columns:
        return _cents(_cell(cells, columns["balance"]))
    pair = (
        ("balance_debit", "balance_credit") if "balance_debit" in columns else ("debit", "credit")
    )
    debit, credit = (_cents(_cell(cells, columns[name])) for name in pair)
    return debit - credit


def _cents(text: str) -> int:
    """Cents of a cell: as people write it, or as a spreadsheet keeps it (`1234.5600001`)."""
    side = -1 if text.strip().upper().endswith("C") else 1
    tidied = text.strip().rstrip("DdCc ")
    if not tidied or tidied == "-":
        return 0
    try:
        return side * parse_amount(tidied)
    except ValueError as error:
        try:
            cents = (Decimal(tidied) * 100).to_integral_value()
        except InvalidOperation:
            raise error from None
        if abs(cents) > CENTS_MAX:
            raise error from None
        return side * int(cents)


def compared(stated: Stated, sums: Sequence[AccountSum]) -> Comparison:
    """Line by line, then what the file has beside (where a whole balance was given)."""
    covered: set[str] = set()
    gaps: list[BalanceGap] = []
    agreeing = 0
    matched = _matched(stated.rows, sums)
    for row, found in matched:
        covered.update(each.number for each in found)
        balance = sum(each.balance for each in found)
        if balance == row.balance:
            agreeing += 1
            continue
        label = row.label or (found[0].label if len(found) == 1 else "")
        gaps.append(BalanceGap(row.key, label, row.balance, balance if found else None))
    if stated.whole:
        gaps += [
            BalanceGap(each.number, each.label, None, each.balance)
            for each in sums
            if each.number not in covered and each.balance
        ]
    return Comparison(stated.name, tuple(gaps), agreeing, stated.ignored)


def _matched(
    rows: Iterable[StatedRow], sums: Sequence[AccountSum]
) -> Iterator[tuple[StatedRow, list[AccountSum]]]:
    exact = {each.number: each for each in sums}
    bare: dict[str, list[AccountSum]] = {}
    for each in sums:
        bare.setdefault(each.number.rstrip("0"), []).append(each)
    for row in rows:
        if row.key in exact:
            yield row, [exact[row.key]]
        elif len(row.key) >= 5 and len(bare.get(row.key.rstrip("0"), ())) == 1:
            yield row, bare[row.key.rstrip("0")]
        else:
            yield row, [each for each in sums if each.number.startswith(row.key)]
