"""Facts about the parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

DossierId = NewType("DossierId", int)


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A Dossier as screens and commands know it."""

    id: int
    public_id: UUID
    siren: str
    name: str
    legal_form: str
    tax_regime: str
    vat_regime: str
    fec_regime: str
    client_id: int
    client_name: str
    cabinet_id: int | None
    archived_at: datetime | None

    @property
    def is_archived(self) -> bool:
        """Out of use: read, never written."""
        return self.archived_at is not None

    @property
    def short_id(self) -> str:
        """The end of the public id: tells two Dossiers of one SIREN apart in an address."""
        return self.public_id.hex[-6:]


@dataclass(frozen=True, slots=True)
class DossierListed:
    """A Dossier in a list: enough to show it and to go on after it."""

    id: int
    siren: str
    key: str
    name: str
    client_name: str
    sort_key: str
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDossier:
    """What a Dossier starts with. `client_id` None makes the company's organisation too."""

    siren: str
    name: str
    legal_form: str = ""
    tax_regime: str = "is_rn"
    vat_regime: str = "mensuel"
    fec_regime: str = "BIC"
    client_id: int | None = None
    cabinet_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierChanges:
    """The identity of a Dossier as it will stand."""

    siren: str
    name: str
    legal_form: str
    tax_regime: str
    vat_regime: str
    fec_regime: str


TAX_REGIMES = {
    "is_rn": "IS, réel normal",
    "is_rs": "IS, réel simplifié",
    "ir_rn": "IR (BIC), réel normal",
    "ir_rs": "IR (BIC), réel simplifié",
    "bnc": "BNC, déclaration contrôlée",
    "ba": "Bénéfices agricoles",
    "fonciers": "Revenus fonciers",
    "exonere": "Non imposable",
}
VAT_REGIMES = {
    "mensuel": "Réel, mensuel",
    "trimestriel": "Réel, trimestriel",
    "simplifie": "Réel simplifié (CA12)",
    "franchise": "Franchise en base",
    "exonere": "Exonéré",
}
FEC_REGIMES = {
    "BIC": "BIC et IS (18 colonnes)",
    "COM": "BNC, comptabilité commerciale (18 colonnes)",
    "BAT": "BA, comptabilité de trésorerie",
    "BNCT": "BNC, comptabilité de trésorerie",
}
LEGAL_FORMS = (
    "SARL", "EURL", "SAS", "SASU", "SA", "SCI", "SNC", "SELARL", "EI", "Association", "Autre",
)  # fmt: skip
"""What forms offer; the database keeps the code on the left, or the text."""
