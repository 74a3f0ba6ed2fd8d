"""The roll-ups say what the lines say, whatever was done."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection

from boucle.access import public as access
from boucle.books.public import (
    delete_draft,
    letter,
    reverse_entry,
    save_draft,
    unletter,
    validate_entries,
)
from boucle.kernel.act import system_act
from boucle.kernel.errors import Refused
from tests.books.build import a_dossier, a_line, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()

BALANCE = """
select fiscal_year_id, month, journal_id, account_id, state, debit, credit, count
  from boucle.books_balance_month where dossier_id = %s and (debit, credit, count) <> (0, 0, 0)
except
select e.fiscal_year_id, date_trunc('month', e.date)::date, e.journal_id, l.account_id, e.state,
       sum(l.debit)::bigint, sum(l.credit)::bigint, count(*)
  from boucle.books_entry e
  join boucle.books_line l on l.dossier_id = e.dossier_id and l.entry_id = e.id
 where e.dossier_id = %s group by 1, 2, 3, 4, 5
"""
THIRDS = """
select account_id, third_party_id, month, state, debit, credit, count
  from boucle.books_third_month where dossier_id = %s and (debit, credit, count) <> (0, 0, 0)
except
select l.account_id, l.third_party_id, date_trunc('month', e.date)::date, e.state,
       sum(l.debit)::bigint, sum(l.credit)::bigint, count(*)
  from boucle.books_entry e
  join boucle.books_line l on l.dossier_id = e.dossier_id and l.entry_id = e.id
 where e.dossier_id = %s and l.third_party_id is not null group by 1, 2, 3, 4
"""


def difference(dossier: int) -> list[tuple]:
    """Rows that stand on one side only."""
    found = []
    with access.read(ACT, dossier), connection.cursor() as cursor:
        for query in (BALANCE, THIRDS):
            kept, counted = query.split("except\n")
            for one, other in ((kept, counted), (counted, kept)):
                cursor.execute(f"{one} except {other}", [dossier, dossier])
                found += cursor.fetchall()
    return found


def some_entry(dice: random.Random, **more: Any) -> dict[str, Any]:
    lines, total = [], 0
    for _ in range(dice.randint(1, 4)):
        amount = dice.randint(1, 10_000)
        lines.append(a_line(dice.choice(["606100", "445660", "512000"]), debit=amount))
        total += amount
    lines.append(a_line("401000", credit=total, third=dice.choice(["F001", "C001", None])))
    day = f"{dice.choice([2024, 2025])}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    return an_entry(*lines, journal=dice.choice(["ACH", "OD", "BQ"]), day=day, **more)


def one_act(dice: random.Random, dossier: int, drafts: dict, validated: list) -> None:
    """One act at random; refusals are part of the game."""
    act = dice.choice(["save"] * 4 + ["change"] * 3 + ["delete", "validate", "reverse", "letter"])
    if act == "save":
        saved = save_draft(ACT, dossier, some_entry(dice))
        drafts[saved.public_id] = saved.version
    elif act == "change" and drafts:
        key = dice.choice(list(drafts))
        entry = some_entry(dice, public_id=str(key), version=drafts[key])
        drafts[key] = save_draft(ACT, dossier, entry).version
    elif act == "delete" and drafts:
        key = dice.choice(list(drafts))
        delete_draft(ACT, dossier, key, drafts.pop(key))
    elif act == "validate" and drafts:
        key = dice.choice(list(drafts))
        for label in ("2024", "2025"):
            try:
                validate_entries(ACT, dossier, a_year(dossier, label), public_ids=[key])
                validated.append(key)
                drafts.pop(key)
            except Refused:
                continue
    elif act == "reverse" and validated:
        saved = reverse_entry(ACT, dossier, validated.pop())
        drafts[saved.public_id] = saved.version
    elif act == "letter" and len(drafts) > 1:
        lines = [(key, 1) for key in dice.sample(list(drafts), 2)]
        try:
            letter(ACT, dossier, "606100", None, lines, partial=True)
            unletter(ACT, dossier, lines=lines[:1])
        except Refused:
            return


@pytest.mark.parametrize("seed", range(4))
def test_after_any_sequence_of_acts(seed: int) -> None:
    dossier = a_dossier(years=(2024, 2025))
    dice, drafts, validated = random.Random(seed), {}, []
    for turn in range(80):
        one_act(dice, dossier, drafts, validated)
        if turn % 20 == 19:
            assert difference(dossier) == [], turn
    assert validated or drafts


def test_the_comparison_itself_finds_a_difference() -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    assert difference(dossier) == []
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute(BALANCE.split("except\n")[1], [dossier])
        assert len(cursor.fetchall()) == 2
