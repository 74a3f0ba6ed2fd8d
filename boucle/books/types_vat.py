"""Facts about VAT codes. Rates are hundredths of a per cent, shares basis points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

VAT_KINDS = {"deductible": "Déductible (achats)", "collected": "Collectée (ventes)"}
VAT_DUE = {"debits": "Sur les débits", "receipts": "Sur les encaissements"}
BOXES = {
    "": "Aucune",
    "08": "08, taux normal",
    "9B": "9B, taux de 10 %",
    "09": "09, taux de 5,5 %",
    "T6": "T6, taux de 2,1 %",
    "10": "10, DOM 8,5 %",
    "11": "11, DOM 2,1 %",
    "T1": "T1, DOM 1,75 %",
    "T2": "T2, DOM 1,05 %",
    "TC": "TC, Corse 13 %",
    "T3": "T3, Corse 10 %",
    "T4": "T4, Corse 2,1 %",
    "T5": "T5, Corse 0,9 %",
    "13": "13, anciens taux",
    "19": "19, biens constituant des immobilisations",
    "20": "20, autres biens et services",
}
BASE_BOXES = {
    "": "Aucune",
    "A1": "A1, ventes et prestations de services",
    "A2": "A2, autres opérations imposables",
    "A3": "A3, achats de services à un prestataire non établi",
    "A4": "A4, importations",
    "B2": "B2, acquisitions intracommunautaires",
    "B3": "B3, achats d’énergie",
    "B4": "B4, achats à un assujetti non établi (283-1)",
}
"""Lines of the CA3, for the tax and for its base, as forms offer them."""
WHOLE = 10_000
"""The whole of a share: all is deductible."""


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate of the law over a closed interval of days; `end` None = in force."""

    key: str
    territory: str
    label: str
    rate: int
    start: date
    end: date | None
    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVatCode:
    """A VAT code to write.

    `account` takes the VAT once due, `waiting_account` until then (on receipts), `pair_account`
    what is due by the customer himself (reverse charge). `share`: part that is deductible.
    `box`, `base_box`: lines of the CA3 for the tax and for its base; "" = none.
    """

    code: str
    label: str
    kind: str
    due_on: str = "debits"
    rate_key: str = "normal"
    account: str = ""
    waiting_account: str = ""
    pair_account: str = ""
    share: int = WHOLE
    box: str = ""
    base_box: str = ""


@dataclass(frozen=True, slots=True)
class VatCodeRow:
    """A VAT code of a Dossier."""

    code: str
    label: str
    kind: str
    due_on: str
    rate_key: str
    account: str
    waiting_account: str
    pair_account: str
    share: int
    box: str
    base_box: str
    active: bool

    @property
    def entry_account(self) -> str:
        """Where the VAT goes when the invoice is entered."""
        return self.waiting_account if self.due_on == "receipts" else self.account

    @property
    def kind_label(self) -> str:
        """Its direction in words."""
        return VAT_KINDS[self.kind]

    @property
    def due_label(self) -> str:
        """When it is due, in words."""
        return VAT_DUE[self.due_on]


@dataclass(frozen=True, slots=True)
class UsualLine:
    """A base line of a usual entry: its account and its VAT code ("" = without VAT)."""

    account: str
    vat: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What the last entries of a third party look like; `habitual` from three alike on."""

    lines: tuple[UsualLine, ...]
    habitual: bool
