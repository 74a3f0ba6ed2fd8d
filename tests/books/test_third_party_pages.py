"""Third parties: found in a keystroke, listed, shown with what is open and how old it is."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.access import public as access
from boucle.books.commands.chart import fr_key
from boucle.books.commands.lettrage import letter
from boucle.books.models import ThirdParty
from boucle.books.queries.listing import every
from boucle.books.queries.third_parties import (
    search_third_parties,
    third_party_list,
    third_party_page,
)
from boucle.kernel.act import Act, system_act
from boucle.kernel.clock import now
from boucle.kernel.errors import NotFound
from tests.books.build import a_dossier, a_year
from tests.books.reading import a_readable, a_short_year, move, write

DAY = date(2025, 12, 31)


def found(dossier: int, text: str) -> list[tuple[str, str]]:
    hits = search_third_parties(system_act(), dossier, text)
    return [(hit.number, hit.account) for hit in hits]


def test_third_parties_are_found_with_their_usual_account(db: None) -> None:
    dossier = a_readable()
    with access.write(system_act(), dossier, "books.write"):
        facts = {"number": "C/01 A", "label": "Société d’Électricité"}
        ThirdParty.objects.create(dossier_id=dossier, search_key=fr_key(*facts.values()), **facts)
    assert found(dossier, "c001") == [("C001", "411000")]
    assert found(dossier, "electricite") == [("C/01 A", "")]
    assert found(dossier, "c/01 a") == [("C/01 A", "")]
    assert found(dossier, "zzz") == []


def test_nobody_sees_those_of_another(db: None) -> None:
    dossier, other = a_readable(), a_dossier(siren="552100554", years=(2025,))
    stranger = Act(actor="0198c0de-0000-7000-8000-000000000000", at=now())
    with pytest.raises(NotFound):
        search_third_parties(stranger, dossier, "c")
    with pytest.raises(NotFound):
        third_party_page(stranger, dossier, "C001", a_year(dossier), day=DAY)
    page = third_party_page(system_act(), other, "C001", a_year(other), day=DAY)
    assert (page.balance, page.moves, page.ages.count) == (0, (), 0)


def test_list_has_balances_and_sums(db: None) -> None:
    dossier = a_readable()
    year = a_year(dossier)
    page, sums = third_party_list(system_act(), dossier, year)
    assert {row.number: row.balance for row in page.rows} == {"C001": 50_000, "F001": -7_000}
    assert (sums.count, sums.balance) == (2, 43_000)
    only, _ = third_party_list(system_act(), dossier, year, prefix="40", moved=True)
    assert [row.number for row in only.rows] == ["F001"]
    first, _ = third_party_list(system_act(), dossier, year, limit=1)
    assert first.has_next
    asked = {"text": "", "prefix": "", "moved": False, "drafts": True}
    everyone = list(every(third_party_list, system_act(), dossier, year, **asked))
    assert [row.balance for row in everyone] == [80_000, -7_000]


def test_page_has_what_is_open_by_age(db: None) -> None:
    dossier = a_readable()
    year = a_year(dossier)
    page = third_party_page(system_act(), dossier, "C001", year, day=date(2025, 3, 31))
    assert page.balance == 80_000
    assert [one.balance for one in page.moves] == [80_000, 50_000, 62_000, 50_000]
    ages = page.ages
    assert (ages.not_due, ages.to_30, ages.to_60, ages.to_90) == (0, 30_000, -12_000, 62_000)
    assert (ages.beyond, ages.count, ages.total) == (0, 4, page.balance)


def test_lettered_lines_are_not_open(db: None) -> None:
    dossier = a_readable()
    year = a_year(dossier)
    before = third_party_page(system_act(), dossier, "C001", year, day=DAY)
    pair = [(one.move.entry, one.move.position) for one in before.moves[1:3]]
    letter(system_act(), dossier, "411000", "C001", pair)
    page = third_party_page(system_act(), dossier, "C001", year, day=DAY, open_only=True)
    assert [one.move.debit for one in page.moves] == [30_000, 50_000]
    assert (page.ages.count, page.ages.total) == (2, 80_000)
    whole = third_party_page(system_act(), dossier, "C001", year, day=DAY)
    assert [bool(one.move.lettrage) for one in whole.moves] == [False, True, True, False]


def test_due_days_make_the_age(db: None) -> None:
    dossier = a_dossier()
    entry = move("2025-01-10", "411000", "707000", 1_000, journal="VTE", third="C001")
    entry["lines"][0]["due_date"] = "2026-01-31"
    write(dossier, entry)
    page = third_party_page(system_act(), dossier, "C001", a_year(dossier), day=DAY)
    assert (page.ages.not_due, page.ages.total) == (1_000, 1_000)
    assert [(one.account, one.balance, one.draft) for one in page.accounts] == [
        ("411000", 1_000, 1_000)
    ]


@pytest.mark.parametrize("number", ["X", "", "\x00", "../..", "'"])
def test_an_unknown_third_party_is_not_found(db: None, number: str) -> None:
    dossier = a_dossier()
    with pytest.raises(NotFound, match="tiers"):
        third_party_page(system_act(), dossier, number, a_year(dossier), day=DAY)


def test_two_years_that_share_a_month_are_told_apart(db: None) -> None:
    dossier = a_dossier(years=())
    a_short_year(dossier, date(2024, 7, 1), date(2025, 6, 15), "2025")
    a_short_year(dossier, date(2025, 6, 16), date(2026, 6, 30), "2026")
    for day, cents in (("2025-06-10", 1_000), ("2025-06-20", 20_000), ("2025-09-01", 300_000)):
        write(dossier, move(day, "411000", "707000", cents, journal="VTE", third="C001"))
    for label, cents in (("2025", 1_000), ("2026", 320_000)):
        year = a_year(dossier, label)
        listed, sums = third_party_list(system_act(), dossier, year, drafts=True, moved=True)
        assert ([row.balance for row in listed.rows], sums.balance) == ([cents], cents)
        page = third_party_page(system_act(), dossier, "C001", year, day=year.end)
        assert page.balance == page.months[-1].closing == page.moves[0].balance == cents
        assert page.ages.total == cents
