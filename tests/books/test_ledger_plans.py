"""Lettrage in the ledger; on a Dossier of many lines, plans that use the indexes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from boucle.books.queries import balance, ledger
from boucle.books.queries.balance import third_balance, trial_balance
from boucle.books.queries.ledger import LedgerFilter, ledger_page
from boucle.books.rules.period import parse_period, whole_year
from boucle.kernel import db
from boucle.kernel.act import system_act
from tests.books.build import a_year
from tests.books.reading import a_readable, many_lines

pytestmark = pytest.mark.commits


def letter(conn: Any, dossier: int, *, partial: bool) -> None:
    """Letter the sale of January with its payment, as the superuser."""
    conn.execute(
        """
        with head as (
            insert into boucle.books_lettrage
                   (dossier_id, account_id, code, date, is_partial, author)
            select dossier_id, id, 'AA', '2025-02-10', %(partial)s, 'test'
              from boucle.books_account where dossier_id = %(dossier)s and number = '411000'
            returning dossier_id, id, account_id)
        insert into boucle.books_lettrage_line (dossier_id, entry_id, position, lettrage_id)
        select l.dossier_id, l.entry_id, l.position, h.id
          from head h join boucle.books_line l using (dossier_id, account_id)
         where l.date in ('2025-01-15', '2025-02-10')""",
        {"dossier": dossier, "partial": partial},
    )
    conn.commit()


@pytest.mark.parametrize(("partial", "settled"), [(False, 2), (True, 0)])
def test_lettered_lines_are_told_apart(clone_db: str, super_conn: Any, partial, settled) -> None:
    dossier = a_readable()
    letter(super_conn, dossier, partial=partial)
    period = whole_year(a_year(dossier))

    def lines(lettered: bool | None):
        asked = LedgerFilter(period, account="411", lettered=lettered)
        page = ledger_page(system_act(), dossier, asked)
        return [(line.row.lettrage, line.balance) for s in page.sections for line in s.lines]

    assert [code for code, _ in lines(None)] == [None, "AA", "AA"]
    assert len(lines(True)) == settled
    assert len(lines(False)) == 3 - settled
    assert lines(False)[-1][1] == 50_000


def plan_nodes(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [found, *(node for child in found.get("Plans", ()) for node in plan_nodes(child))]


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Plans of every named query that runs meanwhile."""
    seen: list[tuple[str, dict[str, Any]]] = []

    def run_sql(name: str, *, into: Any, **params: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("explain (format json) " + db.query_text(name), params)
            found = cursor.fetchone()[0]
        tree = found if isinstance(found, list) else json.loads(found)
        seen.extend((name, node) for node in plan_nodes(tree[0]["Plan"]))
        return db.run_sql(name, into=into, **params)

    monkeypatch.setattr(balance, "run_sql", run_sql)
    monkeypatch.setattr(ledger, "run_sql", run_sql)
    return seen


def test_plans_use_the_indexes(clone_db: str, super_conn: Any, plans) -> None:
    dossier = a_readable()
    many_lines(super_conn, dossier, entries=30_000)
    act, year = system_act(), a_year(dossier)
    for words in ({}, {"mois": "6"}, {"au": "2025-06-17"}):
        period = parse_period(year, words)
        trial_balance(act, dossier, period, drafts=True)
        third_balance(act, dossier, period, drafts=True, account="411")
        for by_third in (False, True):
            asked = LedgerFilter(period, account="411", drafts=True, by_third=by_third)
            page = ledger_page(act, dossier, asked)
            assert page.next_key is not None
            ledger_page(act, dossier, asked, after=page.next_key)
    big = {"books_line", "books_entry", "books_third_month"}
    scans = {
        (name, node["Relation Name"])
        for name, node in plans
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in big
    }
    assert not scans
    whole = [
        n
        for n, node in plans
        if n == "books/balance_cut" and node.get("Relation Name") == "books_line"
    ]
    assert whole, "the cut month was read in the lines"


def test_a_whole_period_never_reads_the_lines() -> None:
    words = {"books_line", "books_entry"}
    text = db.query_text("books/balance")
    assert not [word for word in words if f"boucle.{word} " in text]


def test_a_page_probes_and_sorts_nothing_more(clone_db: str, super_conn: Any, plans) -> None:
    dossier = a_readable()
    many_lines(super_conn, dossier, entries=5_000)
    period = whole_year(a_year(dossier))
    ledger_page(system_act(), dossier, LedgerFilter(period, account="411", drafts=True))
    lines = [node for name, node in plans if name == "books/ledger"]
    assert not [node for node in lines if "Hash" in node["Node Type"]]
