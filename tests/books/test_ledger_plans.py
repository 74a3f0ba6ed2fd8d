"""Lettrage in the ledger; on a Dossier of many lines, plans that use the indexes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from boucle.books.public import journals_of
from boucle.books.queries import balance, drafts, grid, grid_thirds, grid_vat, ledger, ledger_carry
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


BIG = ("books_line", "books_entry", "books_third_month")


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int, int]]:
    """Of every named query that runs meanwhile: big tables, rows by a whole scan, by an index."""
    seen: list[tuple[str, str, int, int]] = []

    def counts() -> dict[str, tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select relname, seq_tup_read, coalesce(idx_tup_fetch, 0)"
                "  from pg_stat_xact_user_tables where schemaname = 'boucle'"
            )
            return {row[0]: (row[1], row[2]) for row in cursor.fetchall() if row[0] in BIG}

    def run_sql(name: str, *, into: Any, **params: Any) -> Any:
        before = counts()
        found = db.run_sql(name, into=into, **params)
        for table, (whole, indexed) in counts().items():
            old = before.get(table, (0, 0))
            seen.append((name, table, whole - old[0], indexed - old[1]))
        return found

    for module in (balance, drafts, grid, grid_thirds, grid_vat, ledger, ledger_carry):
        monkeypatch.setattr(module, "run_sql", run_sql)
    return seen


def test_pages_use_the_indexes(clone_db: str, super_conn: Any, touched) -> None:
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
    assert not [(name, table) for name, table, whole, _ in touched if whole]
    cut = [
        rows for name, table, _, rows in touched if (name, table) == ("books/balance", "books_line")
    ]
    assert any(cut), "the cut month was read in the lines"


def test_a_whole_period_never_reads_the_lines(clone_db: str, touched) -> None:
    dossier = a_readable()
    trial_balance(system_act(), dossier, whole_year(a_year(dossier)), drafts=True)
    assert not [rows for *_, whole, rows in touched if whole or rows]


@pytest.mark.parametrize("by_third", [True, False])
def test_a_page_reads_its_own_lines_and_no_more(
    clone_db: str, super_conn: Any, touched, by_third: bool
) -> None:
    dossier = a_readable()
    many_lines(super_conn, dossier, entries=5_000)
    period = whole_year(a_year(dossier))
    asked = LedgerFilter(period, account="411", drafts=True, by_third=by_third)
    page = ledger_page(system_act(), dossier, asked, limit=100)
    read = {table: rows for name, table, _, rows in touched if name == "books/ledger"}
    assert page.line_count <= 100
    assert read["books_line"] <= 2 * 101
    assert read["books_entry"] <= 2 * 101


def test_the_grid_and_the_drafts_read_what_they_show_and_no_more(
    clone_db: str, super_conn: Any, touched
) -> None:
    dossier = a_readable()
    many_lines(super_conn, dossier, entries=30_000)
    act, year = system_act(), a_year(dossier)
    sales = next(journal for journal in journals_of(act, dossier) if journal.code == "VTE")
    grid.grid_data(act, dossier, year, sales, date(2025, 2, 1))
    grid_thirds.thirds_matching(act, dossier, year, sales, "client", year.end)
    grid_thirds.last_labels(act, dossier, sales, "K000001")
    drafts.draft_page(act, dossier, year, drafts.DraftFilter(), limit=100)
    assert not [(name, table) for name, table, whole, _ in touched if whole]
    read = {(name, table): rows for name, table, _, rows in touched}
    assert read["books/grid_habits", "books_line"] <= 2 * 2_000 + 100
    assert read["books/grid_entries", "books_entry"] <= 3_500
    assert read["books/grid_labels", "books_line"] <= 100
