"""The opening of a year: balances brought forward, reversals, what becomes of the result."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from boucle.demo import assets, finance
from boucle.demo.days import add_months, on_day, workday
from boucle.demo.ledger import OPENING, Line, is_lettrable
from boucle.demo.sim import FIRST, Sim, euros


def first_balances(sim: Sim) -> None:
    """The crude opening of the hidden year: owned, owed, and the reserves that make it balance."""
    profile, eve = sim.profile, sim.year_start - timedelta(days=1)
    rows = [("101300", -profile.capital), ("106100", -profile.capital // 10)]
    rows += [("512100", profile.opening_cash), ("275000", profile.deposit)]
    rows += [("455100", -profile.owner_loan)]
    rows += assets.gross_and_worn(sim, eve)
    rows += [("164000", -finance.left_on(loan, eve)) for loan in profile.loans]
    rows += [(goods.stock, goods.opening) for goods in profile.goods]
    sim.booked_stock = [goods.opening for goods in profile.goods]
    rest = -sum(cents for _, cents in rows)
    rows.append(("106800", rest) if rest < 0 else ("119000", rest))
    lines = [sim.line(account, cents) for account, cents in rows]
    sim.post("AN", "A NOUVEAUX", lines, f"AN{sim.year_start:%Y}", OPENING)


def found(sim: Sim) -> None:
    """A company is born: the capital is paid in."""
    assert sim.profile.founded is not None
    label = "DEPOT CAPITAL SOCIAL"
    sim.today = sim.profile.founded
    sim.bank(label, [sim.line("101300", -sim.profile.capital, label)])
    if sim.profile.deposit:
        sim.bank("VIR SEPA DEPOT DE GARANTIE", [sim.line("275000", sim.profile.deposit)])


def carry_forward(sim: Sim) -> int:
    """Write the opening entry from the closing balances; gives the result brought forward."""
    balances, lines = sim.ledger.balances, []
    profit = -sum(balances[a] for a in list(balances) if a[0] in "67")
    for account in [a for a in balances if a[0] in "67"]:
        del balances[account]
    kept = sorted(account for account, cents in balances.items() if account[0] in "12345")
    for account in kept:
        if is_lettrable(account):
            lines += _open_lines(sim, account)
        elif balances[account]:
            lines.append(Line(account, "", f"A NOUVEAU {sim.year_start:%Y}", balances[account]))
    balances.clear()
    lines.append(sim.line("120000" if profit >= 0 else "129000", -profit))
    sim.today = sim.year_start
    label = f"A NOUVEAUX {sim.year_start:%d/%m/%Y}"
    sim.post("AN", label, lines, f"AN{sim.year_start:%Y}", OPENING)
    return profit


def _open_lines(sim: Sim, account: str) -> list[Line]:
    """One line for each open item, which goes on under it."""
    lines, total = [], 0
    for item in sim.ledger.open_items(account):
        line = Line(account, item.third, item.label, item.balance, due_date=item.due_date)
        line.piece_ref, line.attached = item.piece_ref, True
        line.currency, line.currency_amount = item.currency, item.currency_amount
        item.lines = [line]
        total += item.balance
        lines.append(line)
    assert total == sim.ledger.balances[account], account
    return lines


def reverse(sim: Sim, entries: list[tuple[str, list[Line]]]) -> None:
    """Undo last year's accruals on the first day."""
    for label, old in entries:
        lines = []
        for line in old:
            if not line.amount:
                continue
            pending = [i for i in sim.ledger.open_items(line.account) if i.label == line.label]
            if is_lettrable(line.account) and pending:
                lines.append(sim.ledger.settle(pending[:1], sim.today, label=f"EXTOURNE {label}"))
            else:
                lines.append(Line(line.account, "", f"EXTOURNE {label}", -line.amount))
        sim.post("OD", f"EXTOURNE {label}", lines)


def plan(sim: Sim, profit: int) -> None:
    """The shareholders' meeting, then the balance of the tax."""
    rng = sim.random("meeting")
    meeting = workday(on_day(add_months(sim.year_start, 5), rng.randrange(12, 28)))
    if profit:
        sim.at(meeting, partial(_appropriate, sim, profit), FIRST)
    if sim.profile.tax_regime == "IS":
        due = workday(on_day(add_months(sim.year_start, 4), 15))
        brought = sim.ledger.balances["444000"]
        sim.at(due, partial(_tax_balance, sim, brought))


def _tax_balance(sim: Sim, brought: int) -> None:
    """Only what last year left: this year's instalments stay."""
    if brought < 0:
        sim.bank("PRLV DGFIP SOLDE IS", [sim.line("444000", -brought, "SOLDE IS 2572")])
    elif brought > 0:
        label = "VIR SEPA DGFIP EXCEDENT IS"
        sim.bank(label, [sim.line("444000", -brought, label)])


def _appropriate(sim: Sim, profit: int) -> None:
    """Losses go to retained earnings; profits fill them, the legal reserve, then the owners."""
    label = f"AFFECTATION RESULTAT AGO DU {sim.today:%d/%m/%Y}"
    if profit < 0:
        sim.post("OD", label, [sim.line("129000", profit), sim.line("119000", -profit)])
        return
    lines, rest = [sim.line("120000", profit)], profit
    deficit = min(rest, sim.ledger.balances["119000"])
    rest -= deficit
    reserve = _legal_reserve(sim, rest)
    rest -= reserve
    dividend = _dividend(sim, rest)
    rest -= dividend
    lines += [
        sim.line("119000", -deficit),
        sim.line("106100", -reserve),
        sim.line("457000", -dividend),
        sim.line("106800", -rest),
    ]
    sim.post("OD", label, lines)
    if dividend:
        day = workday(sim.today + timedelta(days=20))
        sim.at(day, partial(finance.pay_dividends, sim, dividend))


def _legal_reserve(sim: Sim, rest: int) -> int:
    missing = max(0, sim.profile.capital // 10 + sim.ledger.balances["106100"])
    return min(missing, rest * 5 // 100)


def _dividend(sim: Sim, rest: int) -> int:
    """A share of the profit, no more than the cash allows, in thousands of euros."""
    cash = sim.cash_at_bank() + sim.ledger.balances["508000"] - 2 * sim.profile.cash_floor
    wish = min(rest * sim.profile.dividend_bp // 10_000, max(0, cash // 2))
    return euros(wish // 100_000 * 100_000)
