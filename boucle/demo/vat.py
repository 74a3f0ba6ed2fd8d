"""VAT: accounts by rate, chargeability on receipts, the return of the month or quarter."""

from __future__ import annotations

from datetime import timedelta

from boucle.demo.days import MONTHS, add_months, month_end, workday
from boucle.demo.ledger import Item, Line
from boucle.demo.sim import NIGHT, Sim, euros, share
from boucle.demo.types import Scope

OUTPUT = {2000: "445711", 1000: "445712", 550: "445713"}
WAITING = "445880"
COLLECTED = ("445711", "445712", "445713", "445200", "445300")
DEDUCTIBLE = ("445620", "445660", "445662", "445663")
REFUND_FROM = 1_500_000


def purchase_lines(
    sim: Sim, account: str, net: int, vat_bp: int, scope: Scope, *, asset: bool = False
) -> tuple[list[Line], int]:
    """Lines of a purchase but the supplier's, and what is owed to him."""
    vat, lines = share(net, vat_bp), [sim.line(account, net)]
    if sim.profile.vat_regime == "EXO":
        return [sim.line(account, net + vat)], net + vat
    match scope:
        case Scope.FRANCE:
            lines.append(sim.line("445620" if asset else "445660", vat))
            return lines, net + vat
        case Scope.EUROPE:
            lines += [sim.line("445662", vat), sim.line("445200", -vat)]
        case Scope.EXPORT | Scope.REVERSE:
            lines += [sim.line("445663", vat), sim.line("445300", -vat)]
    return lines, net


def receipt(sim: Sim, item: Item, paid: int) -> None:
    """Count the VAT of an invoice that a receipt makes due; before the item is settled."""
    if not sim.profile.vat_on_receipts:
        return
    for bp, vat in list(item.vat.items()):
        due = vat if paid == item.balance else vat * paid // item.balance
        item.vat[bp] -= due
        sim.tax.due_receipts[bp] = sim.tax.due_receipts.get(bp, 0) + due


def plan(sim: Sim) -> None:
    """Put this year's returns on the agenda."""
    month = sim.year_start
    while month <= sim.year_end:
        if month.month % sim.profile.vat_months == 0:
            sim.at(month_end(month), lambda: declare(sim), NIGHT)
        month = add_months(month, 1)


def _shift_receipts(sim: Sim) -> None:
    lines = [sim.line(OUTPUT[bp], -cents) for bp, cents in sorted(sim.tax.due_receipts.items())]
    if lines:
        total = -sum(line.amount for line in lines)
        label = f"TVA SUR ENCAISSEMENTS {sim.today:%m/%Y}"
        sim.post("OD", label, [sim.line(WAITING, total), *lines])
    sim.tax.due_receipts = {}


def declare(sim: Sim) -> None:
    """The return: clear the VAT accounts into what is due, or the credit carried forward."""
    _shift_receipts(sim)
    balances, lines, declared = sim.ledger.balances, [], 0
    for account in (*COLLECTED, *DEDUCTIBLE):
        if balances[account]:
            lines.append(sim.line(account, -balances[account]))
            declared -= euros(balances[account])
    credit = balances["445670"]
    due = declared - credit
    quarter = f"T{sim.today.month // 3} {sim.today:%Y}"
    period = f"{sim.today:%m/%Y}" if sim.profile.vat_months == 1 else quarter
    label = f"CA3 {period}"
    if credit:
        lines.append(sim.line("445670", -credit, f"Report crédit TVA {period}"))
    if due > 0:
        lines.append(sim.line("445510", -due))
    elif due < 0:
        lines.append(sim.line(_credit_account(sim, -due), -due))
    gap = sum(line.amount for line in lines)
    lines.append(sim.line("658000" if gap < 0 else "758000", -gap, f"Arrondi {label}"))
    items = sim.post("OD", label, lines)
    for item in items:
        if item.account == "445510":
            _pay(sim, item, period)


def _credit_account(sim: Sim, credit: int) -> str:
    """A large credit is claimed back, a small one carried forward."""
    if credit < REFUND_FROM:
        return "445670"
    day = workday(sim.today + timedelta(days=47))

    def refunded() -> None:
        label = f"VIR SEPA DGFIP REMBT TVA {MONTHS[sim.today.month - 1]}"
        sim.bank(label, [sim.line("445830", -credit, label)])

    sim.at(day, refunded)
    return "445830"


def _pay(sim: Sim, item: Item, period: str) -> None:
    day = workday(sim.today + timedelta(days=sim.random("vat").randrange(19, 24)))
    sim.at(day, lambda: sim.pay([item], f"PRLV DGFIP TVA {period}"))
