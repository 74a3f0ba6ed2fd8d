"""The search field: what is typed, what is found, and nothing of anybody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.commands.lettrage import letter
from boucle.books.commands.saved_searches import drop_search, save_search, saved_searches
from boucle.books.models import Account
from boucle.books.queries.search import search_entries
from boucle.books.rules.search_words import amounts_near, parse_search
from boucle.kernel.act import Act, system_act
from boucle.kernel.clock import now
from boucle.kernel.errors import NotFound, Refused, WrongUse
from boucle.kernel.models import Job
from tests import database
from tests.books.build import a_dossier, a_line, a_year, an_entry
from tests.books.reading import move, write


def amounts(text: str) -> Any:
    (term,) = parse_search(text).terms
    low, high = term["ranges"][0]
    return int(low[2:]), int(high[2:].rstrip("\U0010ffff"))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("100..500", 10_000, 50_000),
        ("500..100", 10_000, 50_000),
        ("1 000,50..2 000", 100_050, 200_000),
        (">= 1 234,56", 123_456, 9_007_199_254_740_991),
        (">1000", 100_001, 9_007_199_254_740_991),
        ("<=12,5", 0, 1_250),
        ("<12€", 0, 1_199),
        ("..20", 0, 2_000),
    ],
)
def test_amounts_between(text: str, low: int, high: int) -> None:
    assert amounts(text) == (low, high)


@pytest.mark.parametrize("text", ["1234,56", "1 234,56", "1234.56", "-1234,56", "1234,56€"])
def test_one_amount(text: str) -> None:
    (term,) = parse_search(text).terms
    assert term["points"] == ["m:0000000000123456"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("12/03/2025", date(2025, 3, 12), date(2025, 3, 12)),
        ("12/03/25", date(2025, 3, 12), date(2025, 3, 12)),
        ("2025-03-12", date(2025, 3, 12), date(2025, 3, 12)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("01/03/2025..15/03/2025", date(2025, 3, 1), date(2025, 3, 15)),
        ("01/2025..03/2025", date(2025, 1, 1), date(2025, 3, 31)),
    ],
)
def test_days(text: str, start: date, end: date) -> None:
    found = parse_search(f"loyer {text}")
    assert (found.start, found.end) == (start, end)
    assert len(found.terms) == 1


@pytest.mark.parametrize("text", ["31/02/2025", "2025-13-01", "15/03/2025..01/03/2025", "n°abc"])
def test_what_cannot_be_read_is_said(text: str) -> None:
    assert len(parse_search(text).problems) == 1


def test_words_pieces_accounts_and_numbers() -> None:
    assert parse_search("dup").terms == [
        {"ranges": [["w:dup", "w:dup\U0010ffff"], ["p:dup", "p:dup\U0010ffff"]]}
    ]
    (digits,) = parse_search("471").terms
    assert digits["accounts"] == ["471"]
    assert digits["points"] == ["m:0000000000047100"]
    assert parse_search("compte:401a").terms == [{"ranges": [], "accounts": ["401A", "401a"]}]
    assert parse_search("n°12").terms == [{"ranges": [], "numbers": [{"text": None, "rank": 12}]}]
    assert parse_search("#a-12").terms[0]["numbers"] == [{"text": "a-12", "rank": 12}]
    assert [t["points"] for t in parse_search('"loyer mars"').terms] == [["w:loyer"], ["w:mars"]]
    assert len(parse_search("f-2025-118").terms) == 2
    assert parse_search("piece:f-1").terms == [{"ranges": [["p:f-1", "p:f-1\U0010ffff"]]}]


def test_any_text_is_a_search() -> None:
    texts = ["", "..", "....", '"', "°", "'; drop table x; --", "%_\\", "\x00", "é" * 500, "🙂"]
    for text in [*texts, "> <", "n°", "1/2/3/4", "9" * 40, ">" + "9" * 15, "a " * 300, "..5..6"]:
        found = parse_search(text)
        assert len(found.terms) <= 12


def test_amounts_near_are_slips_of_the_hand() -> None:
    near = amounts_near(12_345)
    assert 12_354 in near and 1_345 in near and 123_450 in near and 12_345 not in near


def found(dossier: int, text: str, **more: Any) -> list[str]:
    return [hit.label for hit in search_entries(system_act(), dossier, text, **more).hits]


@pytest.fixture
def dossier(db: None) -> int:
    number = a_dossier(years=(2024, 2025))
    write(
        number, move("2024-06-03", "606100", "512000", 47_100, label="Loyer d’été", piece_ref="F-9")
    )
    write(number, validate=True, label="2024")
    write(
        number,
        move("2025-03-01", "411000", "707000", 123_456, third="C001", label="Vente à façon"),
        move("2025-03-02", "606100", "512000", 20_000, label="Loyer mars", piece_ref="F-2025-118"),
        move("2025-04-02", "606100", "512000", 20_001, label="Énergie", piece_ref="F-2025-119"),
        validate=True,
    )
    write(number, move("2025-05-09", "512000", "411000", 9_999, third="C001", label="Remise"))
    return number


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("loyer", ["Loyer mars", "Loyer d’été"]),
        ("LOYER ÉTÉ", ["Loyer d’été"]),
        ("ete", ["Loyer d’été"]),
        ("durand", ["Remise", "Vente à façon"]),
        ("C001 vente", ["Vente à façon"]),
        ("1 234,56", ["Vente à façon"]),
        ("471", ["Loyer d’été"]),
        ("200..200,01", ["Énergie", "Loyer mars"]),
        ("<100", ["Remise"]),
        ("F-2025-118", ["Loyer mars"]),
        ("f-2025", ["Énergie", "Loyer mars"]),
        ("compte:411", ["Remise", "Vente à façon"]),
        ("compte:411 >1000", ["Vente à façon"]),
        ("02/03/2025", ["Loyer mars"]),
        ("03/2025", ["Loyer mars", "Vente à façon"]),
        ("loyer 06/2024", ["Loyer d’été"]),
        ("n°2", ["Loyer mars"]),
        ('"loyer mars"', ["Loyer mars"]),
        ('"loy"', []),
        ("zzz", []),
        ("", []),
        ("%", []),
        ("01/01/1999", []),
    ],
)
def test_entries_are_found(dossier: int, text: str, labels: list[str]) -> None:
    assert found(dossier, text) == labels


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("non lettre", [{"ranges": [], "accounts": [], "open": True}]),
        ("471 non lettrees", [{"ranges": [], "accounts": ["471"], "open": True}]),
        ("non-lettre compte:411", [{"ranges": [], "accounts": ["411"], "open": True}]),
    ],
)
def test_unlettered_is_said_of_accounts(text: str, terms: list[Any]) -> None:
    assert parse_search(text).terms == terms


def test_unlettered_lines_are_found(dossier: int) -> None:
    with access.write(system_act(), dossier, "books.write"):
        Account.objects.filter(dossier_id=dossier, number="411000").update(lettrable=True)
    assert found(dossier, "non lettré") == ["Remise", "Vente à façon"]
    assert found(dossier, "512 non lettré") == ["Remise", "Énergie", "Loyer mars", "Loyer d’été"]
    assert found(dossier, "durand non lettré >1000") == ["Vente à façon"]
    hits = search_entries(system_act(), dossier, "compte:411").hits
    lines = [(hit.entry, 1 if hit.label == "Vente à façon" else 2) for hit in hits]
    letter(system_act(), dossier, "411000", "C001", lines, "AAA", partial=True)
    assert found(dossier, "411 non lettré") == ["Remise", "Vente à façon"], "partial is open"
    write(dossier, move("2025-06-01", "512000", "411000", 113_457, third="C001", label="Reste"))
    (rest,) = search_entries(system_act(), dossier, "reste").hits
    letter(system_act(), dossier, "411000", "C001", [(rest.entry, 2)], "AAA")
    assert found(dossier, "411 non lettré") == []


def test_a_search_is_kept_for_oneself(dossier: int) -> None:
    act = system_act()
    first = save_search(act, dossier, name="Attente", text="471 non lettré", year="2025")
    again = save_search(act, dossier, name="Attente", text="471", year="")
    save_search(act, dossier, name="", text="durand")
    kept = saved_searches(act, dossier)
    assert [(one.name, one.text) for one in kept] == [("Attente", "471"), ("durand", "durand")]
    assert first.id == again.id
    with pytest.raises(Refused, match="Tapez"):
        save_search(act, dossier, name="x", text=" ")
    drop_search(act, dossier, first.id)
    with pytest.raises(NotFound):
        drop_search(act, dossier, first.id)
    stranger = Act(actor="0198c0de-0000-7000-8000-000000000000", at=now())
    with pytest.raises(NotFound):
        saved_searches(stranger, dossier)


def test_one_exercice_only(dossier: int) -> None:
    assert found(dossier, "loyer", year=a_year(dossier, "2024")) == ["Loyer d’été"]


def test_pages_follow_each_other(dossier: int) -> None:
    seen, after = [], None
    while True:
        page = search_entries(system_act(), dossier, "compte:512", after=after, limit=1)
        seen += [hit.label for hit in page.hits]
        after = page.next_key
        if after is None:
            break
    assert seen == ["Remise", "Énergie", "Loyer mars", "Loyer d’été"]


def test_hit_says_what_tells_it_apart(dossier: int) -> None:
    (hit,) = search_entries(system_act(), dossier, "remise").hits
    assert (hit.is_draft, hit.number, hit.journal, hit.year) == (True, None, "OD", "2025")
    assert (hit.accounts, hit.amount) == ("411000 512000", 9_999)


def test_an_amount_without_entry_proposes_near_ones(dossier: int) -> None:
    page = search_entries(system_act(), dossier, "1 235,46")
    assert page.hits == ()
    assert [hit.label for hit in page.near] == ["Vente à façon"]


def test_a_key_that_was_tampered_with_is_refused(dossier: int) -> None:
    with pytest.raises(WrongUse):
        search_entries(system_act(), dossier, "loyer", after="zzz")


def test_hostile_text_finds_nothing_and_breaks_nothing(dossier: int) -> None:
    for text in ["'; delete from books_line; --", "\x00loyer\x00zzz", "{{7*7}}", "\\"]:
        assert found(dossier, text) == []


def test_nobody_searches_in_another_dossier(dossier: int) -> None:
    other = a_dossier(siren="552100554")
    assert found(other, "loyer") == []
    stranger = Act(actor="0198c0de-0000-7000-8000-000000000000", at=now())
    with pytest.raises(NotFound):
        search_entries(stranger, dossier, "loyer")


def test_a_deleted_or_changed_draft_is_found_as_it_is(dossier: int) -> None:
    entry = an_entry(a_line("606100", debit=500, label="Avant"), a_line("512000", credit=500))
    entry["public_id"] = "0198c0de-0000-7000-8000-0000000000aa"
    write(dossier, entry)
    assert found(dossier, "avant") == ["Avant"]
    entry["lines"][0]["label"] = "Après"
    write(dossier, {**entry, "version": 1})
    assert (found(dossier, "avant"), found(dossier, "apres")) == ([], ["Après"])


@pytest.mark.commits
def test_a_draft_that_shares_its_words_leaves_them_to_the_others(clone_db: str) -> None:
    """An import writes one row for the entries of a day that share a word, under the first one."""
    number = a_dossier()
    entries = [
        an_entry(
            a_line("606100", debit=500, label="Énergie", piece_ref=f"É-{at}"),
            a_line("411000", credit=500, third="C001", label="énergie"),
        )
        for at in (1, 2)
    ]
    public = "0198c0de-0000-7000-8000-0000000000ab"
    write(number, {**entries[0], "public_id": public}, entries[1])
    kept = "select day, token, unnest(entries) from boucle.books_search_token order by 3, 2"
    with database.connect("postgres", clone_db) as owner:
        owner.execute("set search_path = boucle")
        ids = [x for (x,) in owner.execute("select id from books_entry order by id").fetchall()]
        one_by_one = owner.execute(kept).fetchall()
        owner.execute("delete from books_search_token")
        owner.execute("select books_add_tokens(%s, %s::bigint[])", (number, ids))
        assert owner.execute(kept).fetchall() == one_by_one
        assert owner.execute(
            "select 1 from books_search_token where entries = %s::bigint[]", (ids,)
        ).rowcount
    entries[0]["lines"][0]["label"] = "Électricité"
    write(number, {**entries[0], "public_id": public, "version": 1})
    assert found(number, "énergie") == ["Énergie", "Électricité"]


def test_an_import_under_way_is_said(dossier: int) -> None:
    assert not search_entries(system_act(), dossier, "loyer").importing
    with access.write(system_act(), dossier, "books.write"):
        Job.objects.create(dossier_id=dossier, kind="books.fec_import", actor="x", state="running")
    assert search_entries(system_act(), dossier, "loyer").importing
