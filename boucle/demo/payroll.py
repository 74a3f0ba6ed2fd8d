"""Pay: one entry a month, net pay by transfer, contributions and income tax the month after."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from boucle.demo.days import MONTHS, add_months, month_end, on_day, workday, workday_before
from boucle.demo.ledger import Item, Line
from boucle.demo.sim import EVENING, Sim, share
from boucle.demo.types import Job

FULL_RATE_FROM = 290_000
EMPLOYEE_BP = 2_180
RAISE_BP = 230
TRAINING_AID = 50_000


def plan(sim: Sim) -> None:
    """Put this year's pay days on the agenda."""
    month = sim.year_start
    while month <= sim.year_end:
        if sim.profile.jobs:
            sim.at(workday_before(month_end(month)), partial(run_pay, sim), EVENING)
        if sim.profile.owner_pay and _exists(sim, month):
            sim.at(workday_before(on_day(month, 28)), partial(_pay_owner, sim))
            sim.at(workday(on_day(month, 20)), partial(_owner_charges, sim))
        month = add_months(month, 1)


def _exists(sim: Sim, month: date) -> bool:
    founded = sim.profile.founded
    return founded is None or month >= founded.replace(day=1)


def employer_bp(gross: int) -> int:
    """Employer's rate: low at the minimum wage (general reduction), full from 1.6 times it."""
    low, floor = 1_150, 180_000
    if gross >= FULL_RATE_FROM:
        return 4_250
    return low + (4_250 - low) * max(0, gross - floor) // (FULL_RATE_FROM - floor)


def gross_of(sim: Sim, job: Job) -> int:
    """Gross pay of the month: prorated at entry and leaving, with the yearly bonus."""
    month, end = sim.today.replace(day=1), month_end(sim.today)
    if job.start > end or (job.end and job.end < month):
        return 0
    gross = sim.grown(job.gross, RAISE_BP) // 100 * 100
    if job.start > month:
        gross = gross * (end.day - job.start.day + 1) // end.day
    if job.end and job.end < end:
        gross = gross * job.end.day // end.day
    if job.bonus_bp and sim.today.month == 12:
        gross += share(gross * 12, job.bonus_bp) // 100 * 100
    return gross + sim.random("overtime").randrange(0, 6) * 1_250


def run_pay(sim: Sim) -> None:
    """The pay entry of the month and what it leads to."""
    period = f"{MONTHS[sim.today.month - 1]} {sim.today.year}"
    gross_sum = employee = employer = taxes = formation = 0
    nets: list[Line] = []
    for job in sim.profile.jobs:
        gross = gross_of(sim, job)
        if not gross:
            continue
        if job.apprentice and add_months(job.start, 12) > sim.today:
            _training_aid(sim, job)
        held = 0 if job.apprentice else share(gross, EMPLOYEE_BP)
        pas = share((gross - held) * 104 // 100, job.pas_bp)
        gross_sum, employee, taxes = gross_sum + gross, employee + held, taxes + pas
        employer += share(gross, 300 if job.apprentice else employer_bp(gross))
        formation += share(gross, 123)
        code = sim.parties.code("S", job.name)
        nets.append(sim.line("421000", -(gross - held - pas), f"SALAIRE {period} {job.name}", code))
    if gross_sum:
        sim.wages = gross_sum
        lines = _pay_lines(sim, gross_sum, employee, employer, taxes, formation)
        items = sim.post("PA", f"PAIE {period}", [*lines, *nets])
        _plan_payments(sim, items, period)


def _training_aid(sim: Sim, job: Job) -> None:
    """The State's help for the first year of an apprentice."""
    label = f"VIR SEPA ASP AIDE APPRENTI {job.name.upper()}"
    day = workday(sim.today + timedelta(days=12))
    sim.at(day, lambda: _receive_aid(sim, label))


def _receive_aid(sim: Sim, label: str) -> None:
    sim.bank(label, [sim.line("741000", -TRAINING_AID, label)])


def _pay_lines(
    sim: Sim, gross: int, employee: int, employer: int, taxes: int, formation: int
) -> list[Line]:
    """Charges and debts to the bodies; a third of contributions goes to pensions and health."""
    pension, health = employer * 21 // 100, employer * 5 // 100
    own_pension, own_health = employee * 19 // 100, employee * 4 // 100
    training = formation * 55 // 123
    return [
        sim.line("641100", gross),
        sim.line("645100", employer - pension - health),
        sim.line("645300", pension),
        sim.line("645200", health),
        sim.line("633300", training),
        sim.line("631200", formation - training),
        sim.line("431000", -(employer - pension - health) - formation - _rest(employee)),
        sim.line("437100", -pension - own_pension),
        sim.line("437200", -health - own_health),
        sim.line("442100", -taxes),
    ]


def _rest(employee: int) -> int:
    return employee - employee * 19 // 100 - employee * 4 // 100


def _plan_payments(sim: Sim, items: list[Item], period: str) -> None:
    following = add_months(sim.today.replace(day=1), 1)
    urssaf = workday(on_day(following, 5 if sim.profile.large else 15))
    when = {
        "421000": workday(on_day(following, 4)) if sim.profile.pay_day else sim.today,
        "431000": urssaf,
        "442100": urssaf,
        "437100": workday(on_day(following, 25)),
        "437200": workday(on_day(following, 10)),
    }
    names = {
        "431000": f"PRLV URSSAF DSN {period}",
        "442100": f"PRLV DGFIP PAS {period}",
        "437100": f"PRLV SEPA RETRAITE COMPL {period}",
        "437200": f"PRLV SEPA MUTUELLE PREVOYANCE {period}",
    }
    for account, label in names.items():
        own = [item for item in items if item.account == account]
        sim.at(when[account], partial(sim.pay, own, label))
    salaries = [item for item in items if item.account == "421000"]
    sim.at(when["421000"], partial(_transfer_salaries, sim, salaries, period), EVENING)


def _transfer_salaries(sim: Sim, items: list[Item], period: str) -> None:
    """One bank line for all, one line per employee."""
    label = f"VIR SALAIRES {period}"
    sim.bank(label, [sim.ledger.settle([item], sim.today, label=label) for item in items])


def _pay_owner(sim: Sim) -> None:
    """The manager's pay: charged, then transferred."""
    month = f"{MONTHS[sim.today.month - 1]} {sim.today.year}"
    pay = sim.grown(sim.profile.owner_pay, RAISE_BP) // 10_000 * 10_000
    code = sim.parties.code("S", sim.profile.owner)
    lines = [sim.line("644000", pay), sim.line("421000", -pay, "", code)]
    items = sim.post("OD", f"REMUNERATION GERANCE {month}", lines)
    label = f"VIR SEPA {sim.name_of(code)}"
    sim.at(workday(sim.today + timedelta(days=1)), partial(sim.pay, items, label))


def _owner_charges(sim: Sim) -> None:
    pay = sim.grown(sim.profile.owner_pay, RAISE_BP) // 10_000 * 10_000
    charges = share(pay, sim.profile.owner_social_bp) // 100 * 100
    label = f"PRLV URSSAF TRAV INDEPENDANTS {sim.today:%m/%Y}"
    sim.bank(label, [sim.line("646000", charges, label)])
