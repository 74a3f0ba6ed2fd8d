"""Whatever is altered in the books, by whatever hand, verify finds it and names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.models import Account
from boucle.books.public import save_draft, validate_entries
from boucle.books.queries.proof import verify_books
from boucle.kernel.act import Act, system_act
from tests.books import build

pytestmark = pytest.mark.commits


@pytest.fixture
def act() -> Act:
    return system_act()


def save(act: Act, dossier: int, *days: str, third: bool = False) -> None:
    for day in days:
        other = {"third": "F001"} if third else {}
        lines = build.a_line("606100", debit=12000), build.a_line("401000", credit=12000, **other)
        save_draft(act, dossier, build.an_entry(*lines, day=day))


def validate(act: Act, dossier: int) -> None:
    assert validate_entries(act, dossier, build.a_year(dossier)).batch


def rename(act: Act, dossier: int, label: str) -> None:
    with access.write(act, dossier, "books.write"):
        Account.objects.filter(dossier_id=dossier, number="606100").update(label=label)


@pytest.fixture
def dossier(act: Act, clone_db: str) -> int:
    """Three batches (entries 1-3, 4-5, 6), an account renamed after the first, and a draft."""
    number = build.a_dossier(act)
    save(act, number, "2025-01-10", "2025-01-11", "2025-02-12")
    validate(act, number)
    rename(act, number, "Électricité")
    save(act, number, "2025-03-01", "2025-03-02", third=True)
    validate(act, number)
    save(act, number, "2025-03-03")
    validate(act, number)
    save(act, number, "2025-04-01")
    return number


@pytest.fixture
def tamper(super_conn: Any) -> Callable[[str], None]:
    """A hand at the database itself: superuser, triggers off."""

    def run(statement: str) -> None:
        super_conn.execute("set session_replication_role = replica; set search_path = boucle")
        changed = super_conn.execute(statement)
        assert changed.rowcount > 0, statement
        super_conn.commit()

    return run


@pytest.mark.covers("S-039")
def test_sound_books_verify(act: Act, dossier: int) -> None:
    found = verify_books(act, dossier)
    assert found.as_dict()["first_broken"] is None
    assert (found.is_ok, found.batches, found.entries, found.sentences) == (True, 3, 6, ())


ENTRY_2 = "(select id from books_entry where number_text = '2')"
ENTRY_5 = "(select id from books_entry where number_text = '5')"
ALTERATIONS = {
    "amount": (
        f"update books_line set debit = debit + 1 where entry_id = {ENTRY_2} and debit > 0",
        "content",
        "2",
    ),
    "label": (
        f"update books_line set label = label || '.' where entry_id = {ENTRY_5}",
        "content",
        "5",
    ),
    "piece": (f"update books_line set piece_ref = 'X' where entry_id = {ENTRY_5}", "content", "5"),
    "account": (
        f"update books_line set account_id = (select id from books_account where number = '606100')"
        f" where entry_id = {ENTRY_2} and credit > 0",
        "content",
        "2",
    ),
    "third": (
        f"update books_line set third_party_id = null where entry_id = {ENTRY_5}",
        "content",
        "5",
    ),
    "due": (
        f"update books_line set due_date = '2025-12-31' where entry_id = {ENTRY_2}",
        "content",
        "2",
    ),
    "positions": (
        "update books_line set position = case position when 1 then 3 else 2 end"
        f" where entry_id = {ENTRY_2}",
        "content",
        "2",
    ),
    "entry date": (f"update books_entry set date = date + 1 where id = {ENTRY_2}", "content", "2"),
    "line date": (
        f"update books_line set date = date + 1 where entry_id = {ENTRY_2}",
        "line_date",
        "2",
    ),
    "valid date": (
        f"update books_entry set valid_date = valid_date - 1 where id = {ENTRY_2}",
        "content",
        "2",
    ),
    "journal": (
        f"update books_entry set journal_id = (select id from books_journal where code = 'BQ')"
        f" where id = {ENTRY_2}",
        "name_missing",
        "2",
    ),
    "number": (f"update books_entry set number_text = '7' where id = {ENTRY_2}", "content", "7"),
    "number rank": (f"update books_entry set number_rank = 77 where id = {ENTRY_5}", "number", "5"),
    "year": (f"update books_entry set fiscal_year_id = 0 where id = {ENTRY_5}", "year", "5"),
    "name in force": (
        "update books_name_in_force set label = 'X' where kind = 'account' and number = '606100'"
        " and from_batch = 2",
        "content",
        "4",
    ),
    "name gone": ("delete from books_name_in_force where kind = 'third'", "name_missing", "4"),
    "journal name": (
        "update books_name_in_force set label = 'X' where kind = 'journal'",
        "content",
        "1",
    ),
    "hash covered up": (
        f"update books_entry set content_hash = sha256('x') where id = {ENTRY_2}",
        "content",
        "2",
    ),
    "stamp": (
        "update books_validation_batch set stamp = stamp - interval '1 us' where id = 2",
        "batch",
        "4",
    ),
    "author": ("update books_validation_batch set author = 'autre' where id = 3", "batch", "6"),
    "count": (
        "update books_validation_batch set entry_count = entry_count - 1 where id = 1",
        "entry_added",
        "3",
    ),
    "batch hash": (
        "update books_validation_batch set hash = sha256('x') where id = 2",
        "batch",
        "4",
    ),
    "link": (
        "update books_validation_batch set previous_hash = sha256('x') where id = 2",
        "link",
        "4",
    ),
    "batch gone": ("delete from books_validation_batch where id = 2", "batch_missing", None),
    "last batch gone": ("delete from books_validation_batch where id = 3", "batch_missing", None),
    "head": ("update books_chain set last_hash = sha256('x')", "head", None),
    "chain gone": ("delete from books_chain", "closed", None),
    "chain cut back": ("update books_chain set last_batch_id = 2", "head", None),
    "lines gone": (f"delete from books_line where entry_id = {ENTRY_2}", "lines_missing", "2"),
    "a line gone": (
        f"delete from books_line where entry_id = {ENTRY_2} and position = 2",
        "content",
        "2",
    ),
    "back to draft": (
        "update books_entry set state = 'd', batch_id = null, content_hash = null,"
        " number_text = null, number_rank = null, rank = null, valid_date = null"
        f" where id = {ENTRY_2}",
        "entry_missing",
        "2",
    ),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_an_alteration_is_found_and_named(
    act: Act, dossier: int, tamper: Callable[[str], None], name: str
) -> None:
    statement, reason, number = ALTERATIONS[name]
    tamper(statement)
    found = verify_books(act, dossier)
    assert not found.is_ok
    assert found.first_broken is not None
    assert (found.first_broken.reason, found.first_broken.number) == (reason, number)
    assert found.sentences[0] == found.first_broken.message


def _remove(tamper: Callable[[str], None], number: str) -> None:
    entry = f"(select id from books_entry where number_text = '{number}')"
    tamper(f"delete from books_line where entry_id = {entry}")
    tamper(f"delete from books_entry where number_text = '{number}'")


@pytest.mark.parametrize("number", ["1", "2", "3", "5", "6"])
def test_an_entry_removed_is_named(
    act: Act, dossier: int, tamper: Callable[[str], None], number: str
) -> None:
    _remove(tamper, number)
    found = verify_books(act, dossier)
    assert found.first_broken is not None
    assert (found.first_broken.reason, found.first_broken.number) in (
        [("entry_missing", number)] if number != "6" else [("entry_missing", None)]
    )
    assert found.gap is not None
    assert found.gap.missing == int(number)
    assert not found.rollups_ok


def test_an_order_swapped_is_named(act: Act, dossier: int, tamper: Callable[[str], None]) -> None:
    tamper("update books_entry set rank = 3 - rank where number_text in ('1', '2')")
    found = verify_books(act, dossier).first_broken
    assert found is not None
    assert (found.reason, found.batch, found.rank, found.number) == ("order", 1, 2, "1")


def test_an_entry_slipped_in_is_named(
    act: Act, dossier: int, tamper: Callable[[str], None]
) -> None:
    tamper(
        "insert into books_entry (dossier_id, journal_id, fiscal_year_id, date, state, number_text,"
        " number_rank, batch_id, rank, valid_date, content_hash, created_by)"
        " select dossier_id, journal_id, fiscal_year_id, date, 'v', '8', 8, 2, 3, valid_date,"
        " content_hash, 'intrus' from books_entry where number_text = '5'"
    )
    found = verify_books(act, dossier).first_broken
    assert found is not None
    assert (found.batch, found.number) == (2, "8")


def test_the_first_of_two_alterations_is_named(
    act: Act, dossier: int, tamper: Callable[[str], None]
) -> None:
    tamper(f"update books_line set label = '' where entry_id = {ENTRY_5}")
    _remove(tamper, "2")
    found = verify_books(act, dossier).first_broken
    assert found is not None
    assert found.number == "2"


@pytest.mark.parametrize(
    ("table", "what"), [("books_balance_month", "accounts"), ("books_third_month", "thirds")]
)
@pytest.mark.parametrize("state", ["v", "d"])
def test_a_false_rollup_is_found(
    act: Act, dossier: int, tamper: Callable[[str], None], table: str, what: str, state: str
) -> None:
    tamper(f"update {table} set debit = debit + 1 where state = '{state}'")
    found = verify_books(act, dossier)
    assert found.first_broken is None
    assert not found.is_ok
    assert getattr(found, what) is not None


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("delete from books_account where number = '606100'", "lines_without_account"),
        ("delete from books_third_party", "lines_without_third"),
        ("delete from books_fiscal_year", "entries_without_year"),
        ("delete from books_journal where code = 'ACH'", "entries_without_journal"),
        ("delete from books_entry where state = 'd'", "lines_without_entry"),
    ],
)
def test_orphans_are_counted(
    act: Act, dossier: int, tamper: Callable[[str], None], statement: str, field: str
) -> None:
    tamper(statement)
    found = verify_books(act, dossier)
    assert not found.is_ok
    assert getattr(found.orphans, field) > 0
    assert any("Orphelins" in text for text in found.sentences)


def test_a_rename_does_not_break_the_past(act: Act, dossier: int) -> None:
    rename(act, dossier, "Autre nom encore")
    assert verify_books(act, dossier).is_ok


def test_small_slices_find_the_same(
    act: Act, dossier: int, tamper: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boucle.books.queries.proof.SLICE_ENTRIES", 1)
    assert verify_books(act, dossier).is_ok
    tamper(f"update books_line set label = '' where entry_id = {ENTRY_5}")
    found = verify_books(act, dossier).first_broken
    assert found is not None
    assert found.number == "5"
