"""Rates of the VAT codes that the formulas of models may use."""

from __future__ import annotations

from datetime import date

from boucle.books.queries.vat_codes import codes_in_scope
from boucle.books.rules.vat_rates import rate_on


def rates_in_scope(dossier_id: int, day: date) -> dict[str, int]:
    """Rate (hundredths of a per cent) of each VAT code in force on a day, in the open scope."""
    found = {
        code.code: rate_on(code.rate_key, day) for code in codes_in_scope(dossier_id) if code.active
    }
    return {code: rate.rate for code, rate in found.items() if rate is not None}
