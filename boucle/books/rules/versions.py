"""What changed from one version of an entry to the next, in the words of the entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from boucle.books.types_pages import EntryVersionRow
from boucle.kernel.money import show

_HEAD = {"journal": "Journal", "date": "Date", "reverses": "Contrepasse"}
_LINE = {
    "account": "Compte", "third": "Tiers", "piece_ref": "Pièce", "piece_date": "Date de pièce",
    "label": "Libellé", "debit": "Débit", "credit": "Crédit", "due_date": "Échéance",
    "currency": "Devise", "currency_amount": "Montant en devise",
}  # fmt: skip
_CENTS = {"debit", "credit", "currency_amount"}
_DAYS = {"date", "piece_date", "due_date"}
ACTS = {
    "created": "Création", "changed": "Modification", "deleted": "Suppression",
    "imported": "Import", "validated": "Validation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs; `line` counts from 1, None for the head. Texts as they are shown."""

    line: int | None
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version and how it differs from the one before it (nothing for the first one)."""

    version: int
    act: str
    author: str
    at: datetime
    changes: tuple[Change, ...]
    lines: int

    @property
    def act_label(self) -> str:
        """In words."""
        return ACTS.get(self.act, self.act)


def versions_of(rows: Sequence[EntryVersionRow]) -> tuple[Version, ...]:
    """Versions newest first, each with its differences from the one that follows in `rows`."""
    found = []
    for at, row in enumerate(rows):
        older = rows[at + 1] if at + 1 < len(rows) else None
        changes = differences(older.content, row.content) if older else []
        lines = len(_lines(row.content))
        found.append(Version(row.version, row.act, row.author, row.at, tuple(changes), lines))
    return tuple(found)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Differences of two contents: the head, then line by line in their order."""
    found = list(_compared(None, _HEAD, before, after))
    old, new = _lines(before), _lines(after)
    for at in range(max(len(old), len(new))):
        if at >= len(new):
            found.append(Change(at + 1, "Ligne retirée", _summary(old[at]), ""))
        elif at >= len(old):
            found.append(Change(at + 1, "Ligne ajoutée", "", _summary(new[at])))
        else:
            found.extend(_compared(at + 1, _LINE, old[at], new[at]))
    return found


def _compared(
    line: int | None, names: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[Change]:
    for key, name in names.items():
        old, new = _shown(key, before.get(key)), _shown(key, after.get(key))
        if old != new:
            yield Change(line, name, old, new)


def _lines(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    lines = content.get("lines")
    return lines if isinstance(lines, list) else []


def _shown(key: str, value: Any) -> str:
    if value is None or value == "" or (key in _CENTS and value == 0):
        return ""
    if key in _CENTS:
        return show(int(value))
    text = str(value)
    if key in _DAYS and len(text) >= 10 and text[4] == text[7] == "-":
        return f"{text[8:10]}/{text[5:7]}/{text[:4]}"
    return text


def _summary(line: Mapping[str, Any]) -> str:
    """A line in a few words: account, label, amount and side."""
    debit, credit = int(line.get("debit") or 0), int(line.get("credit") or 0)
    amount = f"{show(debit)}\u00a0D" if debit else f"{show(credit)}\u00a0C"
    parts = (line.get("account"), line.get("third"), line.get("label"), amount)
    return " · ".join(str(part) for part in parts if part)
