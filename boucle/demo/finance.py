"""Loans, bank fees, treasury, taxes paid in the year, dividends."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from boucle.demo.days import add_months, days_360, month_end, on_day, workday
from boucle.demo.sim import EVENING, NIGHT, Sim, share
from boucle.demo.types import Loan

PLACEMENT_STEP = 1_000_000
INSTALMENTS = (3, 6, 9, 12)


def instalment(loan: Loan) -> int:
    """Constant monthly payment in cents; interest is per month, in basis points of a year."""
    if not loan.rate_bp:
        return loan.principal // loan.months
    base, power = 120_000 + loan.rate_bp, 120_000
    top: int = base**loan.months
    bottom: int = power**loan.months
    return (loan.principal * loan.rate_bp * top + 60_000 * (top - bottom)) // (
        120_000 * (top - bottom)
    )


def schedule(loan: Loan) -> list[tuple[date, int, int, int]]:
    """(day, interest, capital, left) of each payment; the last one takes the rounding."""
    left, rows, payment = loan.principal, [], instalment(loan)
    for rank in range(1, loan.months + 1):
        interest = (left * loan.rate_bp + 60_000) // 120_000
        capital = left if rank == loan.months else min(left, payment - interest)
        left -= capital
        rows.append((add_months(loan.start, rank), interest, capital, left))
    return rows


def left_on(loan: Loan, day: date) -> int:
    """Capital left after the payments up to that day; 0 before the loan is drawn."""
    if loan.start > day:
        return 0
    paid = [row for row in schedule(loan) if row[0] <= day]
    return paid[-1][3] if paid else loan.principal


def accrued_interest(loan: Loan, day: date) -> int:
    """Interest run since the last payment, in days of a year of 360."""
    if loan.start > day:
        return 0
    for due, interest, _, _ in schedule(loan):
        if due > day:
            return (interest * days_360(add_months(due, -1), day) + 15) // 30
    return 0


def plan(sim: Sim) -> None:
    """Put this year's bank life and taxes on the agenda."""
    sim.cover = partial(cover, sim)
    for loan in sim.profile.loans:
        _plan_loan(sim, loan)
    month = sim.year_start
    while month <= sim.year_end:
        sim.at(workday(on_day(month, 3)), partial(_bank_fees, sim))
        if sim.profile.backer == "519100":
            sim.at(month_end(month), partial(_credit_line_cost, sim))
        for day in (4, 9, 14, 19, 24, 31):
            sim.at(on_day(month, day), partial(steer, sim), NIGHT)
        if month.month in INSTALMENTS and sim.profile.tax_regime == "IS":
            sim.at(workday(on_day(month, 15)), partial(_tax_instalment, sim))
        if month.month == 12 and sim.profile.local_tax:
            sim.at(workday(on_day(month, 15)), partial(_local_tax, sim))
        if month.month == 10 and sim.profile.property_tax:
            sim.at(workday(on_day(month, 25)), partial(_property_tax, sim))
        month = add_months(month, 1)


def _plan_loan(sim: Sim, loan: Loan) -> None:
    if sim.year_start <= loan.start <= sim.year_end:
        sim.at(workday(loan.start), partial(_draw, sim, loan))
    for day, interest, capital, _ in schedule(loan):
        if sim.year_start <= day <= sim.year_end:
            sim.at(workday(day), partial(_pay_loan, sim, loan, interest, capital))


def _draw(sim: Sim, loan: Loan) -> None:
    label = f"DEBLOCAGE PRET {loan.label.upper()}"
    sim.bank(label, [sim.line("164000", -loan.principal, label)])


def _pay_loan(sim: Sim, loan: Loan, interest: int, capital: int) -> None:
    label = f"ECHEANCE PRET {loan.label.upper()}"
    lines = [
        sim.line("164000", capital),
        sim.line("661160", interest, f"INTERETS PRET {loan.label.upper()}"),
        sim.line("616600", loan.insurance, f"ASSURANCE PRET {loan.label.upper()}"),
    ]
    sim.bank(label, lines)


def _bank_fees(sim: Sim) -> None:
    if sim.profile.founded and sim.today < sim.profile.founded:
        return
    rng = sim.random("fees")
    fee = 1_850 + rng.randrange(0, 40) * 25 + sim.turnover_size() // 20
    sim.bank("FRAIS ET COMMISSIONS BANCAIRES", [sim.line("627000", fee)])


