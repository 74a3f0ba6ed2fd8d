"""Suppliers: recurring overheads, goods bought to hold a stock, payment runs."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from boucle.demo import vat
from boucle.demo.days import MONTHS, add_months, on_day, workday
from boucle.demo.fx import settle_foreign, to_usd
from boucle.demo.ledger import Item
from boucle.demo.sim import EVENING, FIRST, Sim, Spread, share
from boucle.demo.types import Goods, Overhead, Scope


def plan(sim: Sim) -> None:
    """Put this year's overheads, orders and payment runs on the agenda."""
    month = sim.year_start
    while month <= sim.year_end:
        for overhead in sim.profile.overheads:
            _plan_overhead(sim, overhead, month)
        for rank in range(len(sim.profile.goods)):
            _plan_orders(sim, rank, month)
        for day in (10, 25):
            sim.at(workday(on_day(month, day)), partial(payment_run, sim), EVENING)
        month = add_months(month, 1)


def _plan_overhead(sim: Sim, overhead: Overhead, month: date) -> None:
    if month.month not in overhead.months:
        return
    issued = add_months(month, 1) if overhead.accrued else month
    rng = sim.random(overhead.supplier + overhead.label)
    for _ in range(overhead.times):
        day = overhead.day if overhead.times == 1 else rng.randrange(1, 28)
        if sim.profile.founded and month < sim.profile.founded.replace(day=1):
            continue
        sim.at(workday(on_day(issued, day)), partial(_invoice, sim, overhead, month))


def amount_of(sim: Sim, overhead: Overhead, month: date) -> int:
    """What the supplier bills for a month, before tax and before noise."""
    cents = sim.grown(overhead.cents, overhead.growth_bp)
    cents = cents * overhead.season[month.month - 1] // 100
    return cents + share(sim.last_turnover(), overhead.of_sales_bp)


def text_of(overhead: Overhead, month: date) -> str:
    """The label as someone types it."""
    return overhead.label.format(
        m=f"{month.month:02d}", y=month.year, mois=MONTHS[month.month - 1], t=(month.month + 2) // 3
    )


def _invoice(sim: Sim, overhead: Overhead, month: date) -> None:
    rng = sim.random(overhead.supplier + overhead.label)
    net = amount_of(sim, overhead, month)
    if overhead.noise:
        net = net * rng.randrange(100 - overhead.noise, 101 + overhead.noise) // 100
        net += rng.randrange(0, 100)
    if net <= 0:
        return
    label = text_of(overhead, month)
    if overhead.prepaid_months:
        sim.spreads.append(
            Spread(overhead.account, net, sim.today.replace(day=1), overhead.prepaid_months, label)
        )
    lines, owed = vat.purchase_lines(sim, overhead.account, net, overhead.vat_bp, overhead.scope)
    third = sim.parties.code("F", overhead.supplier)
    due = sim.today + timedelta(days=overhead.terms)
    supplier = sim.line("401000", -owed, label, third)
    supplier.due_date = due
    item = sim.post("AC", label, [*lines, supplier], sim.ref("A", sim.today))[-1]
    _settle_later(sim, item, overhead.how, due)


def _settle_later(sim: Sim, item: Item, how: str, due: date) -> None:
    """Direct debits and cards go by themselves; transfers wait for a payment run."""
    item.fate = how
    if how in ("VIR", "LCR"):
        return
    gap = 0 if how == "CB" else max(sim.random("debits").randrange(4, 11), 0)
    day = workday(max(due, sim.today + timedelta(days=gap)))
    if how == "ESP":
        sim.at(sim.today, partial(_pay_cash, sim, item))
    else:
        sim.at(day, partial(sim.pay, [item], f"{how} {sim.name_of(item.third)}"))


def _pay_cash(sim: Sim, item: Item) -> None:
    label = f"ESPECES {sim.name_of(item.third)}"
    settled = sim.ledger.settle([item], sim.today, label=label)
    sim.post("CA", label, [sim.line("530000", -settled.amount, label), settled])


