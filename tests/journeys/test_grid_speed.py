"""Figures of the grid on a large month: opening, completion, key to paint. Printed, not judged."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.models import ThirdParty
from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from tests.books.build import a_line, an_entry
from tests.journeys.grid import open_grid, sent
from tests.journeys.hands import Hands

pytestmark = [pytest.mark.journey, pytest.mark.commits]
ACT = system_act()
THIRDS, ENTRIES = 20_000, 667
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
PAINTED = """(count) => new Promise((go) => {
  const look = () => (window.paints.length >= count ? go() : requestAnimationFrame(look));
  look();
})"""
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


def a_large_month(dossier: int) -> None:
    """20,000 third parties more, and a month of 2,001 lines."""
    with access.write(ACT, dossier, "books.write"):
        ThirdParty.objects.bulk_create(
            ThirdParty(
                dossier_id=dossier, number=f"T{n:05d}", label=f"Société numéro {n} du tiers",
                search_key=f"societe numero {n} du tiers",
            )
            for n in range(THIRDS)
        )  # fmt: skip
    for n in range(ENTRIES):
        lines = a_line("401000", credit=120, third=f"T{n * 7:05d}"), a_line("626000", 100)
        save_draft(ACT, dossier, an_entry(*lines, a_line("445660", 20), day="2025-03-10"))


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def test_figures_of_a_large_month(site: str, page: Any, books: int, capsys: Any) -> None:
    a_large_month(books)
    page.add_init_script(WATCH)
    open_grid(page, site, "ACH")
    opened, asked = page.evaluate(OPENED)
    completion = page.evaluate(COMPLETION)
    page.evaluate("window.paints.length = 0")
    hands = Hands(page)
    for amount in range(101, 111):
        for char in f"15⏎ora⏎{amount}⏎+":
            hands(char)
            page.evaluate(PAINTED, hands.count)
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
