"""VAT codes of a Dossier. One that has written none of its own has the usual ones of its regime."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from boucle.access import public as access
from boucle.books.models import VatCode
from boucle.books.rules.vat_codes import usual_codes
from boucle.books.types_vat import NewVatCode, VatCodeRow
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.tenancy.public import Dossier


@dataclass(frozen=True, slots=True)
class _VatAccount:
    regime: str
    number: str
    label: str


def vat_codes_of(act: Act, dossier_id: int) -> list[VatCodeRow]:
    """The codes, retired ones too; the usual ones first."""
    with access.read(act, dossier_id, "books.read"):
        return codes_in_scope(dossier_id)


def vat_choices(act: Act, dossier_id: int) -> list[tuple[str, str]]:
    """Codes in use and their labels, as forms offer them."""
    return [(row.code, row.label) for row in vat_codes_of(act, dossier_id) if row.active]


def has_own_codes(act: Act, dossier_id: int) -> bool:
    """Whether the Dossier keeps codes, or has those that its regime proposes."""
    with access.read(act, dossier_id, "books.read"):
        return VatCode.objects.filter(dossier_id=dossier_id).exists()


def codes_in_scope(dossier_id: int) -> list[VatCodeRow]:
    """The codes, in the open scope."""
    kept = run_sql("books/vat_codes", into=VatCodeRow, dossier=dossier_id)
    return kept or [VatCodeRow(**asdict(code), active=True) for code in usual_in_scope(dossier_id)]


def usual_in_scope(dossier_id: int, due_on: str = "debits") -> list[NewVatCode]:
    """The usual codes of the regime on the chart as it is, in the open scope."""
    found = run_sql("books/vat_accounts", into=_VatAccount, dossier=dossier_id)
    chart = {row.number: row.label for row in found if row.number}
    return usual_codes(found[0].regime, chart, clock.today(), due_on) if found else []


def regime_in_scope(dossier_id: int) -> str:
    """The VAT regime of the Dossier, in the open scope."""
    return Dossier.objects.values_list("vat_regime", flat=True).get(id=dossier_id)
