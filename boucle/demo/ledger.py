"""The ledger of a simulated company: entries, balances, open items and their lettrage.

Every line on a lettrable account belongs to one open item until that item is settled, so the
opening entries of the next year can list the items one by one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date as Day

LETTRABLE = (
    "40",
    "41",
    "421",
    "428",
    "431",
    "437",
    "438",
    "442",
    "44551",
    "457",
    "462",
    "511",
    "58",
)
OPENING, REGULAR, INVENTORY = 0, 1, 2


@dataclass(slots=True)
class Line:
    """A line being built: positive `amount` is a debit, in cents."""

    account: str
    third: str
    label: str
    amount: int
    letter: str = ""
    letter_date: Day | None = None
    currency: str = ""
    currency_amount: int | None = None
    due_date: Day | None = None
    piece_ref: str = ""
    attached: bool = False


@dataclass(slots=True)
class Entry:
    """An entry being built; `stage` says opening, regular or inventory."""

    journal: str
    date: Day
    piece_ref: str
    piece_date: Day
    label: str
    lines: list[Line]
    stage: int
    serial: int


@dataclass(slots=True)
class Item:
    """Lines of one account and third party that will cancel out; `balance` is what is left."""

    account: str
    third: str
    piece_ref: str
    label: str
    balance: int
    date: Day
    due_date: Day | None
    lines: list[Line]
    currency: str = ""
    currency_amount: int | None = None
    vat: dict[int, int] = field(default_factory=dict)
    fate: str = ""


def is_lettrable(account: str) -> bool:
    """Whether open items are kept for this account."""
    return account.startswith(LETTRABLE)


def letters(rank: int) -> str:
    """0 → AAA, 25 → AAZ, 26 → ABA: the code of a lettrage."""
    code = ""
    for _ in range(3):
        rank, rest = divmod(rank, 26)
        code = chr(65 + rest) + code
    return code


class Ledger:
    """Entries of the running year, balances over time, open items."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.items: defaultdict[tuple[str, str], dict[int, Item]] = defaultdict(dict)
        self._marks: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._serial = 0

    def post(
        self,
        journal: str,
        day: Day,
        piece_ref: str,
        label: str,
        lines: list[Line],
        *,
        piece_date: Day | None = None,
        stage: int = REGULAR,
    ) -> list[Item]:
        """Write an entry; gives the open items that its unattached lettrable lines begin."""
        kept = [line for line in lines if line.amount]
        assert sum(line.amount for line in kept) == 0, (journal, day, label, kept)
        if not kept:
            return []
        self._serial += 1
        entry = Entry(journal, day, piece_ref, piece_date or day, label, kept, stage, self._serial)
        self.entries.append(entry)
        begun = []
        for line in kept:
            line.label = line.label or label
            self.balances[line.account] += line.amount
            if is_lettrable(line.account) and not line.attached:
                begun.append(self._begin(entry, line))
        return begun

    def _begin(self, entry: Entry, line: Line) -> Item:
        item = Item(
            line.account, line.third, line.piece_ref or entry.piece_ref, line.label, line.amount,
            entry.date, line.due_date, [line], line.currency, line.currency_amount,
        )  # fmt: skip
        self.items[line.account, line.third][id(item)] = item
        return item

    def settle(
        self, items: list[Item], day: Day, *, label: str = "", amount: int | None = None
    ) -> Line:
        """The line that settles items of one account and third party, all or `amount` of one."""
        head = items[0]
        paid = -sum(item.balance for item in items) if amount is None else amount
        line = Line(head.account, head.third, label, paid, attached=True)
        if amount is not None and amount != -head.balance:
            assert len(items) == 1
            head.balance += amount
            head.lines.append(line)
            return line
        mark = letters(self._marks[head.account, head.third])
        self._marks[head.account, head.third] += 1
        for item in items:
            assert (item.account, item.third) == (head.account, head.third)
            group = self.items[item.account, item.third]
            del group[id(item)]
            if not group:
                del self.items[item.account, item.third]
            item.balance = 0
            for each in item.lines:
                each.letter, each.letter_date = mark, day
        line.letter, line.letter_date = mark, day
        return line

    def open_items(self, account: str, third: str | None = None) -> list[Item]:
        """Items still open on an account (of one third party), in order of date."""
        if third is not None:
            found = list(self.items.get((account, third), {}).values())
        else:
            groups = [group for key, group in self.items.items() if key[0] == account]
            found = [item for group in groups for item in group.values()]
        return sorted(found, key=lambda item: item.date)

    def turn_year(self) -> None:
        """Forget the entries of the year: the next one letters from AAA again."""
        self.entries = []
        self._marks.clear()
