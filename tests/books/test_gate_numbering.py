"""Numbers without gap, one chain without fork, whatever happens at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection

from boucle.access import public as access
from boucle.books.public import reverse_entry, save_draft, validate_entries
from boucle.kernel.act import system_act
from boucle.kernel.errors import Refused
from tests.books.build import a_dossier, a_year, an_entry

ACT = system_act()
WRITERS, ROUNDS = 8, 9


def rows(dossier: int, query: str) -> list[tuple]:
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute(query, {"dossier": dossier})
        return cursor.fetchall()


def numbers(dossier: int) -> list[tuple]:
    return rows(
        dossier,
        "select j.code, to_char(e.date, 'MM-DD'), e.number_text from boucle.books_entry e"
        " join boucle.books_journal j on j.dossier_id = e.dossier_id and j.id = e.journal_id"
        " where e.dossier_id = %(dossier)s and e.state = 'v' order by e.batch_id, e.rank",
    )


def mixed_up(dossier: int) -> None:
    for journal, day in (
        ("VTE", "03-01"), ("ACH", "03-01"), ("OD", "01-31"), ("ACH", "02-10"), ("ACH", "02-10"),
    ):  # fmt: skip
        save_draft(ACT, dossier, an_entry(journal=journal, day=f"2025-{day}"))


@pytest.mark.django_db
def test_one_series_of_the_year_by_day_journal_and_making() -> None:
    dossier = a_dossier()
    mixed_up(dossier)
    done = validate_entries(ACT, dossier, a_year(dossier))
    assert (done.first, done.last) == ("1", "5")
    assert numbers(dossier) == [
        ("OD", "01-31", "1"), ("ACH", "02-10", "2"), ("ACH", "02-10", "3"), ("ACH", "03-01", "4"),
        ("VTE", "03-01", "5"),
    ]  # fmt: skip
    save_draft(ACT, dossier, an_entry(day="2025-01-02"))
    assert validate_entries(ACT, dossier, a_year(dossier)).first == "6"


@pytest.mark.django_db
def test_a_series_of_each_journal_where_the_year_numbers_so() -> None:
    dossier = a_dossier(numbering="journal")
    mixed_up(dossier)
    validate_entries(ACT, dossier, a_year(dossier))
    assert numbers(dossier) == [
        ("OD", "01-31", "1"), ("ACH", "02-10", "1"), ("ACH", "02-10", "2"), ("ACH", "03-01", "3"),
        ("VTE", "03-01", "1"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_each_year_begins_at_one_and_the_chain_goes_on() -> None:
    dossier = a_dossier(years=(2024, 2025))
    for label in ("2025", "2024"):
        save_draft(ACT, dossier, an_entry(day=f"{label}-02-01"))
        assert validate_entries(ACT, dossier, a_year(dossier, label)).first == "1"
    check_chain(dossier, batches=2)


@pytest.mark.django_db
def test_a_refused_validation_takes_no_number() -> None:
    dossier = a_dossier(years=(2026, 2027))
    save_draft(ACT, dossier, an_entry(day="2026-01-02"))
    save_draft(ACT, dossier, an_entry(day="2026-12-31"))
    with pytest.raises(Refused):
        validate_entries(ACT, dossier, a_year(dossier, "2026"))
    from datetime import date

    done = validate_entries(ACT, dossier, a_year(dossier, "2026"), until=date(2026, 6, 30))
    assert (done.first, done.last, done.batch) == ("1", "1", 1)


def check_chain(dossier: int, batches: int | None = None) -> None:
    """Batches follow each other by number and by hash."""
    found = rows(
        dossier,
        "select id, encode(previous_hash, 'hex'), encode(hash, 'hex'), entry_count"
        " from boucle.books_validation_batch where dossier_id = %(dossier)s order by id",
    )
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    before = "00" * 32
    for _, previous, own, _ in found:
        assert previous == before
        before = own
    head = rows(
        dossier,
        "select last_batch_id, encode(last_hash, 'hex') from boucle.books_chain"
        " where dossier_id = %(dossier)s",
    )
    assert head == [(len(found), before)]
    assert batches is None or len(found) == batches


def work(writer: int, dossier: int, years: list[Any]) -> None:
    """Drafts in both years; now and then one's own are validated, or all of a year."""
    dice, mine = random.Random(writer), []
    for turn in range(ROUNDS):
        year = dice.choice(years)
        day = f"{year.label}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        journal = dice.choice(["ACH", "VTE", "OD"])
        saved = save_draft(ACT, dossier, an_entry(journal=journal, day=day))
        mine.append((year, saved.public_id))
        if turn % 3 == 2:
            try:
                validate_entries(ACT, dossier, year, public_ids=[k for y, k in mine if y == year])
            except Refused as refusal:  # another writer validated the whole year meanwhile
                assert {f.code for f in refusal.findings} == {"books.entry.validated"}
            mine = [(y, k) for y, k in mine if y != year]
        elif turn % 4 == 3:
            validate_entries(ACT, dossier, dice.choice(years))


