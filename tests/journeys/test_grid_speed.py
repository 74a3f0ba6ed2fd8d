"""Figures of the grid on a large month: opening, completion, key to paint. Printed, not judged."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from tests.journeys.grid import open_grid, sent
from tests.journeys.hands import Hands

pytestmark = [pytest.mark.journey, pytest.mark.commits]
THIRDS, ENTRIES, SENT = 20_000, 667, 200
WATCH = """
window.paints = [];
addEventListener("keydown", () => {
  const from = performance.now();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.paints.push(performance.now() - from);
    port2.postMessage(0);
  });
}, true);
"""
OPENED = """() => {
  const ready = performance.getEntriesByName("grid-ready")[0].startTime;
  const data = performance.getEntriesByType("resource").find((one) => /donnees/.test(one.name));
  return [ready, data ? data.responseEnd - data.startTime : 0];
}"""
COMPLETION = """async () => {
  const { src } = document.querySelector('script[src*="grid/grid"]');
  const { candidates, indexOf } = await import(src.replace(/grid\\.[^/]*js$/, "completion.js"));
  const data = await (await fetch(document.querySelector("[data-saisie]").dataset.data)).json();
  const items = indexOf(data);
  const times = [];
  for (const text of ["t", "ti", "tie", "dup", "o", "or", "19", "tiers 12", "60", "s"]) {
    for (let at = 0; at < 20; at += 1) {
      const from = performance.now();
      candidates(items, text);
      times.push(performance.now() - from);
    }
  }
  return times;
}"""


def a_large_month(route: Any) -> None:
    """The server's answer in a month of 2,001 lines, of which it sends the last 200 entries."""
    data = route.fetch().json()
    data["thirds"] += [
        [f"T{n:05d}", f"Société numéro {n} du tiers", "401000", "", "", 0, n % 50, 0, None]
        for n in range(THIRDS)
    ]
    first = {"account": "401000", "third": "ORANGE", "label": "Orange", "debit": 0, "credit": 120}
    others = [
        {"account": number, "label": "Orange", "debit": cents, "credit": 0}
        for number, cents in (("626000", 100), ("445660", 20))
    ]
    data["entries"] = [
        {"public_id": f"00000000-0000-7000-8000-{n:012d}", "version": 1, "journal": "ACH",
         "date": "2025-03-10", "state": "d", "number": None, "lines": [first, *others]}
        for n in range(SENT)
    ]  # fmt: skip
    data["earlier"] = {"debit": 0, "credit": 0, "count": ENTRIES - SENT}
    route.fulfill(json=data)


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def test_figures_of_a_large_month(site: str, page: Any, books: int, capsys: Any) -> None:
    page.route("**/donnees", a_large_month)
    page.add_init_script(WATCH)
    open_grid(page, site, "ACH")
    opened, asked = page.evaluate(OPENED)
    completion = page.evaluate(COMPLETION)
    page.evaluate("window.paints.length = 0")
    hands = Hands(page)
    for amount in range(101, 111):
        hands(f"15⏎ora⏎{amount}⏎+")
    sent(page)
    paints = page.evaluate("window.paints")
    assert len(paints) == hands.count
    with capsys.disabled():
        print(
            f"\ngrille ({THIRDS} tiers, {ENTRIES * 3} lignes) : ouverture {opened:.0f} ms "
            f"dont {asked:.0f} d’attente des données ; complétion p95 {p95(completion):.1f} ms ; "
            f"touche → affichage p95 {p95(paints):.0f} ms, "
            f"médiane {statistics.median(paints):.0f} ms ({len(paints)} touches)"
        )
