"""Save, change, delete, validate, reverse, letter: the use cases over the gate."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from boucle.access import public as access
from boucle.books.public import (
    delete_draft,
    letter,
    mark_review,
    reverse_entry,
    save_draft,
    unletter,
    validate_entries,
)
from boucle.kernel import clock
from boucle.kernel.act import system_act
from boucle.kernel.db import call_gate
from boucle.kernel.errors import Conflict, NotFound, Refused
from tests.books.build import a_dossier, a_line, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
PARTIAL = "select is_partial from boucle.books_lettrage where dossier_id = %s"


def rows(query: str, *parameters: object, dossier: int) -> list[tuple]:
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple]:
    return [(f.code, f.line, f.field) for f in refusal.value.findings]


def test_a_draft_is_saved_changed_and_deleted() -> None:
    dossier = a_dossier()
    saved = save_draft(ACT, dossier, an_entry())
    again = save_draft(
        ACT, dossier, an_entry(public_id=str(saved.public_id), version=1, day="2025-04-01")
    )
    assert (again.public_id, again.version) == (saved.public_id, 2)
    delete_draft(ACT, dossier, saved.public_id, 2)
    history = rows(
        "select version, act from boucle.books_entry_version where dossier_id = %s order by 1",
        dossier, dossier=dossier,
    )  # fmt: skip
    assert history == [(1, "created"), (2, "changed"), (3, "deleted")]
    assert not rows(
        "select 1 from boucle.books_line where dossier_id = %s", dossier, dossier=dossier
    )


def test_the_same_save_sent_twice_is_one() -> None:
    dossier = a_dossier()
    entry = an_entry(public_id=str(uuid4()), version=0)
    assert save_draft(ACT, dossier, entry) == save_draft(ACT, dossier, entry)
    change = {**entry, "version": 1, "date": "2025-05-02"}
    assert save_draft(ACT, dossier, change) == save_draft(ACT, dossier, change)


def test_a_stale_version_is_a_conflict() -> None:
    dossier = a_dossier()
    saved = save_draft(ACT, dossier, an_entry())
    key = str(saved.public_id)
    save_draft(ACT, dossier, an_entry(public_id=key, version=1, day="2025-04-01"))
    with pytest.raises(Conflict):
        save_draft(ACT, dossier, an_entry(public_id=key, version=1, day="2025-06-01"))
    with pytest.raises(Conflict):
        delete_draft(ACT, dossier, saved.public_id, 1)


def test_a_deleted_draft_does_not_come_back() -> None:
    dossier = a_dossier()
    saved = save_draft(ACT, dossier, an_entry())
    delete_draft(ACT, dossier, saved.public_id, 1)
    with pytest.raises(Refused) as refusal:
        save_draft(ACT, dossier, an_entry(public_id=str(saved.public_id), version=1))
    assert codes(refusal) == [("books.entry.deleted", None, None)]
    with pytest.raises(NotFound):
        delete_draft(ACT, dossier, saved.public_id, 1)


def test_the_flag_to_review_is_no_version_and_goes_with_a_change() -> None:
    dossier = a_dossier()
    saved = save_draft(ACT, dossier, an_entry())
    mark_review(ACT, dossier, saved.public_id, True)
    question = "select to_review, version from boucle.books_entry where dossier_id = %s"
    assert rows(question, dossier, dossier=dossier) == [(True, 1)]
    save_draft(ACT, dossier, an_entry(public_id=str(saved.public_id), version=1, day="2025-04-01"))
    assert rows(question, dossier, dossier=dossier) == [(False, 2)]


def validated(dossier: int, *, day: str = "2025-03-15") -> UUID:
    saved = save_draft(ACT, dossier, an_entry(day=day))
    validate_entries(ACT, dossier, a_year(dossier), public_ids=[saved.public_id])
    return saved.public_id


def test_validation_of_nothing_says_zero() -> None:
    dossier = a_dossier()
    done = validate_entries(ACT, dossier, a_year(dossier))
    assert (done.batch, done.entries, done.first, done.hash) == (None, 0, None, None)


def test_a_validated_entry_takes_no_change() -> None:
    dossier = a_dossier()
    key = validated(dossier)
    for attempt in (
        lambda: save_draft(ACT, dossier, an_entry(public_id=str(key), version=1)),
        lambda: delete_draft(ACT, dossier, key, 1),
        lambda: mark_review(ACT, dossier, key, True),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert codes(refusal) == [("books.entry.validated", None, None)]


def test_a_selection_that_holds_another_thing_than_drafts_is_refused_whole() -> None:
    dossier = a_dossier()
    key, draft, absent = validated(dossier), save_draft(ACT, dossier, an_entry()), uuid4()
    with pytest.raises(Refused) as refusal:
        validate_entries(ACT, dossier, a_year(dossier), public_ids=[key, draft.public_id, absent])
    found = {(f.code, f.field, f.value) for f in refusal.value.findings}
    assert found == {
        ("books.entry.validated", "entry", str(key)),
        ("books.entry.not_selectable", "entry", str(absent)),
    }
    assert rows(
        "select count(*) from boucle.books_entry where dossier_id = %s and state = 'd'",
        dossier, dossier=dossier,
    ) == [(1,)]  # fmt: skip


def test_what_is_dated_after_today_stops_the_batch_and_is_named() -> None:
    dossier = a_dossier(years=(clock.today().year, clock.today().year + 1))
    later = date(clock.today().year + 1, 1, 1)
    year = a_year(dossier, str(later.year))
    ids = [save_draft(ACT, dossier, an_entry(day=later.isoformat())).public_id for _ in range(2)]
    with pytest.raises(Refused) as refusal:
        validate_entries(ACT, dossier, year)
    assert {(f.code, f.value) for f in refusal.value.findings} == {
        ("books.entry.in_future", str(key)) for key in ids
    }


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ({}, 4),
        ({"journal": "BQ"}, 1),
        ({"until": date(2025, 2, 28)}, 2),
        ({"journal": "ACH", "until": date(2025, 2, 28)}, 1),
    ],
)
def test_by_year_journal_and_day(words: dict, numbers: int) -> None:
    dossier = a_dossier()
    for journal, day in (("ACH", "01-05"), ("BQ", "02-01"), ("OD", "03-01"), ("ACH", "03-02")):
        save_draft(ACT, dossier, an_entry(journal=journal, day=f"2025-{day}"))
    done = validate_entries(ACT, dossier, a_year(dossier), **words)
    assert (done.entries, done.first, done.last) == (numbers, "1", str(numbers))
    assert done.batch == 1
    assert done.hash is not None and len(done.hash) == 64


def test_an_unknown_journal_is_refused() -> None:
    dossier = a_dossier()
    with pytest.raises(Refused) as refusal:
        validate_entries(ACT, dossier, a_year(dossier), journal="ZZ")
    assert codes(refusal) == [("books.entry.journal_unknown", None, "journal")]


def test_a_reversal_is_the_opposite_once_only_and_linked() -> None:
    dossier = a_dossier()
    key = validated(dossier)
    saved = reverse_entry(ACT, dossier, key)
    found = rows(
        "select e.date, l.debit, l.credit, l.label, o.public_id from boucle.books_entry e"
        " join boucle.books_line l on l.dossier_id = e.dossier_id and l.entry_id = e.id"
        " join boucle.books_entry o on o.dossier_id = e.dossier_id and o.id = e.reverses_id"
        " where e.dossier_id = %s and e.public_id = %s order by l.position",
        dossier, saved.public_id, dossier=dossier,
    )  # fmt: skip
    label = "Contrepassation n° 1 du 15/03/2025 - Achat"
    assert found == [
        (date(2025, 3, 15), 0, 12000, label, key),
        (date(2025, 3, 15), 12000, 0, label, key),
    ]
    with pytest.raises(Refused) as refusal:
        reverse_entry(ACT, dossier, key)
    assert codes(refusal) == [("books.entry.already_reversed", None, "reverses")]


def test_a_reversal_stands_today_where_today_is_open() -> None:
    dossier = a_dossier(years=(2025, clock.today().year))
    saved = reverse_entry(ACT, dossier, validated(dossier))
    assert rows(
        "select date from boucle.books_entry where dossier_id = %s and public_id = %s",
        dossier, saved.public_id, dossier=dossier,
    ) == [(clock.today(),)]  # fmt: skip


def test_a_reversal_goes_to_the_first_open_day() -> None:
    dossier = a_dossier()
    key = validated(dossier)
    (journal,) = rows(
        "select id from boucle.books_journal where dossier_id = %s and code = 'ACH'",
        dossier, dossier=dossier,
    )[0]  # fmt: skip
    with access.write(ACT, dossier, "books.validate"):
        call_gate("books_lock_month", dossier, journal, date(2025, 3, 1), True)
    saved = reverse_entry(ACT, dossier, key)
    assert rows(
        "select date from boucle.books_entry where dossier_id = %s and public_id = %s",
        dossier, saved.public_id, dossier=dossier,
    ) == [(date(2025, 4, 1),)]  # fmt: skip


def test_nothing_open_nothing_reversed() -> None:
    dossier = a_dossier()
    key, year = validated(dossier), a_year(dossier)
    with access.write(ACT, dossier, "books.validate"):
        call_gate("books_set_year_state", dossier, year.id, "closed")
    with pytest.raises(Refused) as refusal:
        reverse_entry(ACT, dossier, key)
    assert codes(refusal) == [("books.entry.no_open_day", None, "date")]


def test_a_draft_is_not_reversed() -> None:
    dossier = a_dossier()
    saved = save_draft(ACT, dossier, an_entry())
    with pytest.raises(Refused) as refusal:
        reverse_entry(ACT, dossier, saved.public_id)
    assert ("books.entry.reverses_draft", None, "reverses") in codes(refusal)


def a_purchase_and_its_payment(dossier: int, paid: int = 12000) -> tuple[UUID, UUID]:
    bought = save_draft(ACT, dossier, an_entry())
    payment = save_draft(
        ACT,
        dossier,
        an_entry(
            a_line("401000", debit=paid, third="F001"), a_line("512000", credit=paid), journal="BQ"
        ),
    )
    return bought.public_id, payment.public_id


def test_lines_that_balance_are_lettered_under_the_next_code() -> None:
    dossier = a_dossier()
    for expected in ("AAA", "AAB"):
        bought, payment = a_purchase_and_its_payment(dossier)
        done = letter(ACT, dossier, "401000", "F001", [(bought, 2), (payment, 1)])
        assert (done.code, done.lines, done.partial, done.gap) == (expected, 2, False, 0)
    assert unletter(ACT, dossier, account="401000", third="F001", code="AAA") == 2
    with pytest.raises(Refused) as refusal:
        unletter(ACT, dossier, account="401000", third="F001", code="AAA")
    assert codes(refusal) == [("books.lettrage.none", None, "code")]


def test_a_partial_lettrage_is_asked_for_and_completed() -> None:
    dossier = a_dossier()
    bought, payment = a_purchase_and_its_payment(dossier, 10000)
    with pytest.raises(Refused) as refusal:
        letter(ACT, dossier, "401000", "F001", [(bought, 2), (payment, 1)])
    assert codes(refusal) == [("books.lettrage.unbalanced", None, None)]
    half = letter(ACT, dossier, "401000", "F001", [(bought, 2), (payment, 1)], partial=True)
    assert (half.partial, half.gap) == (True, -2000)
    rest = save_draft(
        ACT,
        dossier,
        an_entry(a_line("401000", debit=2000, third="F001"), a_line("512000", credit=2000)),
    )
    whole = letter(ACT, dossier, "401000", "F001", [(rest.public_id, 1)], code=half.code)
    assert (whole.code, whole.lines, whole.partial) == (half.code, 3, False)
    assert unletter(ACT, dossier, lines=[(rest.public_id, 1)]) == 1
    assert rows(PARTIAL, dossier, dossier=dossier) == [(True,)]


def test_a_lettrage_says_all_that_is_wrong() -> None:
    dossier = a_dossier()
    bought, payment = a_purchase_and_its_payment(dossier)
    letter(ACT, dossier, "401000", "F001", [(bought, 2), (payment, 1)])
    with pytest.raises(Refused) as refusal:
        letter(
            ACT, dossier, "401000", "C001",
            [(bought, 2), (payment, 2), (uuid4(), 1)], code="é",
        )  # fmt: skip
    assert codes(refusal) == [
        ("books.lettrage.code_invalid", None, "code"),
        ("books.lettrage.already", 1, "lines"),
        ("books.lettrage.other_third", 1, "lines"),
        ("books.lettrage.other_account", 2, "lines"),
        ("books.lettrage.line_unknown", 3, "lines"),
    ]
    with pytest.raises(Refused) as refusal:
        letter(ACT, dossier, "999", "X", [])
    assert codes(refusal) == [
        ("books.lettrage.too_few_lines", None, "lines"),
        ("books.line.account_unknown", None, "account"),
        ("books.line.third_unknown", None, "third"),
    ]


def test_a_draft_that_changes_leaves_its_lettrage() -> None:
    dossier = a_dossier()
    bought, payment = a_purchase_and_its_payment(dossier)
    letter(ACT, dossier, "401000", "F001", [(bought, 2), (payment, 1)])
    lines = [a_line("606100", debit=100), a_line("401000", credit=100, third="F001")]
    save_draft(ACT, dossier, an_entry(*lines, public_id=str(bought), version=1))
    assert rows(PARTIAL, dossier, dossier=dossier) == [(True,)]