def steer(sim: Sim) -> None:
    """Keep the account afloat: place what sleeps, call back what is placed, then the owner."""
    if sim.today > sim.year_end:
        return
    cash = sim.cash_at_bank()
    floor, ceiling = sim.profile.cash_floor, sim.profile.cash_ceiling
    owed = -sim.ledger.balances[sim.profile.backer]
    if cash < floor:
        cover(sim, floor - cash)
    elif cash > 3 * floor and owed > 0:
        spare = min(owed, (cash - 2 * floor) // 100_000 * 100_000)
        if spare > 0:
            label = _BACKERS[sim.profile.backer][1]
            sim.bank(label, [sim.line(sim.profile.backer, spare, label)])
    elif cash > ceiling + 2 * PLACEMENT_STEP:
        _move(sim, (cash - ceiling) // PLACEMENT_STEP * PLACEMENT_STEP)


def cover(sim: Sim, missing: int) -> None:
    """Money for the next payments: placements first, then whoever backs the company."""
    placed = sim.ledger.balances["508000"]
    if placed > 0:
        step = (missing + sim.profile.cash_floor // 2) // PLACEMENT_STEP + 1
        back = min(placed, step * PLACEMENT_STEP)
        _move(sim, -back)
        missing -= back
    if missing > 0:
        amount = missing // 500_000 * 500_000 + 500_000
        if sim.profile.backer != "455100":
            amount = missing // 5_000_000 * 5_000_000 + 10_000_000
        label = _BACKERS[sim.profile.backer][0]
        sim.bank(label, [sim.line(sim.profile.backer, -amount, label)])


_BACKERS = {
    "455100": ("VIR SEPA APPORT COMPTE COURANT ASSOCIE", "VIR SEPA REMBT COMPTE COURANT ASSOCIE"),
    "519100": ("MOBILISATION CREANCES DAILLY", "REMBT MOBILISATION DAILLY"),
}
CREDIT_LINE_BP = 35
"""Monthly cost of mobilised receivables, in basis points."""


def _move(sim: Sim, amount: int) -> None:
    label = "VIR VERS COMPTE A TERME" if amount > 0 else "VIR DE COMPTE A TERME"
    sim.bank(label, [sim.line("508000", amount, label)])


def _credit_line_cost(sim: Sim) -> None:
    owed = -sim.ledger.balances["519100"]
    if owed > 0:
        label = f"INTERETS ET COMMISSIONS DAILLY {sim.today:%m/%Y}"
        sim.bank(label, [sim.line("661600", share(owed, CREDIT_LINE_BP), label)])


def _tax_instalment(sim: Sim) -> None:
    """A quarter of last year's tax, if it was above 3,000 euros."""
    if sim.tax.last_tax >= 300_000:
        label = f"PRLV DGFIP ACOMPTE IS {sim.today:%m/%Y}"
        amount = sim.tax.last_tax // 4 // 100 * 100
        sim.bank(label, [sim.line("444000", amount, label)])


def _local_tax(sim: Sim) -> None:
    amount = sim.grown(sim.profile.local_tax, 150) // 100 * 100
    label = f"PRLV DGFIP CFE {sim.today:%Y}"
    sim.bank(label, [sim.line("635110", amount, label)])


def _property_tax(sim: Sim) -> None:
    amount = sim.grown(sim.profile.property_tax, 300) // 100 * 100
    label = f"PRLV DGFIP TAXE FONCIERE {sim.today:%Y}"
    sim.bank(label, [sim.line("635120", amount, label)])


def pay_dividends(sim: Sim, cents: int) -> None:
    """Dividends, less the flat levy of 30 % that the company hands over the month after."""
    levy = cents * 30 // 100 // 100 * 100
    lines = [sim.line("457000", -(cents - levy)), sim.line("442300", -levy)]
    label = "MISE EN PAIEMENT DIVIDENDES"
    pending = sim.ledger.open_items("457000")
    settled = sim.ledger.settle(pending, sim.today, label=label)
    items = sim.post("OD", label, [settled, *lines])
    for item in items:
        if item.account == "457000":
            day, text = workday(sim.today + timedelta(days=2)), "VIR SEPA DIVIDENDES ASSOCIES"
        else:
            day = workday(on_day(add_months(sim.today, 1), 15))
            text = "PRLV DGFIP 2777 DIVIDENDES"
        sim.at(day, partial(sim.pay, [item], text), EVENING)
