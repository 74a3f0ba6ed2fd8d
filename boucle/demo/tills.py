"""Counter sales: a Z ticket a day, cards paid in the day after, cash taken to the bank weekly."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from boucle.demo.days import holidays, month_end, on_day, workday
from boucle.demo.ledger import Item, Line
from boucle.demo.sim import EVENING, Sim, share
from boucle.demo.types import Product, Till
from boucle.demo.vat import OUTPUT

FLOAT_LEFT = 30_000
VOUCHER_FEE_BP = 310
CARD_FEE_BP = 65


def plan(sim: Sim) -> None:
    """Put the days of this year on the agenda."""
    for till in sim.profile.tills:
        day = max(sim.year_start, sim.profile.founded or sim.year_start)
        while day <= sim.year_end:
            if _is_open(till, day):
                sim.at(day, partial(_close_day, sim, till))
            if day.weekday() == 1:
                sim.at(workday(day), partial(_take_cash, sim), EVENING)
            if day == month_end(day):
                sim.at(workday(day + timedelta(days=2)), partial(_card_fees, sim))
                sim.at(workday(on_day(day, 18)), partial(_vouchers, sim))
            day += timedelta(days=1)


def _is_open(till: Till, day: date) -> bool:
    if not till.weekdays[day.weekday()] or (day.month, day.day) in ((1, 1), (5, 1), (12, 25)):
        return False
    return not any(
        month == day.month and first <= day.day <= last for month, first, last in till.leave
    )


def _takings(sim: Sim, till: Till) -> int:
    """Gross takings of the day, in cents ending by 0 or 5."""
    rng = sim.random("till")
    gross = sim.grown(till.daily, till.growth_bp)
    gross = gross * till.weekdays[sim.today.weekday()] // 100
    gross = gross * till.season[sim.today.month - 1] // 100
    if sim.today in holidays(sim.today.year):
        gross = gross * till.holidays // 100
    return gross * (rng.randrange(84, 112) + rng.randrange(0, 9)) // 10_000 * 100 // 5 * 5


def _close_day(sim: Sim, till: Till) -> None:
    gross = _takings(sim, till)
    lines, uses, net_sum = _sales_lines(sim, till.products, gross)
    rng = sim.random("till")
    cash = share(gross, till.cash_bp * rng.randrange(75, 126) // 100) // 10 * 10
    voucher = share(gross, till.voucher_bp * rng.randrange(70, 131) // 100) // 50 * 50
    if sim.today.weekday() == 6:
        voucher = 0
    card = gross - cash - voucher
    ref = f"Z{sim.today:%y%m%d}"
    label = f"RECETTE DU {sim.today:%d/%m/%Y}"
    paid = [
        sim.line("530000", cash, label),
        sim.line("511500", card, f"CB {sim.today:%d/%m}"),
        sim.line("511700", voucher, f"TITRES RESTO {sim.today:%d/%m}"),
    ]
    items = sim.post("CA", label, [*paid, *lines], ref)
    sim.sold(net_sum, uses)
    cards = [item for item in items if item.account == "511500"]
    when = workday(sim.today + timedelta(days=1))
    sim.at(when, partial(sim.pay, cards, f"REMISE CB DU {sim.today:%d/%m}"))


def _sales_lines(
    sim: Sim, products: tuple[Product, ...], gross: int
) -> tuple[list[Line], list[tuple[int, int, int]], int]:
    """Net by product and VAT by rate of the gross takings."""
    rng, left = sim.random("mix"), gross
    uses: list[tuple[int, int, int]] = []
    sales: dict[str, int] = {}
    taxes: dict[int, int] = {}
    weights = [product.share * rng.randrange(92, 109) for product in products]
    for product, weight in zip(products, weights, strict=True):
        part = left if product is products[-1] else gross * weight // sum(weights)
        left -= part
        net = part * 10_000 // (10_000 + product.vat_bp)
        taxes[product.vat_bp] = taxes.get(product.vat_bp, 0) + part - net
        sales[product.account] = sales.get(product.account, 0) + net
        uses.append((product.goods, net, product.cost_bp))
    lines = [sim.line(account, -net) for account, net in sales.items()]
    lines += [sim.line(OUTPUT[bp], -cents) for bp, cents in sorted(taxes.items())]
    return lines, uses, sum(sales.values())


def _take_cash(sim: Sim) -> None:
    """Notes go to the bank, coins stay in the drawer."""
    amount = (sim.ledger.balances["530000"] - FLOAT_LEFT) // 1_000 * 1_000
    if amount < 20_000:
        return
    label = f"VRST ESPECES {sim.today:%d/%m}"
    items = sim.post("CA", label, [sim.line("580000", amount), sim.line("530000", -amount)])
    sim.pay(items, label)


def _vouchers(sim: Sim) -> None:
    """The month's meal vouchers are paid by the issuers, less their commission."""
    items: list[Item] = sim.ledger.open_items("511700")
    if not items:
        return
    label = f"VIR SEPA CNTR TITRES RESTAURANT {sim.today:%m/%Y}"
    settled = sim.ledger.settle(items, sim.today, label=label)
    fee = share(-settled.amount, VOUCHER_FEE_BP)
    vat = share(fee, 2000)
    fees = [sim.line("627800", fee, "Commission titres-restaurant"), sim.line("445660", vat)]
    sim.bank(label, [settled, *fees])


def _card_fees(sim: Sim) -> None:
    """The bank's commission on the cards of the month before."""
    fee = share(sim.last_turnover(), CARD_FEE_BP)
    if fee:
        sim.bank("COMMISSIONS CARTES BANCAIRES", [sim.line("627800", fee)])
