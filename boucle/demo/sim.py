"""The simulated company: one clock, one ledger, an agenda of things to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappop, heappush
from random import Random

from boucle.demo import chart
from boucle.demo.ledger import REGULAR, Item, Ledger, Line
from boucle.demo.parties import Directory, slug
from boucle.demo.types import CompanyProfile
from boucle.kernel.money import apply_ppm

Action = Callable[[], None]
FIRST, USUAL, EVENING, NIGHT = 0, 5, 8, 9
"""Order of the actions of one day."""


def share(cents: int, bp: int) -> int:
    """Part of an amount at a rate in basis points, rounded half away from zero."""
    return int(apply_ppm(cents, rate_ppm=bp * 100))


def euros(cents: int) -> int:
    """Rounded to whole euros, in cents, half away from zero."""
    return (abs(cents) + 50) // 100 * 100 * (1 if cents >= 0 else -1)


@dataclass(slots=True)
class Spread:
    """A charge or a product that belongs to several months, from `start`."""

    account: str
    cents: int
    start: date
    months: int
    label: str


@dataclass(slots=True)
class TaxState:
    """What the State remembers of the company."""

    last_tax: int = 0
    losses: int = 0
    due_receipts: dict[int, int] = field(default_factory=dict)


class Sim:
    """A company in motion: what all the trades of the generator share."""

    def __init__(self, profile: CompanyProfile, seed: int) -> None:
        self.profile, self.seed = profile, seed
        self.ledger, self.parties = Ledger(), Directory()
        self.year_start = self.year_end = self.today = date.min
        self.turnover: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.stock = [goods.opening for goods in profile.goods]
        self.booked_stock = [0 for _ in profile.goods]
        self.booked_wip = 0
        self.pace = [goods.opening * 30 // max(1, goods.target_days) for goods in profile.goods]
        self.month_use = [0 for _ in profile.goods]
        self.spreads: list[Spread] = []
        self.deferred: list[Spread] = []
        self.tax = TaxState()
        self.wages = 0
        self.cost_index = 1_000
        self.cover: Callable[[int], None] | None = None
        self._agenda: list[tuple[date, int, int, Action]] = []
        self._rank = 0
        self._refs: defaultdict[str, int] = defaultdict(int)
        self._randoms: dict[str, Random] = {}

    def random(self, topic: str) -> Random:
        """A generator of its own for each topic, so that one change does not shift all."""
        if topic not in self._randoms:
            self._randoms[topic] = Random(f"{self.seed}/{self.profile.siren}/{topic}")
        return self._randoms[topic]

    def at(self, day: date, action: Action, order: int = USUAL) -> None:
        """Do this on that day."""
        self._rank += 1
        heappush(self._agenda, (max(day, self.today), order, self._rank, action))

    def run_until(self, last: date) -> None:
        """Let time go by up to that day included."""
        while self._agenda and self._agenda[0][0] <= last:
            day, _, _, action = heappop(self._agenda)
            self.today = day
            action()
        self.today = last

    def ref(self, prefix: str, day: date) -> str:
        """Next reference of a piece: `A2503-0012`."""
        key = f"{prefix}{day:%y%m}"
        self._refs[key] += 1
        return f"{key}-{self._refs[key]:04d}"

    def account(self, number: str) -> str:
        """The account in the chart of the running year."""
        return chart.number(number, self.year_start)

    def line(self, account: str, amount: int, label: str = "", third: str = "") -> Line:
        """A line: positive for debit."""
        return Line(self.account(account), third, label, amount)

    def post(
        self, journal: str, label: str, lines: list[Line], piece: str = "", stage: int = REGULAR
    ) -> list[Item]:
        """Write an entry today, with the next reference of its journal unless given."""
        ref = piece or self.ref(journal, self.today)
        return self.ledger.post(journal, self.today, ref, label, lines, stage=stage)

    def bank(self, label: str, lines: list[Line]) -> list[Item]:
        """A line of the bank statement: the bank takes the other side of `lines`."""
        total = -sum(line.amount for line in lines)
        missing = -(self.cash_at_bank() + total)
        if total < 0 and missing > 0 and self.cover:
            self.cover(missing)
        bank = self.line("512100", total, label)
        return self.post(self.profile.bank_code, label, [bank, *lines])

    def pay(self, items: list[Item], label: str) -> None:
        """Settle items of one account and party through the bank, today."""
        alive = [item for item in items if item.balance]
        if alive:
            self.bank(label, [self.ledger.settle(alive, self.today, label=label)])

    def cash_at_bank(self) -> int:
        """Balance of the current account."""
        return self.ledger.balances["512100"]

    @property
    def age(self) -> int:
        """Years since the first visible one; -1 in the hidden year before."""
        return self.today.year - self.profile.first_year

    def grown(self, cents: int, growth_bp: int) -> int:
        """An amount of the first visible year, at today's level."""
        for _ in range(abs(self.age)):
            bp = 10_000 + growth_bp
            cents = cents * bp // 10_000 if self.age > 0 else cents * 10_000 // bp
        return cents

    def sold(self, cents: int, products: list[tuple[int, int, int]]) -> None:
        """Count turnover before tax and what it consumed: (goods, net, cost bp) each."""
        self.turnover[self.today.year, self.today.month] += cents
        for goods, net, cost_bp in products:
            if cost_bp:
                cost = share(net, cost_bp) * self.cost_index // 1_000
                self.stock[goods] -= cost
                self.month_use[goods] += cost

    def last_turnover(self) -> int:
        """Turnover of the month before."""
        before = self.today.replace(day=1) - timedelta(days=1)
        return self.turnover[before.year, before.month]

    def turnover_size(self) -> int:
        """A measure of activity for fees: about 0.1 % of last month's turnover, in cents."""
        return self.last_turnover() // 100

    def name_of(self, third: str) -> str:
        """How the bank writes a party: capitals, cut."""
        return " ".join(slug(word, 15) for word in self.parties.names[third].split())[:28].strip()