def payment_run(sim: Sim) -> None:
    """Transfers of the fortnight: one line a supplier, whatever falls due before the next run."""
    horizon = sim.today + timedelta(days=7)
    for account in ("401000", "404000"):
        due: dict[str, list[Item]] = {}
        for item in sim.ledger.open_items(account):
            late = item.due_date is None or item.due_date <= horizon
            if late and item.fate in ("VIR", "LCR") and not item.currency:
                due.setdefault(item.third, []).append(item)
        for third in sorted(due):
            if sum(item.balance for item in due[third]) < 0:
                sim.pay(due[third], f"{due[third][0].fate} SEPA {sim.name_of(third)}")


def _plan_orders(sim: Sim, rank: int, month: date) -> None:
    goods, rng = sim.profile.goods[rank], sim.random(f"orders{rank}")
    sim.at(month, partial(_turn_month, sim, rank), FIRST)
    if sim.profile.founded and month < sim.profile.founded.replace(day=1):
        return
    days = sorted(rng.randrange(1, 29) for _ in range(goods.orders))
    for at, day in enumerate(days):
        left = goods.orders - at
        sim.at(workday(on_day(month, day)), partial(_order, sim, rank, left))


def _turn_month(sim: Sim, rank: int) -> None:
    if sim.month_use[rank]:
        sim.pace[rank] = (sim.pace[rank] + 2 * sim.month_use[rank]) // 3
    sim.month_use[rank] = 0


def _order(sim: Sim, rank: int, left: int) -> None:
    """One delivery: a share of what brings the stock back to its target by the month's end."""
    goods, rng = sim.profile.goods[rank], sim.random(f"orders{rank}")
    target = sim.pace[rank] * goods.target_days // 30
    rest = max(0, sim.pace[rank] - sim.month_use[rank])
    need = target + rest - sim.stock[rank]
    net = need // left * rng.randrange(60, 141) // 100 + rng.randrange(0, 100)
    floor = sim.pace[rank] // max(1, goods.orders) // 4
    if net < max(floor, 3_000):
        return
    _receive(sim, goods, rank, net)


def _receive(sim: Sim, goods: Goods, rank: int, net: int) -> None:
    rng = sim.random(f"orders{rank}")
    at = min(rng.randrange(len(goods.suppliers)), rng.randrange(len(goods.suppliers)))
    scope = goods.scopes[at] if goods.scopes else Scope.FRANCE
    third = sim.parties.code("F", goods.suppliers[at])
    label = f"{goods.label} {sim.name_of(third)} {rng.randrange(10_000, 99_999)}"
    account = _purchase_account(goods.purchase, scope)
    lines, owed = vat.purchase_lines(sim, account, net, goods.vat_bp, scope)
    supplier = sim.line("401000", -owed, label, third)
    supplier.due_date = sim.today + timedelta(days=goods.terms)
    in_currency = goods.currency if scope is Scope.EXPORT else ""
    if in_currency:
        supplier.currency, supplier.currency_amount = in_currency, to_usd(-owed, sim.today)
    sim.stock[rank] += net
    item = sim.post("AC", label, [*lines, supplier], sim.ref("A", sim.today))[-1]
    if in_currency:
        _pay_abroad_later(sim, item)
    else:
        _settle_later(sim, item, "VIR" if goods.terms else "PRLV SEPA", supplier.due_date)


def _purchase_account(account: str, scope: Scope) -> str:
    """Goods from abroad have accounts of their own."""
    if account != "607000":
        return account
    return {Scope.EUROPE: "607200", Scope.EXPORT: "607300"}.get(scope, account)


def _pay_abroad_later(sim: Sim, item: Item) -> None:
    day = workday(item.due_date or sim.today)
    sim.at(day, partial(settle_foreign, sim, item, f"VIR INT {sim.name_of(item.third)}"))
