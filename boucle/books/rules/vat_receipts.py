"""VAT due on receipts: what a payment, whole or partial, makes due. Cents. Pure.

Source: CGI art. 269-2 c (services: due when the price is received, for what is received). What is
due is counted from the first payment on, always by `due_of`: parts never drift from the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boucle.books.rules.vat import portion
from boucle.books.rules.vat_habits import CodeTerms, PastLine, code_of_tax
from boucle.books.types_vat import VatCodeRow
from boucle.books.types_vat_receipts import Part


def settled_sizes(parts: Iterable[Part]) -> dict[tuple[int, int], int]:
    """How much of each line of a lettrage is settled by the lines of the other side.

    The smaller side is settled whole; it pays the lines of the larger one from the oldest on
    (Code civil art. 1342-10).
    """
    lines = sorted(parts, key=lambda part: (part.date, part.key))
    debit = sum(part.net for part in lines if part.net > 0)
    credit = -sum(part.net for part in lines if part.net < 0)
    left = {True: min(debit, credit), False: min(debit, credit)}
    found = {}
    for part in lines:
        side = part.net > 0
        found[part.key] = min(abs(part.net), left[side])
        left[side] -= found[part.key]
    return found


def due_of(vat: int, paid: int, gross: int) -> int:
    """The part of `vat` (a net) that `paid` of `gross` (sizes, paid ≤ gross) makes due."""
    return portion(vat, paid, gross) if gross else 0


def final_account(
    account: str, entry: Sequence[PastLine], tax: PastLine,
    codes: Sequence[VatCodeRow], terms: Sequence[CodeTerms],
) -> str:  # fmt: skip
    """Where the VAT of a waiting account goes: that of its only code, or of the code of its rate.

    Empty where several codes share the account and the rate tells none of them.
    """
    mine = [code for code in codes if code.due_on == "receipts" and code.waiting_account == account]
    finals = {code.account for code in mine}
    if len(finals) < 2:
        return finals.pop() if finals else ""
    names = {code.code for code in mine}
    told = code_of_tax(tax, entry, [each for each in terms if each.code in names])
    return next((code.account for code in mine if code.code == told), "")
