"""Fixed assets: bought on credit, written off in a straight line, sometimes sold."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from boucle.demo import vat
from boucle.demo.days import days_360, workday
from boucle.demo.ledger import INVENTORY
from boucle.demo.sim import Sim, share
from boucle.demo.types import Asset, Scope


def contra(account: str) -> str:
    """Depreciation account of an asset account: 215400 → 281540."""
    return "28" + account[1:5]


def written_off(asset: Asset, day: date) -> int:
    """Depreciation run up to that day included, prorated in days of a year of 360."""
    if not asset.years or asset.start > day:
        return 0
    whole = asset.years * 360
    run = min(days_360(asset.start, day), whole)
    return (2 * asset.cost * run + whole) // (2 * whole)


def is_held(asset: Asset, day: date) -> bool:
    """Bought by then and not sold."""
    return asset.start <= day and (asset.sold is None or asset.sold > day)


def plan(sim: Sim) -> None:
    """Put this year's purchases and disposals on the agenda."""
    for asset in sim.profile.assets:
        if sim.year_start <= asset.start <= sim.year_end:
            sim.at(workday(asset.start), partial(_buy, sim, asset))
        if asset.sold and sim.year_start <= asset.sold <= sim.year_end:
            sim.at(workday(asset.sold), partial(_sell, sim, asset))


def _buy(sim: Sim, asset: Asset) -> None:
    third = sim.parties.code("I", asset.supplier or "Vendeur " + asset.label)
    label = f"FACT {asset.label.upper()}"
    lines, owed = vat.purchase_lines(
        sim, asset.account, asset.cost, asset.vat_bp, Scope.FRANCE, asset=True
    )
    supplier = sim.line("404000", -owed, label, third)
    supplier.due_date = sim.today + timedelta(days=30)
    item = sim.post("AC", label, [*lines, supplier], sim.ref("A", sim.today))[-1]
    item.fate = "VIR"


def _sell(sim: Sim, asset: Asset) -> None:
    """Depreciation to the day before, the price, the asset out."""
    assert asset.sold is not None
    eve = asset.sold - timedelta(days=1)
    before = written_off(asset, sim.year_start - timedelta(days=1))
    run, text = written_off(asset, eve), asset.label.upper()
    piece = sim.ref("OD", sim.today)
    charge = run - before
    lines = [sim.line(_charge_account(asset), charge), sim.line(contra(asset.account), -charge)]
    sim.post("OD", f"AMORT CESSION {text}", lines, piece)
    out = [
        sim.line(contra(asset.account), run),
        sim.line("657000", asset.cost - run),
        sim.line(asset.account, -asset.cost),
    ]
    sim.post("OD", f"SORTIE IMMO {text}", out, piece)
    if asset.price:
        _bill_sale(sim, asset, text)


def _bill_sale(sim: Sim, asset: Asset, text: str) -> None:
    tax = share(asset.price, asset.vat_bp)
    third = sim.parties.code("D", asset.buyer)
    price = sim.line("462000", asset.price + tax, f"CESSION {text}", third)
    lines = [price, sim.line("757000", -asset.price), sim.line(vat.OUTPUT[2000], -tax)]
    items = sim.post("OD", f"CESSION {text}", lines, sim.ref("FC", sim.today))
    day = workday(sim.today + timedelta(days=9))
    sim.at(day, partial(sim.pay, items, f"VIR SEPA {sim.name_of(third)} CESSION"))


def _charge_account(asset: Asset) -> str:
    return "681110" if asset.account.startswith("20") else "681120"


def depreciate(sim: Sim) -> None:
    """The charge of the year for each asset held at its end."""
    for asset in sim.profile.assets:
        if not is_held(asset, sim.year_end):
            continue
        before = written_off(asset, sim.year_start - timedelta(days=1))
        charge = written_off(asset, sim.year_end) - before
        lines = [
            sim.line(_charge_account(asset), charge),
            sim.line(contra(asset.account), -charge),
        ]
        sim.post("OD", f"DOT AMORT {asset.label.upper()}", lines, stage=INVENTORY)


def gross_and_worn(sim: Sim, day: date) -> list[tuple[str, int]]:
    """Balances of assets and depreciation held on a day before the simulation."""
    rows = []
    for asset in sim.profile.assets:
        if is_held(asset, day):
            rows.append((asset.account, asset.cost))
            rows.append((contra(asset.account), -written_off(asset, day)))
    return rows
