"""The count of settled lines: never more than there are, and what it hides is settled."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from boucle.access import public as access
from boucle.books.models import Account
from boucle.books.public import (
    delete_draft,
    letter,
    save_draft,
    search_entries,
    unletter,
    validate_entries,
)
from boucle.books.queries.ledger import LedgerFilter, ledger_page
from boucle.books.rules.period import whole_year
from boucle.kernel.act import system_act
from boucle.kernel.errors import BoucleError
from tests.books import build
from tests.books.fec_build import a_fec

ACT = system_act()
ACTUAL = """
    select g.account_id, date_trunc('month', l.date)::date, count(*)
      from boucle.books_lettrage g
      join boucle.books_lettrage_line k on k.dossier_id = g.dossier_id and k.lettrage_id = g.id
      join boucle.books_entry e on e.dossier_id = g.dossier_id and e.id = k.entry_id
                               and e.state <> 'd'
      join boucle.books_line l on l.dossier_id = g.dossier_id and l.entry_id = k.entry_id
                              and l.position = k.position
     where g.dossier_id = %(dossier)s and not g.is_partial group by 1, 2"""
COUNTED = """
    select account_id, month, lines from boucle.books_settled_month
     where dossier_id = %(dossier)s and account_id <> 0"""
OPEN = """
    select e.public_id, l.position from boucle.books_line l
      join boucle.books_account a on a.dossier_id = l.dossier_id and a.id = l.account_id
      join boucle.books_entry e on e.dossier_id = l.dossier_id and e.id = l.entry_id
     where l.dossier_id = %(dossier)s and starts_with(a.number, '401') and not exists (
           select from boucle.books_lettrage_line k
             join boucle.books_lettrage g on g.dossier_id = k.dossier_id and g.id = k.lettrage_id
            where k.dossier_id = l.dossier_id and k.entry_id = l.entry_id
              and k.position = l.position and not g.is_partial)"""


def rows(text: str, dossier: int) -> list[Any]:
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute(text, {"dossier": dossier})
        return list(cursor.fetchall())


def shown_open(dossier: int) -> set[tuple[Any, int]]:
    """Open lines of 401 as the ledger shows them, page after page."""
    period = whole_year(build.a_year(dossier))
    asked = LedgerFilter(period, account="401", drafts=True, lettered=False)
    found: set[tuple[Any, int]] = set()
    after = ""
    while True:
        page = ledger_page(ACT, dossier, asked, after=after, limit=3)
        found |= {(line.row.entry, line.row.position) for s in page.sections for line in s.lines}
        if page.next_key is None:
            return found
        after = page.next_key


def holds(dossier: int) -> None:
    actual = {(a, m): n for a, m, n in rows(ACTUAL, dossier)}
    for account, month, lines in rows(COUNTED, dossier):
        assert 0 <= lines <= actual.get((account, month), 0)
    wanted = {(entry, position) for entry, position in rows(OPEN, dossier)}
    assert shown_open(dossier) == wanted
    found = search_entries(ACT, dossier, "401 non lettré", limit=200)
    assert {hit.entry for hit in found.hits} == {entry for entry, _ in wanted}


def an_entry(random_: random.Random, side: str) -> dict[str, Any]:
    day = f"2025-{random_.randint(1, 3):02d}-{random_.randint(1, 28):02d}"
    cents = 1_000
    other = "credit" if side == "debit" else "debit"
    return build.an_entry(
        build.a_line("401000", third="F001", **{side: cents}),
        build.a_line("512000", **{other: cents}),
        day=day,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_what_is_hidden_is_settled(seed: int) -> None:
    random_, dossier = random.Random(seed), build.a_dossier()
    with access.write(ACT, dossier, "books.write"):
        Account.objects.filter(dossier_id=dossier, number="401000").update(lettrable=True)
    entries: list[dict[str, Any]] = []

    def save() -> None:
        content = an_entry(random_, random_.choice(("debit", "credit")))
        saved = save_draft(ACT, dossier, content)
        entries.append({"id": saved.public_id, "version": saved.version, "content": content})

    def change() -> None:
        one = random_.choice(entries)
        content = an_entry(random_, "debit")
        content["lines"] = one["content"]["lines"]
        saved = save_draft(
            ACT, dossier, {**content, "public_id": str(one["id"]), "version": one["version"]}
        )
        one["version"] = saved.version

    def settle() -> None:
        some = random_.sample(entries, min(len(entries), random_.choice((2, 2, 4))))
        letter(
            ACT, dossier, "401000", "F001", [(one["id"], 1) for one in some],
            code=random_.choice((None, "AAA")), partial=random_.random() < 0.4,
        )  # fmt: skip

    def free() -> None:
        unletter(ACT, dossier, lines=[(random_.choice(entries)["id"], 1)])

    def drop() -> None:
        one = random_.choice(entries)
        delete_draft(ACT, dossier, one["id"], one["version"])
        entries.remove(one)

    def validate() -> None:
        some = random_.sample(entries, min(len(entries), 3))
        ids = [one["id"] for one in some]
        validate_entries(ACT, dossier, build.a_year(dossier), public_ids=ids)

    for _ in range(4):
        save()
    for _ in range(40):
        try:
            random_.choice((save, change, settle, settle, settle, free, drop, validate, validate))()
        except (BoucleError, IndexError):
            continue
        if random_.random() < 0.3:
            holds(dossier)
    holds(dossier)


@pytest.mark.django_db
def test_a_wholly_settled_month_is_not_read_and_counts_whole() -> None:
    dossier = build.a_dossier()
    lines = [("credit", "2025-01-10"), ("debit", "2025-02-10")]
    keys = []
    for side, day in lines:
        other = "debit" if side == "credit" else "credit"
        saved = save_draft(ACT, dossier, build.an_entry(
            build.a_line("401000", third="F001", **{side: 100}),
            build.a_line("512000", **{other: 100}), day=day,
        ))  # fmt: skip
        keys.append((saved.public_id, 1))
    validate_entries(ACT, dossier, build.a_year(dossier))
    letter(ACT, dossier, "401000", "F001", keys)
    assert sorted(rows(ACTUAL, dossier)) == sorted(rows(COUNTED, dossier))
    (account,) = {account for account, *_ in rows(COUNTED, dossier)}
    ranges = (
        "select low, high from boucle.books_open_ranges(%(dossier)s, array[{}::bigint], '{}', '{}')"
    )
    year = ranges.format(account, "2025-01-01", "2025-12-31")
    assert rows(year, dossier) == []
    unletter(ACT, dossier, lines=keys[:1])
    assert rows(year, dossier) == [
        (date(2025, 1, 1), date(2025, 1, 31)),
        (date(2025, 2, 1), date(2025, 2, 28)),
    ]


@pytest.mark.commits
def test_an_import_counts_at_its_end(boucle_cli: Any, tmp_path: Path) -> None:
    dossier = build.a_dossier(years=())
    done = boucle_cli("fec", "import", str(a_fec(tmp_path)), "--dossier", build.SIREN)
    assert done.returncode == 0, done.stdout + done.stderr
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute(
            "select (select max(id) from boucle.books_fec_import),"
            " (select lines from boucle.books_settled_month where account_id = 0)"
        )
        last, mark = cursor.fetchone()
    assert last == mark
