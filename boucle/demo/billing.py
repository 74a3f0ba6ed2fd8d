"""Invoiced sales: a pool of customers, invoices in the order of days, receipts, bad debts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random

from boucle.demo.days import MONTHS, add_months, is_workday, month_end, workday
from boucle.demo.fx import settle_foreign, to_usd
from boucle.demo.ledger import Item, Line
from boucle.demo.parties import firm_names, foreign_name, people_names
from boucle.demo.sim import EVENING, FIRST, Sim, Spread, share
from boucle.demo.types import Billing, Product, Rent, Scope
from boucle.demo.vat import OUTPUT, WAITING, receipt

SPREADS = (22, 30, 38, 46, 54, 62, 70, 78, 88, 98, 110, 124, 140, 160, 190, 290)
"""Sizes of invoices in per cent of the usual one: mean 100, a long tail to the right."""
ABROAD = {
    ("707", Scope.EUROPE): "707200",
    ("707", Scope.EXPORT): "707300",
    ("706", Scope.EUROPE): "706500",
    ("706", Scope.EXPORT): "706600",
    ("704", Scope.REVERSE): "704300",
}


class Customers:
    """The pool of a billing stream: code and scope by rank, few of them buy often."""

    def __init__(self, sim: Sim, billing: Billing, rank: int) -> None:
        rng = sim.random(f"customers{rank}")
        names = list(billing.names) + (
            people_names(billing.customers, rng)
            if billing.private
            else firm_names(billing.customers, rng)
        )
        self.codes: list[str] = []
        self.scopes: list[Scope] = []
        abroad = 0
        for at, name in enumerate(names[: billing.customers]):
            scope = Scope.FRANCE if at < len(billing.names) else _scope(billing, rng)
            if scope in (Scope.EUROPE, Scope.EXPORT):
                name, abroad = foreign_name(scope.value, abroad), abroad + 1
            code = sim.parties.code("C", name) if billing.customers <= 400 else ""
            if not code:
                code = sim.parties.number("C", name, f"C{rank}{at + 1:05d}")
            self.codes.append(code)
            self.scopes.append(scope)

    def pick(self, rng: Random) -> int:
        """A customer: the first ones come back more than the last."""
        return min(rng.randrange(len(self.codes)), rng.randrange(len(self.codes)))


def _scope(billing: Billing, rng: Random) -> Scope:
    draw = rng.randrange(10_000)
    for scope, bp in (
        (Scope.EUROPE, billing.europe_bp),
        (Scope.EXPORT, billing.export_bp),
        (Scope.REVERSE, billing.reverse_bp),
    ):
        if draw < bp:
            return scope
        draw -= bp
    return Scope.FRANCE


def plan(sim: Sim, pools: list[Customers]) -> None:
    """Put this year's invoices and rent calls on the agenda."""
    month = sim.year_start
    while month <= sim.year_end:
        for rank, billing in enumerate(sim.profile.billings):
            if month.month in billing.months:
                sim.at(month, partial(_plan_month, sim, billing, pools[rank]), FIRST)
        for rent in sim.profile.rents:
            if rent.start <= month and (rent.end is None or month <= rent.end):
                sim.at(workday(month), partial(_call_rent, sim, rent))
        month = add_months(month, 1)


def _plan_month(sim: Sim, billing: Billing, pool: Customers) -> None:
    """Draw the days first, so that invoice numbers follow the calendar."""
    founded, rng = sim.profile.founded, sim.random("days" + billing.label)
    count = billing.invoices * billing.season[sim.today.month - 1]
    count = count * rng.randrange(90, 111) // 10_000
    if billing.invoices and not count:
        count = 1
    last = month_end(sim.today).day
    for _ in range(count):
        day = sim.today.replace(day=rng.randrange(1, last + 1))
        if not is_workday(day):
            day = _worked_near(day)
        if not founded or day >= founded:
            sim.at(day, partial(_invoice, sim, billing, pool))


def _worked_near(day: date) -> date:
    later = workday(day)
    return later if later.month == day.month else day - timedelta(days=day.weekday() - 4)


def _invoice(sim: Sim, billing: Billing, pool: Customers) -> None:
    rng = sim.random("bill" + billing.label)
    at = pool.pick(rng)
    third, scope = pool.codes[at], pool.scopes[at]
    product = _weighted(billing.products, rng)
    mixed = billing.mixed_every and at % billing.mixed_every == 0
    net = sim.grown(billing.cents, billing.growth_bp) * rng.choice(SPREADS) // 100
    net = net * rng.randrange(90, 111) // 100 // 10 * 10
    refund = rng.randrange(10_000) < billing.credit_bp and scope is not Scope.EXPORT
    if refund:
        net = -net // 4
    ref = sim.ref("AV" if refund else "FA", sim.today)
    label = f"{'AVOIR' if refund else billing.label} {sim.name_of(third)}"
    lots = _halves(billing, net) if mixed else [(product, net)]
    item = _bill(sim, lots, third, scope, ref, label, billing)
    sim.sold(net, [(lot.goods, part, lot.cost_bp) for lot, part in lots])
    if billing.prepaid_months:
        account = sim.ledger.entries[-1].lines[1].account
        start = sim.today.replace(day=1)
        sim.deferred.append(Spread(account, net, start, billing.prepaid_months, label))
    if refund:
        sim.at(workday(sim.today + timedelta(days=75)), partial(_refund, sim, item))
    else:
        _expect(sim, billing, item, rng, known=at < len(billing.names))


def _refund(sim: Sim, item: Item) -> None:
    """A credit note that no invoice has used is paid back."""
    if item.balance:
        receipt(sim, item, item.balance)
        sim.pay([item], f"VIR SEPA {sim.name_of(item.third)} REMBT {item.piece_ref}")


