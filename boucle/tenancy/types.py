"""Facts about the parties."""

from __future__ import annotations

from dataclasses import dataclass
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
    is_archived: bool

    @property
    def short_id(self) -> str:
        """The end of the public id: tells two Dossiers of one SIREN apart in an address."""
        return self.public_id.hex[-6:]


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
