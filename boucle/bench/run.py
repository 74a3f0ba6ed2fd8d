"""Rows in the order in which they are measured, and what a run says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from boucle.bench import rows_import, rows_load, rows_pages, rows_read, rows_serve, rows_write
from boucle.bench.books import Bench, Say
from boucle.bench.measure import Result
from boucle.kernel.act import system_act

GROUPS: dict[tuple[str, ...], Callable[[Bench], Iterator[Result]]] = {
    ("A'",): rows_import.refusals,
    ("B", "B'", "B''"): rows_read.balances,
    ("C", "Cd", "Cr", "C'"): rows_read.ledgers,
    ("D",): rows_import.exports,
    ("K",): rows_read.searches,
    ("A",): rows_import.imports,
    ("A1",): rows_import.small_imports,
    ("A''",): rows_import.growth,
    ("I", "I'"): rows_import.memory,
    ("E",): rows_write.saves,
    ("Ew", "J''"): rows_pages.pages,
    ("J",): rows_load.crowds,
    ("E'",): rows_write.validations,
    ("E''",): rows_write.throughput,
    ("hledger",): rows_serve.hledger,
    ("L",): rows_serve.starts,
}
"""What reads comes before what writes; what stops the server comes last."""


def measured(folder: Path, lines: int, ids: Collection[str], say: Say) -> Iterator[Result]:
    """Every row asked for, or all; each as soon as it is known."""
    bench = Bench(act=system_act(), folder=folder, lines=lines, say=say)
    for names, group in GROUPS.items():
        if ids and not set(names) & set(ids):
            continue
        say(", ".join(names))
        if names not in WITHOUT_BOOKS:
            bench.fill()
        for result in group(bench):
            if not ids or result.id in ids:
                yield result


WITHOUT_BOOKS = {("A'",), ("L",)}
WORDS = {
    "stretch": "idéal", "goal": "but", "gate": "seuil", "missed": "manqué",
    "noisy": "non jugé", "": "",
}  # fmt: skip
"""How a ratio stands to what was asked."""


def row_text(result: Result) -> str:
    """A row as a person reads it."""
    target = result.target
    limits = " / ".join(
        "—" if v is None else f"{v:g}" for v in (target.gate, target.goal, target.stretch)
    )
    return (
        f"{result.id:<8} {result.ratio:>8.2f} {target.unit:<3} {WORDS[result.reached]:<10}"
        f" ({limits})  {target.what}"
    )
