"""The nature of a journal by its code and label; what only looks like à-nouveaux is none."""

from __future__ import annotations

import pytest

from boucle.books.rules.journal_nature import journal_nature


@pytest.mark.parametrize(
    ("code", "label", "nature"),
    [
        ("AN", "À-nouveaux", "an"),
        ("RAN", "Report à nouveau", "an"),
        ("2", "BILAN D'OUVERTURE", "an"),
        ("OUV", "Balance Initiale", "an"),
        ("X", "Anouveaux", "an"),
        ("X", "Reprise des soldes", "an"),
        ("B1", "Crédit agricole nouveau compte", "banque"),
        ("OD", "Opérations de couverture", "od"),
        ("OD", "Reprises de provisions", "od"),
        ("OD", "Reporting groupe", "od"),
        ("VE", "Ventes", "ventes"),
        ("HA", "Achats", "achats"),
        ("CA", "Caisse", "caisse"),
    ],
)
def test_the_nature_of_a_journal(code: str, label: str, nature: str) -> None:
    assert journal_nature(code, label) == nature
