"""Lettrage through the gate: guards, and two people at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection

from boucle.access import public as access
from boucle.books.public import letter, save_draft, unletter, validate_entries
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.tenancy.public import Organisation
from tests.books.build import a_dossier, a_line, a_year, an_entry

ACT = system_act()
OTHER = "552100554"


def two_sides(dossier: int, account: str = "401000", third: str | None = "F001") -> list:
    """A purchase and its payment: their lines on the account."""
    bought = an_entry(a_line("606100", debit=500), a_line(account, credit=500, third=third))
    paid = an_entry(a_line(account, debit=500, third=third), a_line("512000", credit=500))
    return [
        (save_draft(ACT, dossier, bought).public_id, 2),
        (save_draft(ACT, dossier, paid).public_id, 1),
    ]


def a_user(dossier: int, level: str) -> Act:
    firm = Organisation.objects.create(kind="cabinet", name=level)
    user = access.create_user(
        login=level, name=level, password="vraiment-long-42", organisation_id=firm.id
    )
    access.grant_level(ACT, dossier, login=level, level=level)
    return Act(actor=str(user.public_id), at=clock.now())


@pytest.mark.django_db
def test_reading_does_not_letter_and_writing_does() -> None:
    dossier = a_dossier()
    lines = two_sides(dossier)
    reader, writer = a_user(dossier, "lecture"), a_user(dossier, "ecriture")
    with pytest.raises(Forbidden):
        letter(reader, dossier, "401000", "F001", lines)
    assert letter(writer, dossier, "401000", "F001", lines).code == "AAA"
    with pytest.raises(Forbidden):
        unletter(reader, dossier, lines=lines)
    assert unletter(writer, dossier, lines=lines) == 2


@pytest.mark.django_db
def test_lines_of_another_dossier_do_not_exist() -> None:
    mine, other = a_dossier(), a_dossier(siren=OTHER)
    lines = two_sides(other)
    with pytest.raises(Refused) as refusal:
        letter(ACT, mine, "401000", "F001", lines)
    assert {f.code for f in refusal.value.findings} == {"books.lettrage.line_unknown"}
    stranger = a_user(mine, "ecriture")
    with pytest.raises(NotFound):
        letter(stranger, other, "401000", "F001", lines)


@pytest.mark.django_db
def test_validated_lines_are_lettered_and_stay_as_they_are() -> None:
    dossier = a_dossier()
    lines = two_sides(dossier)
    validate_entries(ACT, dossier, a_year(dossier))
    letter(ACT, dossier, "401000", "F001", lines)
    unletter(ACT, dossier, account="401000", third="F001", code="AAA")


@pytest.mark.django_db
def test_an_account_without_third_party_and_a_code_of_ones_own() -> None:
    dossier = a_dossier()
    lines = two_sides(dossier, "512000", None)[:1] + two_sides(dossier, "512000", None)[1:]
    done = letter(ACT, dossier, "512000", None, lines, code="ZZZ")
    assert (done.code, done.partial) == ("ZZZ", False)
    assert letter(ACT, dossier, "512000", None, two_sides(dossier, "512000", None)).code == "AAAA"


@pytest.mark.django_db
def test_one_code_for_two_third_parties_is_two_lettrages() -> None:
    dossier = a_dossier()
    first, second = two_sides(dossier), two_sides(dossier, third="C001")
    for third, lines in (("F001", first), ("C001", second)):
        assert letter(ACT, dossier, "401000", third, lines, code="A").code == "A"
    assert unletter(ACT, dossier, account="401000", third="C001", code="A") == 2
    assert unletter(ACT, dossier, account="401000", third="F001", code="A") == 2


@pytest.mark.django_db
def test_each_act_is_in_the_audit_log() -> None:
    dossier = a_dossier()
    lines = two_sides(dossier)
    letter(ACT, dossier, "401000", "F001", lines)
    unletter(ACT, dossier, lines=lines)
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute(
            "select verb from boucle.kernel_audit where dossier_id = %s order by id desc limit 2",
            [dossier],
        )
        found = [row[0] for row in cursor.fetchall()]
    assert found == ["books.lettrage.undone", "books.lettrage.made"]


@pytest.mark.attack
@pytest.mark.commits
@pytest.mark.parametrize(
    "call",
    [
        "select boucle.books_letter(%s, '{}')",
        "select boucle.books_unletter_lines(%s, '{}')",
        "select boucle.books_validate(%s, 1, null, null, null)",
        "select boucle.books_save_draft(%s, '{}')",
        "select boucle.books_mark_review(%s, uuidv7(), true)",
    ],
)
def test_the_gate_stays_shut_without_scope_or_right(
    call: str, connect: Callable[..., psycopg.Connection[Any]]
) -> None:
    dossier, other = a_dossier(), a_dossier(siren=OTHER)
    reader = a_user(dossier, "lecture").actor
    settings = [
        "",
        f"set local boucle.scope = '{{{other}}}'; set local boucle.actor = 'système:x'",
        f"set local boucle.scope = '{{{dossier}}}'; set local boucle.actor = '{reader}'",
    ]
    for before in settings:
        raw = connect("web")
        if before:
            raw.execute(before)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(call.encode(), (dossier,))
        raw.rollback()


@pytest.mark.attack
@pytest.mark.commits
def test_tables_of_lettrage_and_inner_functions_are_closed_to_the_web_role(
    connect: Callable[..., psycopg.Connection[Any]],
) -> None:
    dossier = a_dossier()
    for attack in (
        "delete from boucle.books_lettrage",
        "update boucle.books_lettrage_line set date = null",
        "select boucle.books_unletter(1, 1, '{1}')",
        "select boucle.books_number(1, null, 1, '{1}', current_date)",
        "select boucle.books_roll(1, '{1}', 1)",
    ):
        raw = connect("web")
        raw.execute(
            f"set local boucle.scope = '{{{dossier}}}'; set local boucle.actor = 'système:x'"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(attack.encode())
        raw.rollback()


@pytest.mark.commits
def test_two_people_letter_the_same_lines_at_once(clone_db: str) -> None:
    dossier = a_dossier()
    lines = two_sides(dossier)
    done, refused = [], []

    def run() -> None:
        try:
            done.append(letter(ACT, dossier, "401000", "F001", lines).code)
        except Refused as error:
            refused.append(error.findings[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["AAA"]
    assert refused == ["books.lettrage.already"] * 3
