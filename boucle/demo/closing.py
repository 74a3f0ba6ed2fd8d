"""The inventory entries of a year's end, and their reversal at the next opening."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from boucle.demo import assets, finance, fx
from boucle.demo.days import add_months, on_day, workday
from boucle.demo.ledger import INVENTORY, Item, Line
from boucle.demo.purchases import amount_of, text_of
from boucle.demo.sim import Sim, Spread, euros, share
from boucle.demo.types import Scope
from boucle.demo.vat import OUTPUT, WAITING

LEAVE_BP = 450
"""Paid leave owed at the year's end, in basis points of the year's gross pay."""
REDUCED_TOP, REDUCED_BP, FULL_BP = 4_250_000, 1_500, 2_500
REDUCED_TURNOVER_MAX = 1_000_000_000
LOAN_YIELD_BP = 180


def close(sim: Sim) -> list[tuple[str, list[Line]]]:
    """Write the inventory; gives the entries to reverse at the opening (label, lines)."""
    assets.depreciate(sim)
    _stocks(sim)
    _work_in_progress(sim)
    _doubtful(sim)
    reversals = [*_prepaid(sim), *_deferred(sim), *_not_received(sim), *_to_invoice(sim)]
    reversals += [*_interest(sim), *_leave(sim), *fx.revalue(sim)]
    _placement_yield(sim)
    _income_tax(sim)
    return reversals


def _post(sim: Sim, label: str, lines: list[Line]) -> tuple[str, list[Line]]:
    sim.post("OD", label, lines, stage=INVENTORY)
    return label, lines


def _stocks(sim: Sim) -> None:
    """Count: the theoretical stock less a little shrinkage, to the euro."""
    for rank, goods in enumerate(sim.profile.goods):
        opening = sim.booked_stock[rank]
        count = euros(max(0, sim.stock[rank]) * 992 // 1_000)
        name = f"{sim.year_end:%d/%m/%Y}"
        _post(sim, "ANNULATION STOCK INITIAL", [
            sim.line(goods.variation, opening), sim.line(goods.stock, -opening)])  # fmt: skip
        _post(sim, f"STOCK FINAL {name}", [
            sim.line(goods.stock, count), sim.line(goods.variation, -count)])  # fmt: skip
        sim.stock[rank] = sim.booked_stock[rank] = count


def _work_in_progress(sim: Sim) -> None:
    plan = sim.profile.work_in_progress
    if not plan:
        return
    value = plan[(sim.age + 1) % len(plan)]
    change = value - sim.booked_wip
    lines = [sim.line("335000", change), sim.line("713350", -change)]
    _post(sim, f"VARIATION TRAVAUX EN COURS {sim.year_end:%Y}", lines)
    sim.booked_wip = value


def plan(sim: Sim) -> None:
    """Old doubtful debts are given up in the eleventh month, in time for the VAT return."""
    day = workday(on_day(add_months(sim.year_start, 10), 18))
    sim.at(day, partial(_write_off, sim))


def _write_off(sim: Sim) -> None:
    """What has been doubtful since last year is lost, its VAT recovered, its provision undone."""
    for item in sim.ledger.open_items("416000"):
        net = item.balance - sum(item.vat.values())
        taxes = [
            sim.line(WAITING if sim.profile.vat_on_receipts else OUTPUT[bp], vat)
            for bp, vat in item.vat.items()
        ]
        text = item.label.removeprefix("CLIENT DOUTEUX ")
        lost = [sim.ledger.settle([item], sim.today), sim.line("654100", net), *taxes]
        sim.post("OD", f"CREANCE IRRECOUVRABLE {text}", lost, item.piece_ref)
        half = euros(net // 2)
        back = [sim.line("491000", half), sim.line("781740", -half)]
        sim.post("OD", f"REPRISE DEPRECIATION {text}", back)


def _doubtful(sim: Sim) -> None:
    """This year's bad debts become doubtful and half provided for."""
    limit = sim.year_end - timedelta(days=120)
    for item in sim.ledger.open_items("411000"):
        if item.fate == "bad" and item.date < limit:
            _make_doubtful(sim, item)


