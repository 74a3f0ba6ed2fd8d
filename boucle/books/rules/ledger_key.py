"""Where a page of the ledger ended: the account, its last line, and what had been summed so far.

The sums travel with the key so that a deep page costs what the first one does. They are believed
only while the totals of the account, which travel too, are still those of the roll-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boucle.books.types_reading import LedgerHead, LedgerRow
from boucle.kernel.errors import WrongUse
from boucle.kernel.pagination import decode_key, encode_key


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """`is_done`: nothing of the account is left. Sums in cents, of the lines shown so far."""

    account: str
    third: str | None
    is_done: bool
    day: date
    entry_id: int
    position: int
    debit: int
    credit: int
    totals: tuple[int, int, int]

    def trusts(self, head: LedgerHead) -> bool:
        """Whether nothing changed in the account since the key was made."""
        return self.totals == (head.debit, head.credit, head.count)

    def word(self) -> str:
        """As one word for an address."""
        parts = (self.account, self.third, int(self.is_done), self.day.isoformat(), self.entry_id)
        return encode_key(*parts, self.position, self.debit, self.credit, *self.totals)


def key_after(
    head: LedgerHead, row: LedgerRow | None, *, is_done: bool, debit: int, credit: int
) -> LedgerKey:
    """The key of a page that ends on this line, or on an account without lines."""
    return LedgerKey(
        account=head.account,
        third=head.third,
        is_done=is_done,
        day=row.date if row else date(1, 1, 1),
        entry_id=row.entry_id if row else 0,
        position=row.position if row else 0,
        debit=debit,
        credit=credit,
        totals=(head.debit, head.credit, head.count),
    )


def read_key(word: str) -> LedgerKey:
    """Back from `word`. Raises WrongUse when it was tampered with."""
    account, third, done, day, *numbers = decode_key(word, parts=11)
    whole = [number for number in numbers if isinstance(number, int)]
    try:
        if len(whole) != 7 or not isinstance(day, str) or not isinstance(account, str):
            raise ValueError
        entry_id, position, debit, credit, *totals = whole
        return LedgerKey(
            account,
            None if third is None else str(third),
            bool(done),
            date.fromisoformat(day),
            entry_id,
            position,
            debit,
            credit,
            (totals[0], totals[1], totals[2]),
        )
    except ValueError:
        raise WrongUse(
            "La page demandée est illisible ; revenez au début du grand livre."
        ) from None
