"""VAT codes of a Dossier. One that has written none of its own has the usual ones of its regime."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from boucle.access import public as access
from boucle.books.rules.vat_codes import usual_codes
from boucle.books.types_vat import NewVatCode, VatCodeRow
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql


@dataclass(frozen=True, slots=True)
class _VatAccount:
    regime: str
    number: str
    label: str


def vat_codes_of(act: Act, dossier_id: int) -> list[VatCodeRow]:
    """The codes, retired ones too; the usual ones first."""
    with access.read(act, dossier_id, "books.read"):
        return codes_in_scope(dossier_id)


def codes_in_scope(dossier_id: int) -> list[VatCodeRow]:
    """The codes, in the open scope."""
    kept = run_sql("books/vat_codes", into=VatCodeRow, dossier=dossier_id)
    return kept or [VatCodeRow(**asdict(code), active=True) for code in usual_in_scope(dossier_id)]


def usual_in_scope(dossier_id: int, due_on: str = "debits") -> list[NewVatCode]:
    """The usual codes of the regime on the chart as it is, in the open scope."""
    found = run_sql("books/vat_accounts", into=_VatAccount, dossier=dossier_id)
    chart = {row.number: row.label for row in found if row.number}
    regime = found[0].regime if found else ""
    return usual_codes(regime, chart, clock.today(), due_on)
