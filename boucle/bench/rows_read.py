"""Rows B, C, K: what a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

from boucle.bench.books import Bench, Held
from boucle.bench.measure import Result, judged, quick, seconds
from boucle.bench.replay import Replay, Statement, call_ms, caught
from boucle.books.public import search_entries
from boucle.books.queries.balance import third_balance, trial_balance
from boucle.books.queries.ledger import LedgerFilter, ledger_page
from boucle.books.rules.period import Period

ENTRY = "select * from boucle.books_entry where dossier_id = %s and id = %s"
ENTRY_AND_LINES = (
    "select * from boucle.books_entry e join boucle.books_line l"
    " on l.dossier_id = e.dossier_id and l.entry_id = e.id where e.dossier_id = %s and e.id = %s"
)
DEPTHS = 1_000
SEARCHES = {"rare": "hélias 61", "fréquents": "facture menuiserie", "aucun": "zyzomys vert"}


def whole_year(held: Held) -> Period:
    """The period of the file."""
    return Period(held.year, held.year.start_date, held.year.end_date)


def lookup(bench: Bench, held: Held, text: str) -> list[Statement]:
    """An entry from the middle of the books, by its key."""
    entry = caught_value(
        bench, held,
        "select id from boucle.books_entry where dossier_id = %s order by id offset %s limit 1",
        held.dossier.id, held.corpus.entries // 2,
    )  # fmt: skip
    return [(text, (held.dossier.id, entry))]


def caught_value(bench: Bench, held: Held, text: str, *values: object) -> Any:
    """One value, read as the web role."""
    replay = Replay(bench.act, held.dossier.id)
    row = replay.connection.execute(text.encode(), values).fetchone()
    replay.close()
    assert row is not None, text
    return row[0]


def page_row(
    bench: Bench, held: Held, name: str, page: Callable[[], object], base: str | list[Statement]
) -> Result:
    """A page against a lookup, or against another page, in one Dossier.

    Both go as the product sends them: text, planned at each call; a page's functions keep their
    plans in the server (decision 0009). `kept_reference_s` tells the lookup with its plan kept too.
    """
    statements = caught(page)
    reference = lookup(bench, held, base) if isinstance(base, str) else base
    replay = Replay(bench.act, held.dossier.id)
    run, other = replay(statements), replay(reference)
    kept = {}
    if isinstance(base, str):
        again = replay.kept(reference)
        again()
        kept = {"kept_reference_s": round(median(seconds(again) for _ in range(60)), 6)}
    result = judged(
        name,
        lambda: quick(other, run),
        lines=held.corpus.lines,
        statements=len(statements),
        call_ms=call_ms(page),
        **kept,
    )
    replay.close()
    return result


def balances(bench: Bench) -> Iterator[Result]:
    """B, B', B''."""
    pages = {}
    for held in (bench.small, bench.big):
        pages[held.dossier.id] = _balance_page(bench, held)
    small, big = bench.small, bench.big
    yield page_row(bench, small, "B", pages[small.dossier.id], ENTRY)
    first, second = (Replay(bench.act, held.dossier.id) for held in (small, big))
    flat = judged(
        "B'",
        lambda: quick(
            first(caught(pages[small.dossier.id])), second(caught(pages[big.dossier.id]))
        ),
        lines=big.corpus.lines,
    )
    first.close()
    second.close()
    yield flat
    page = _thirds_page(bench, big)
    yield page_row(bench, big, "B''", page, ENTRY_AND_LINES)


def _balance_page(bench: Bench, held: Held) -> Callable[[], object]:
    found = trial_balance(bench.act, held.dossier.id, whole_year(held))
    sums = {line.number: (line.all_debit, line.all_credit) for line in found.lines}
    assert sums == held.corpus.by_account, "the balance is not that of the file"
    return lambda: trial_balance(bench.act, held.dossier.id, whole_year(held))


def _thirds_page(bench: Bench, held: Held) -> Callable[[], object]:
    page = third_balance(bench.act, held.dossier.id, whole_year(held), account="411000", limit=200)
    debit, credit = held.corpus.by_account["411000"]
    assert page.total is not None
    assert (page.total.all_debit, page.total.all_credit) == (debit, credit)
    return lambda: third_balance(
        bench.act, held.dossier.id, whole_year(held), account="411000", limit=200
    )


def ledgers(bench: Bench) -> Iterator[Result]:
    """C, Cd, Cr, C'."""
    held = bench.big
    wanted = LedgerFilter(whole_year(held), account="411000")
    number = held.dossier.id
    first = ledger_page(bench.act, number, wanted)
    assert first.line_count == 200
    deep_key = first.next_key or ""
    for _ in range(max(1, min(DEPTHS, held.corpus.lines // 1_000 - 2))):
        deep_key = ledger_page(bench.act, number, wanted, after=deep_key).next_key or deep_key
    yield page_row(
        bench, held, "C", lambda: ledger_page(bench.act, number, wanted), ENTRY_AND_LINES
    )
    deep = partial(ledger_page, bench.act, number, wanted, after=deep_key)
    base = caught(lambda: ledger_page(bench.act, number, wanted))
    yield page_row(bench, held, "Cd", deep, base)
    end = held.year.end_date
    cut = LedgerFilter(Period(held.year, end.replace(day=1), end), account="411000")
    yield page_row(bench, held, "Cr", lambda: ledger_page(bench.act, number, cut), caught(deep))
    third = LedgerFilter(whole_year(held), account="411000", third="C000003", by_third=True)
    yield page_row(
        bench, held, "C'", lambda: ledger_page(bench.act, number, third), ENTRY_AND_LINES
    )


def searches(bench: Bench) -> Iterator[Result]:
    """K: two words, rare, frequent and without hit; milliseconds of the whole call."""
    held = bench.big
    spent = bench.index(held)
    found: dict[str, float] = {}
    hits: dict[str, int] = {}
    for name, words in SEARCHES.items():
        call = partial(search_entries, bench.act, held.dossier.id, words)
        hits[name] = len(call().hits)
        call()
        found[name] = round(median(seconds(call) for _ in range(20)) * 1000, 2)
    assert hits["aucun"] == 0
    assert hits["fréquents"] > 0
    slowest = max(found.values())
    detail = {"ms": found, "hits": hits, "index_s": round(spent, 2), "lines": held.corpus.lines}
    yield Result(id="K", ratio=round(slowest / 100, 3), detail=detail)