def at_once(acts: list[Callable[[], None]]) -> list[BaseException]:
    """Run in threads, each with its own connection; what they raised."""
    raised: list[BaseException] = []

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.commits
@pytest.mark.parametrize("numbering", ["year", "journal"])
def test_eight_writers_over_two_years_no_gap_no_fork(clone_db: str, numbering: str) -> None:
    dossier = a_dossier(years=(2024, 2025), numbering=numbering)
    years = [a_year(dossier, "2024"), a_year(dossier, "2025")]
    raised = at_once([lambda w=w: work(w, dossier, years) for w in range(WRITERS)])
    assert not raised, raised
    for year in years:
        validate_entries(ACT, dossier, year)
    series = rows(
        dossier,
        "select fiscal_year_id, series_id, array_agg(number_rank order by number_rank)"
        " from boucle.books_entry where dossier_id = %(dossier)s and state = 'v' group by 1, 2",
    )
    assert sum(len(found) for _, _, found in series) == WRITERS * ROUNDS
    for _, _, found in series:
        assert found == list(range(1, len(found) + 1))
    assert len(series) == (2 if numbering == "year" else 6)
    check_chain(dossier)


@pytest.mark.commits
def test_a_reversal_asked_for_by_many_is_made_once(clone_db: str) -> None:
    dossier = a_dossier()
    key = save_draft(ACT, dossier, an_entry()).public_id
    validate_entries(ACT, dossier, a_year(dossier))
    raised = at_once([lambda: reverse_entry(ACT, dossier, key) for _ in range(4)])
    assert len(raised) == 3
    assert {f.code for error in raised for f in error.findings} == {"books.entry.already_reversed"}


@pytest.mark.commits
def test_the_same_new_entry_sent_by_many_is_saved_once(clone_db: str) -> None:
    dossier = a_dossier()
    entry = an_entry(public_id="0198c0de-0000-7000-8000-000000000001", version=0)
    assert at_once([lambda: save_draft(ACT, dossier, entry) for _ in range(4)]) == []
    assert rows(
        dossier, "select count(*) from boucle.books_entry where dossier_id = %(dossier)s"
    ) == [(1,)]


@pytest.mark.commits
@pytest.mark.attack
@pytest.mark.covers("S-039")
def test_what_is_validated_is_closed_to_the_web_role_and_to_the_owner(
    connect: Callable[..., psycopg.Connection],
) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    validate_entries(ACT, dossier, a_year(dossier))
    attacks = [
        "update boucle.books_line set debit = debit + 1",
        "delete from boucle.books_line",
        "update boucle.books_entry set date = date + 1",
        "update boucle.books_entry set state = 'd', batch_id = null, content_hash = null",
        "delete from boucle.books_entry",
        "update boucle.books_validation_batch set stamp = now()",
        "delete from boucle.books_validation_batch",
        "delete from boucle.books_entry_version",
        "update boucle.books_name_in_force set label = 'x'",
        "update boucle.books_sequence set last_rank = 0",
        "update boucle.books_chain set last_batch_id = 0",
        "delete from boucle.books_chain",
        "truncate boucle.books_line",
    ]
    expected = {"web": psycopg.errors.InsufficientPrivilege, "owner": psycopg.errors.CheckViolation}
    for role, error in expected.items():
        raw = connect(role)
        for attack in attacks:
            raw.execute(f"set boucle.scope = '{{{dossier}}}'")
            with pytest.raises(error):
                raw.execute(attack)
            raw.rollback()
