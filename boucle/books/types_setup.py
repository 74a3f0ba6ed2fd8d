"""Facts about the setting up of a Dossier: what comes in, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

JOURNAL_TYPES: dict[str, str] = {
    "achats": "Achats",
    "ventes": "Ventes",
    "banque": "Banque",
    "caisse": "Caisse",
    "od": "Opérations diverses",
    "an": "À-nouveaux",
}
"""Natures of a journal, as screens name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to write. None = as the number usually is."""

    number: str
    label: str
    is_control: bool | None = None
    lettrable: bool | None = None
    vat_code: str = ""
    contra_number: str = ""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account of the chart."""

    number: str
    label: str
    is_control: bool
    lettrable: bool
    vat_code: str
    contra_number: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThirdParty:
    """A third party to write."""

    number: str
    label: str
    siren: str = ""
    contra_number: str = ""
    vat_code: str = ""
    collective: str = ""


@dataclass(frozen=True, slots=True)
class ThirdPartyRow:
    """A third party."""

    number: str
    label: str
    siren: str
    contra_number: str
    vat_code: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJournal:
    """A journal to write."""

    code: str
    label: str
    type: str
    contra_number: str = ""
    outside_fec: bool = False


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A journal."""

    id: int
    code: str
    label: str
    type: str
    contra_number: str
    outside_fec: bool
    active: bool

    @property
    def type_label(self) -> str:
        """Its nature in words."""
        return JOURNAL_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class JournalMonth:
    """Lines of a journal in a month, entries still in draft, and whether it is closed."""

    journal_id: int
    month: date
    lines: int
    drafts: int
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBooks:
    """What `open_books` did."""

    year: str
    chart: str
    accounts: int
    journals: int
    vat_codes: int