def _weighted(products: tuple[Product, ...], rng: Random) -> Product:
    draw = rng.randrange(sum(product.share for product in products))
    for product in products:
        draw -= product.share
        if draw < 0:
            return product
    return products[-1]


def _halves(billing: Billing, net: int) -> list[tuple[Product, int]]:
    """The first two products on one invoice: two rates."""
    first = net * 6 // 100 * 10
    return [(billing.products[0], first), (billing.products[1], net - first)]


def _bill(
    sim: Sim, lots: list[tuple[Product, int]], third: str, scope: Scope, ref: str, label: str,
    billing: Billing,
) -> Item:  # fmt: skip
    """The sales entry; gives the customer's open item."""
    net = sum(part for _, part in lots)
    abroad = billing.currency and scope is Scope.EXPORT
    waiting, lines, taxes = sim.profile.vat_on_receipts, [], dict[int, int]()
    for product, part in lots:
        account = ABROAD.get((product.account[:3], scope), product.account)
        vat = share(part, product.vat_bp) if scope is Scope.FRANCE else 0
        sales = sim.line(account, -part, label)
        if abroad:
            sales.currency, sales.currency_amount = billing.currency, -to_usd(part, sim.today)
        lines += [
            sales,
            sim.line(WAITING if waiting else OUTPUT[product.vat_bp], -vat, label),
        ]
        if vat:
            taxes[product.vat_bp] = taxes.get(product.vat_bp, 0) + vat
    customer = sim.line("411000", net + sum(taxes.values()), label, third)
    customer.due_date = _due(sim.today, billing.terms)
    if abroad:
        customer.currency, customer.currency_amount = billing.currency, to_usd(net, sim.today)
    item = sim.post("VE", label, [customer, *lines], ref)[0]
    item.vat.update(taxes)
    return item


def _due(day: date, terms: int) -> date:
    """30 days and more mean end of month, as usual between firms."""
    due = day + timedelta(days=terms)
    return month_end(due) if terms >= 45 else due


def _expect(sim: Sim, billing: Billing, item: Item, rng: Random, *, known: bool) -> None:
    """When the customer will pay: about the due date, some late, a few never."""
    assert item.due_date is not None
    doubtful = rng.randrange(10_000) < billing.doubtful_bp
    if doubtful and not known and not item.currency:
        item.fate = "bad"
        return
    late = rng.randrange(-3, billing.late + 1) if billing.late else 0
    if rng.randrange(100) < 6:
        late += rng.randrange(10, 45)
    day = workday(max(item.due_date + timedelta(days=late), sim.today))
    if item.currency:
        sim.at(day, partial(settle_foreign, sim, item, f"VIR INT {sim.name_of(item.third)}"))
    elif item.balance > 800_000 and rng.randrange(100) < 8:
        sim.at(day, partial(_collect_part, sim, item), EVENING)
        later = workday(day + timedelta(days=rng.randrange(15, 40)))
        sim.at(later, partial(collect, sim, item), EVENING)
    else:
        sim.at(day, partial(collect, sim, item), EVENING)


def _collect_part(sim: Sim, item: Item) -> None:
    if not item.balance:
        return
    part = item.balance // 2 // 10_000 * 10_000
    receipt(sim, item, part)
    label = f"VIR SEPA {sim.name_of(item.third)} ACPTE {item.piece_ref}"
    sim.bank(label, [sim.ledger.settle([item], sim.today, label=label, amount=-part)])


def collect(sim: Sim, item: Item) -> None:
    """The customer pays the invoice, his open credit notes and what is due by then."""
    if not item.balance:
        return
    items = [item]
    for other in sim.ledger.open_items("411000", item.third):
        soon = other.due_date is None or other.due_date <= sim.today
        if other is not item and soon and other.fate != "bad" and not other.currency:
            items.append(other)
    if sum(each.balance for each in items) <= 0:
        return
    for each in items:
        if each.balance:
            receipt(sim, each, each.balance)
    cheque = sim.random("means").randrange(100) < (35 if item.third[-1] in "AEIMS" else 5)
    means = "REM CHQ" if cheque else "VIR SEPA"
    ref = item.piece_ref if len(items) == 1 else f"{len(items)} FACT"
    label = f"{means} {sim.name_of(item.third)} {ref}"
    sim.bank(label, [sim.ledger.settle(items, sim.today, label=label)])


def _call_rent(sim: Sim, rent: Rent) -> None:
    """Rent and charges of the month; the tenant pays a few days later."""
    third = sim.parties.code("L", rent.tenant)
    month = f"{MONTHS[sim.today.month - 1]} {sim.today.year}"
    label = f"LOYER {month} {sim.name_of(third)}"
    net = sim.grown(rent.cents, 210) // 100 * 100
    vat = share(net + rent.charges, rent.vat_bp)
    account = "708300" if rent.vat_bp else "708310"
    customer: Line = sim.line("411000", net + rent.charges + vat, label, third)
    customer.due_date = sim.today + timedelta(days=5)
    charges = sim.line("708800", -rent.charges, f"CHARGES {month}")
    lines = [customer, sim.line(account, -net), charges]
    if vat:
        lines.append(sim.line(OUTPUT[rent.vat_bp], -vat))
    item = sim.post("VE", label, lines, sim.ref("QL", sim.today))[0]
    sim.sold(net + rent.charges, [])
    days = sim.random("rents").randrange(1, 6 + 3 * rent.late)
    sim.at(workday(sim.today + timedelta(days=days)), partial(collect, sim, item))