def _make_doubtful(sim: Sim, item: Item) -> None:
    """Move to doubtful debts; half of the amount before tax is provided for."""
    text, owed, taxes = item.label, item.balance, dict(item.vat)
    settled = sim.ledger.settle([item], sim.today)
    label = f"CLIENT DOUTEUX {text}"
    begun = sim.ledger.post(
        "OD", sim.today, item.piece_ref, label, [sim.line("416000", owed), settled],
        stage=INVENTORY,
    )  # fmt: skip
    begun[0].vat = taxes
    half = euros((owed - sum(taxes.values())) // 2)
    charge = [sim.line("681740", half), sim.line("491000", -half)]
    _post(sim, f"DEPRECIATION {text}", charge)


def _left_months(spread: Spread, end: date) -> int:
    over = add_months(spread.start, spread.months)
    after = end + timedelta(days=1)
    return max(0, (over.year - after.year) * 12 + over.month - after.month)


def _spread_entries(sim: Sim, spreads: list[Spread], account: str, sign: int, word: str) -> (
    list[tuple[str, list[Line]]]
):  # fmt: skip
    done = []
    for spread in spreads:
        left = min(spread.months, _left_months(spread, sim.year_end))
        cents = euros(spread.cents * left // spread.months)
        if left and cents:
            lines = [sim.line(account, sign * cents), sim.line(spread.account, -sign * cents)]
            done.append(_post(sim, f"{word} {spread.label}", lines))
    return done


def _prepaid(sim: Sim) -> list[tuple[str, list[Line]]]:
    done = _spread_entries(sim, sim.spreads, "486000", 1, "CCA")
    sim.spreads = [s for s in sim.spreads if _left_months(s, sim.year_end)]
    return done


def _deferred(sim: Sim) -> list[tuple[str, list[Line]]]:
    done = _spread_entries(sim, sim.deferred, "487000", -1, "PCA")
    sim.deferred = [s for s in sim.deferred if _left_months(s, sim.year_end)]
    return done


def _not_received(sim: Sim) -> list[tuple[str, list[Line]]]:
    """Invoices of the last month that arrive in the next year."""
    done, month = [], sim.year_end.replace(day=1)
    for overhead in sim.profile.overheads:
        if not overhead.accrued or month.month not in overhead.months:
            continue
        net = euros(amount_of(sim, overhead, month) * overhead.times)
        tax = share(net, overhead.vat_bp) if overhead.scope is Scope.FRANCE else 0
        if net > 0:
            lines = [
                sim.line(overhead.account, net),
                sim.line("445860", tax),
                sim.line("408100", -net - tax),
            ]
            done.append(_post(sim, f"FNP {text_of(overhead, month)}", lines))
    return done


def _to_invoice(sim: Sim) -> list[tuple[str, list[Line]]]:
    """Work done and not yet invoiced: a share of the last month's turnover."""
    month = sim.turnover[sim.year_end.year, sim.year_end.month]
    net = euros(share(month, sim.profile.to_invoice_bp))
    if net <= 0:
        return []
    account = sim.profile.billings[0].products[0].account
    tax = share(net, 2000)
    lines = [
        sim.line("418100", net + tax),
        sim.line(account, -net),
        sim.line("445870", -tax),
    ]
    return [_post(sim, f"FAE {sim.year_end:%m/%Y}", lines)]


def _interest(sim: Sim) -> list[tuple[str, list[Line]]]:
    done = []
    for loan in sim.profile.loans:
        cents = finance.accrued_interest(loan, sim.year_end)
        if cents:
            lines = [sim.line("661160", cents), sim.line("164800", -cents)]
            done.append(_post(sim, f"ICNE PRET {loan.label.upper()}", lines))
    return done


def _leave(sim: Sim) -> list[tuple[str, list[Line]]]:
    if not sim.wages:
        return []
    pay = euros(share(sim.wages * 12, LEAVE_BP))
    charges = euros(pay * 32 // 100)
    label = f"PROVISION CONGES PAYES {sim.year_end:%d/%m/%Y}"
    lines = [
        sim.line("641200", pay),
        sim.line("645820", charges),
        sim.line("428200", -pay),
        sim.line("438200", -charges),
    ]
    return [_post(sim, label, lines)]


def _placement_yield(sim: Sim) -> None:
    """Interest of the placements of the year, capitalised."""
    placed = sim.ledger.balances["508000"]
    cents = share(placed, LOAN_YIELD_BP)
    if cents > 0:
        label = f"INTERETS COMPTE A TERME {sim.year_end:%Y}"
        _post(sim, label, [sim.line("508000", cents), sim.line("764000", -cents)])


def result(sim: Sim) -> int:
    """Profit (positive) of the running year in cents."""
    return -sum(cents for account, cents in sim.ledger.balances.items() if account[0] in "67")


def tax_on(profit: int, *, reduced: bool) -> int:
    """Corporate tax of a profit in cents, rounded to the euro."""
    if profit <= 0:
        return 0
    low = min(profit, REDUCED_TOP) if reduced else 0
    return euros(share(low, REDUCED_BP) + share(profit - low, FULL_BP))


def _income_tax(sim: Sim) -> None:
    if sim.profile.tax_regime != "IS":
        return
    taxable = result(sim) - sim.tax.losses
    months = {(sim.year_end.year, sim.year_end.month)}
    day = sim.year_end
    for _ in range(11):
        day = add_months(day.replace(day=1), -1)
        months.add((day.year, day.month))
    turnover = sum(sim.turnover[key] for key in months)
    sim.tax.losses = max(0, -taxable)
    tax = tax_on(euros(taxable), reduced=turnover <= REDUCED_TURNOVER_MAX)
    sim.tax.last_tax = tax
    if tax:
        label = f"IS EXERCICE {sim.year_end:%Y}"
        _post(sim, label, [sim.line("695100", tax), sim.line("444000", -tax)])
