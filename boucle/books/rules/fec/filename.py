"""What the name of the file says: SIREN, closing date, part of a split year.

Source: art. A. 47 A-1 LPF, IX and XIII; rule book FEC-001 to FEC-003, FEC-006.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import KnownDossier

_NAME = re.compile(r"(?<!\d)(\d{9}|\d{14})(FEC)(\d{8})(?!\d)(?:[_-](\d{1,3})(?!\d))?", re.I)
PUBLIC_BODIES = "12"
"""First digits of the SIREN of public bodies, which hand over no FEC: files of trial use them."""


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What could be read in a name."""

    siren: str | None = None
    closing: date | None = None
    part: int | None = None


def luhn(digits: str) -> bool:
    """The key of a SIREN holds."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def read_name(name: str, tally: Tally) -> NameFacts:
    """SIREN, closing date and part; what is odd about them is noted."""
    match = _NAME.search(name)
    if match is None:
        tally.add("FEC-001", "pattern", value=name, nom=name)
        return NameFacts()
    number, mark, digits, part = match.groups()
    if len(number) == 14:
        tally.add("FEC-001", "siret", value=number, nom=name)
    if mark != "FEC":
        tally.add("FEC-001", "case", value=mark, nom=name)
    siren = number[:9]
    if siren[0] not in PUBLIC_BODIES and not luhn(siren):
        tally.add("FEC-001", "key", value=siren, nom=name)
    return NameFacts(siren, _closing(digits, tally), int(part) if part else None)


def _closing(digits: str, tally: Tally) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        tally.add("FEC-002", "absent", value=digits, date=digits)
        return None


def note_parts(facts: list[NameFacts], tally: Tally) -> None:
    """Parts of a split year: numbers without a hole, one SIREN, one closing date."""
    parts = sorted(fact.part for fact in facts if fact.part is not None)
    if parts:
        for missing in sorted(set(range(1, parts[-1] + 1)) - set(parts)):
            tally.add("FEC-003", value=f"_{missing}", n=len(facts), k=missing)
    closings = {fact.closing for fact in facts if fact.closing}
    if len(closings) > 1:
        tally.add("FEC-005", value=len(closings), n=len(closings))


def note_known(fact: NameFacts, known: KnownDossier, tally: Tally) -> None:
    """SIREN and closing date against what the Dossier knows."""
    if known.siren and fact.siren and known.siren != fact.siren:
        tally.add("FEC-006", value=fact.siren, s=fact.siren)
    closing = fact.closing
    if closing and any(start <= closing < end for start, end in known.years):
        tally.add("FEC-002", value=f"{closing:%d/%m/%Y}", date=f"{closing:%d/%m/%Y}")
