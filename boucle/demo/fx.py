"""US dollars: a plausible monthly rate, settlement with its exchange difference."""

from __future__ import annotations

from datetime import date

from boucle.demo.ledger import INVENTORY, Item, Line
from boucle.demo.sim import Sim

# Dollars for ten thousand euros, by quarter: plausible, not the official fixing.
QUARTERS = {
    2022: (11_220, 10_650, 10_070, 10_200), 2023: (10_730, 10_890, 10_880, 10_760),
    2024: (10_860, 10_770, 10_990, 10_660), 2025: (10_520, 11_340, 11_690, 11_630),
    2026: (11_750, 11_620, 11_540, 11_480),
}  # fmt: skip


def rate(day: date) -> int:
    """Dollars for 10,000 euros on a day, moving inside the quarter."""
    base = QUARTERS[day.year][(day.month - 1) // 3]
    return base + (day.toordinal() * 37 % 161) - 80


def to_usd(cents: int, day: date) -> int:
    """Dollar cents of an amount in euro cents."""
    return cents * rate(day) // 10_000


def to_eur(usd: int, day: date) -> int:
    """Euro cents of an amount in dollar cents."""
    return usd * 10_000 // rate(day)


def settle_foreign(sim: Sim, item: Item, label: str) -> None:
    """Bank at the rate of the day; the difference is a commercial exchange gain or loss."""
    usd = item.currency_amount
    if not item.balance or usd is None:
        return
    bank = to_eur(usd, sim.today)
    gap = item.balance - bank
    settled = sim.ledger.settle([item], sim.today, label=label)
    settled.currency, settled.currency_amount = item.currency, -usd
    money = sim.line("512100", bank, label)
    money.currency, money.currency_amount = item.currency, usd
    difference = sim.line("656000" if gap > 0 else "756000", gap, f"Écart de change {label}"[:60])
    sim.post(sim.profile.bank_code, label, [money, settled, difference])


def revalue(sim: Sim) -> list[tuple[str, list[Line]]]:
    """Open dollars at the closing rate: translation differences, and a provision for the losses."""
    done, losses = [], 0
    for item in [*sim.ledger.open_items("411000"), *sim.ledger.open_items("401000")]:
        if item.currency_amount is None:
            continue
        gap = to_eur(item.currency_amount, sim.year_end) - item.balance
        label = f"ECART CONVERSION {item.piece_ref}"
        lines = [
            sim.line(item.account, gap, label, item.third),
            sim.line("477000" if gap > 0 else "476000", -gap, label),
        ]
        losses += max(0, -gap)
        sim.post("OD", label, lines, stage=INVENTORY)
        done.append((label, lines))
    _provide(sim, losses)
    return done


def _provide(sim: Sim, losses: int) -> None:
    """Adjust the provision for exchange losses to the latent ones."""
    change = losses + sim.ledger.balances["151500"]
    other = sim.line("686500" if change > 0 else "786500", change)
    label = f"PROVISION PERTES DE CHANGE {sim.year_end:%Y}"
    sim.post("OD", label, [other, sim.line("151500", -change)], stage=INVENTORY)
