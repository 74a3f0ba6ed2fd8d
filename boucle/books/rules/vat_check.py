"""Does the VAT of an entry agree with its accounts? What is said warns, and never forbids. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from boucle.books.rules.vat_habits import UNCLEAR, CodeTerms, PastLine, shape_of

WRONG_SIDE = {"achats": ("4457", "collectée"), "ventes": ("4456", "déductible")}


def vat_doubt(lines: Sequence[PastLine], codes: Sequence[CodeTerms], journal_type: str) -> str:
    """What is odd about the VAT of an entry of purchases or sales, in French; "" = nothing.

    `lines`: all but the third party's.
    """
    root, word = WRONG_SIDE[journal_type]
    wrong = next((line.account for line in lines if line.account.startswith(root)), "")
    if wrong:
        return f"{wrong} est un compte de TVA {word}."
    taxed = {code.code for code in codes if code.terms.rate and code.terms.share}
    expected = {line.account: line.vat for line in lines}
    for line in shape_of(lines, codes):
        wanted = expected[line.account]
        if line.vat == UNCLEAR:
            return f"La TVA ne répond à aucun taux du dossier pour {line.account}."
        if wanted in taxed and line.vat != wanted:
            found = f"{line.vat} trouvé" if line.vat else "sans TVA"
            return f"{line.account} : {wanted} attendu, {found}."
    return ""
