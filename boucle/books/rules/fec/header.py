"""First line of a FEC: which field stands where, and what is odd about the names.

Source: art. A. 47 A-1 LPF, VI 1°, VII 1° and 4°, VIII 9°; rule book FEC-012, 015 to 019, 110.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from boucle.books.rules.fec.cells import BASE, CASH
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import Regime

LEGAL: Mapping[Regime, tuple[str, ...]] = {
    Regime.BIC: BASE,
    Regime.COM: BASE,
    Regime.BAT: (*BASE, *CASH[:3]),
    Regime.BNCT: (*BASE, *CASH),
}
SIGNED = ("Montant", "Sens")
SEPARATORS = ("\t", "|", ";", ",")
ALIASES = {
    "compteauxnum": "CompAuxNum",
    "compteauxlib": "CompAuxLib",
    "comptauxnum": "CompAuxNum",
    "comptauxlib": "CompAuxLib",
    "journallibelle": "JournalLib",
    "comptelibelle": "CompteLib",
    "ecriturelibelle": "EcritureLib",
    "ecriturelettrage": "EcritureLet",
    "datelettrage": "DateLet",
    "datevalidation": "ValidDate",
    "validationdate": "ValidDate",
    "montantdevises": "Montantdevise",
    "devise": "Idevise",
    "datereglement": "DateRglt",
    "modereglement": "ModeRglt",
}
_KNOWN = {name.lower(): name for name in (*BASE, *CASH, *SIGNED)}
RECOGNISED_MIN = 4


@dataclass(frozen=True, slots=True)
class Header:
    """Names of the columns as the checker calls them, in the order of the file.

    `""` is the dummy column of a trailing separator. `quoted`: the file wraps its values in `"`.
    """

    separator: str
    columns: tuple[str, ...]
    extra: tuple[str, ...]
    regime: Regime
    signed: bool = False
    quoted: bool = False
    trailing: bool = False

    def has(self, *names: str) -> bool:
        """Every one of these fields is in the file."""
        return all(name in self.columns for name in names)


def guess_separator(line: str) -> str:
    """The separator of the first line: the one that cuts it into the most known names."""
    best = max(SEPARATORS, key=lambda s: (len(_known_in(line.split(s))), line.count(s)))
    return best if line.count(best) else ""


def _known_in(names: list[str]) -> set[str]:
    return {found for name in names if (found := _legal_name(_bare(name))) is not None}


def is_header(line: str, separator: str) -> bool:
    """Enough legal names to be the first line of a FEC."""
    return len(_known_in(line.split(separator) if separator else [line])) >= RECOGNISED_MIN


def _bare(name: str) -> str:
    return name.strip().strip('"').strip()


def _legal_name(name: str) -> str | None:
    """The legal field that a name means, whatever its case, accents, spaces and variants."""
    lower = name.lower()
    if lower in _KNOWN:
        return _KNOWN[lower]
    decomposed = unicodedata.normalize("NFD", lower)
    letters = re.sub(
        r"[^a-z0-9]", "", "".join(c for c in decomposed if not unicodedata.combining(c))
    )
    return _KNOWN.get(letters) or ALIASES.get(letters)


def read_header(line: str, separator: str, regime: Regime | None, tally: Tally) -> Header | None:
    """The header, its oddities noted; None when the line is no header at all."""
    raw = line.split(separator) if separator else [line]
    if not is_header(line, separator):
        tally.add("FEC-015", "none", line=1, value=line[:200])
        return None
    quoted = sum(name.strip().startswith('"') for name in raw) > len(raw) // 2
    trailing = len(raw) > 1 and not raw[-1].strip()
    if quoted:
        tally.add("FEC-013", "quoted", line=1, value=raw[0])
    if trailing:
        tally.add("FEC-019", "trailing", line=1)
    columns, extra = _named(raw, tally)
    found = regime or _regime_of(columns)
    header = Header(
        separator, tuple(columns), tuple(extra), found,
        signed=_signed(columns), quoted=quoted, trailing=trailing,
    )  # fmt: skip
    _note_missing(header, tally)
    _note_order(header, tally)
    _note_extra(header, tally)
    return header


def _named(raw: list[str], tally: Tally) -> tuple[list[str], list[str]]:
    columns: list[str] = []
    extra: list[str] = []
    for at, given in enumerate(raw, start=1):
        name = _bare(given)
        legal = _legal_name(name)
        if legal is not None and legal not in columns:
            columns.append(legal)
            _note_spelling(name, given, legal, tally)
        elif not name and at == len(raw):
            columns.append("")
        else:
            if legal is not None or name in columns:
                tally.add("FEC-016", "duplicate", line=1, zone=legal or name, value=name)
            unique = name or f"zone {at}"
            while unique in columns:
                unique += "'"
            columns.append(unique)
            extra.append(unique)
    return columns, extra


def _note_spelling(name: str, given: str, legal: str, tally: Tally) -> None:
    if name == legal:
        if given != name and not given.strip().startswith('"'):
            tally.add("FEC-025", "header", line=1, zone=legal, value=given)
    elif name.lower() == legal.lower():
        tally.add("FEC-017", line=1, zone=legal, value=name, y=legal)
    else:
        tally.add("FEC-015", "variant", line=1, zone=legal, value=name)


def _regime_of(columns: list[str]) -> Regime:
    """The regime that the columns themselves tell."""
    if "IdClient" in columns and "DateRglt" in columns:
        return Regime.BNCT
    return Regime.BAT if {"DateRglt", "ModeRglt"} <= set(columns) else Regime.BIC


def _signed(columns: list[str]) -> bool:
    return all(name in columns for name in SIGNED) and "Debit" not in columns


def _expected(header: Header) -> tuple[str, ...]:
    names = LEGAL[header.regime]
    if not header.signed:
        return names
    return tuple({"Debit": "Montant", "Credit": "Sens"}.get(name, name) for name in names)


def _note_missing(header: Header, tally: Tally) -> None:
    missing = [name for name in _expected(header) if name not in header.columns]
    cash = [name for name in missing if name in CASH]
    for name in missing:
        if name not in cash:
            tally.add("FEC-015", "missing", line=1, zone=name)
    if cash:
        tally.add("FEC-110", line=1, liste=", ".join(cash), r=header.regime.value)


def _note_order(header: Header, tally: Tally) -> None:
    expected = [name for name in _expected(header) if name in header.columns]
    if list(header.columns[: len(expected)]) != expected:
        first = next(
            (name for at, name in enumerate(expected) if header.columns[at] != name), expected[0]
        )
        tally.add("FEC-016", "order", line=1, zone=first)


def _note_extra(header: Header, tally: Tally) -> None:
    more = [name for name in header.columns if name and name not in _expected(header)]
    if more:
        tally.add("FEC-018", line=1, n=len(more), liste=", ".join(more), value=", ".join(more))
