"""The lettrage screen: what is open, its pages, the acts and what takes them back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.commands import settling
from boucle.books.commands.settling import Wanted
from boucle.books.models import Account, Lettrage, Line
from boucle.books.public import save_draft, unletter, validate_entries
from boucle.books.queries.lettrage import lines_to_letter, open_items, open_parties
from boucle.books.queries.years import years_of
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, Refused
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry
from tests.books.test_gate_lettrage import a_user
from tests.books.test_grid_data import signed_in

pytestmark = pytest.mark.django_db
ACT = system_act()
F1 = ("401000", "F001")


def bought(dossier: int, cents: int, day: str = "2025-03-15", third: str = "F001") -> Any:
    lines = a_line("606100", cents), a_line("401000", credit=cents, third=third)
    return save_draft(ACT, dossier, an_entry(*lines, day=day)).public_id, 2


def paid(dossier: int, cents: int, day: str = "2025-04-15", third: str = "F001") -> Any:
    lines = a_line("401000", cents, third=third), a_line("512000", credit=cents)
    return save_draft(ACT, dossier, an_entry(*lines, journal="BQ", day=day)).public_id, 1


def looked(dossier: int, *, label: str = "2025", **more: Any) -> Any:
    years = years_of(ACT, dossier)
    return lines_to_letter(ACT, dossier, a_year(dossier, label), years, *F1, **more)


def parties(dossier: int, label: str = "2025", **more: Any) -> Any:
    years = years_of(ACT, dossier)
    return open_parties(ACT, dossier, a_year(dossier, label), years, **more)


def shown(dossier: int) -> list[tuple[str | None, int, int]]:
    return [(one.third, one.count, one.balance) for one in parties(dossier).rows]


def wanted(*lines: Any) -> Wanted:
    return Wanted(*F1, lines)


def codes(dossier: int) -> list[tuple[str, bool]]:
    with access.read(ACT, dossier):
        rows = Lettrage.objects.filter(dossier_id=dossier).order_by("id")
        return [(row.code, row.is_partial) for row in rows]


@pytest.fixture(params=[120, 0], ids=["one by one", "all at once"])
def nearby(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many pairs are counted by their lettrages before all open lines are read."""
    monkeypatch.setattr("boucle.books.queries.lettrage.NEARBY", request.param)


@pytest.mark.usefixtures("nearby")
def test_open_parties_lose_what_is_lettered_and_keep_what_is_partial() -> None:
    dossier = a_dossier()
    a, b, c = bought(dossier, 500), paid(dossier, 500), bought(dossier, 300)
    bought(dossier, 700, third="C001")
    assert shown(dossier) == [("C001", 1, -700), ("F001", 3, -300)]
    settling.settle(ACT, dossier, wanted(a, b))
    assert shown(dossier) == [("C001", 1, -700), ("F001", 1, -300)]
    d = paid(dossier, 100)
    settling.settle(ACT, dossier, wanted(c, d), partial=True)
    assert shown(dossier)[1] == ("F001", 2, -200)
    around = parties(dossier, at=F1)
    assert around.previous.third == "C001" and around.next is None
    assert parties(dossier, text="durand").rows[0].third == "C001"
    assert len(parties(dossier, limit=1).rows) == 1 and parties(dossier, limit=1).has_more


@pytest.mark.usefixtures("nearby")
def test_an_account_without_third_party_is_open_when_it_is_lettered_by_its_chart() -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Account.objects.create(dossier_id=dossier, number="471000", label="Attente", lettrable=True)
    save_draft(ACT, dossier, an_entry(a_line("471000", 900), a_line("512000", credit=900)))
    assert [(p.account, p.third, p.count) for p in parties(dossier).rows] == [("471000", None, 1)]
    years = years_of(ACT, dossier)
    found = lines_to_letter(ACT, dossier, a_year(dossier), years, "471000", "")
    assert [line.net for line in found.lines] == [900]


@pytest.mark.usefixtures("nearby")
def test_lines_come_by_key_and_a_year_without_openings_shows_the_one_before() -> None:
    dossier = a_dossier(years=(2024, 2025))
    old = bought(dossier, 100, day="2024-12-20")
    new = [bought(dossier, 200 + n, day=f"2025-01-{n + 10}") for n in range(3)]
    page = looked(dossier, limit=2)
    assert page.has_more and [(x.entry, x.position) for x in page.lines] == [old, new[0]]
    rest = looked(dossier, limit=2, after=page.lines[-1].key)
    assert [(x.entry, x.position) for x in rest.lines] == new[1:] and not rest.has_more
    assert shown(dossier) == [("F001", 4, -703)]
    assert [p.count for p in parties(dossier, "2024").rows] == [1]


def test_a_partial_lettrage_is_completed_under_its_own_code() -> None:
    dossier = a_dossier()
    bill, first, second = bought(dossier, 500), paid(dossier, 200), paid(dossier, 300)
    part = settling.settle(ACT, dossier, wanted(bill, first), partial=True)
    assert (part.code, part.partial, part.gap) == ("AAA", True, -300)
    line = looked(dossier).lines[0]
    assert (line.shown_code, line.rest) == ("aaa", -300)
    done = settling.settle(ACT, dossier, wanted(bill, second))
    assert (done.code, done.partial, done.lines) == ("AAA", False, 3)
    assert codes(dossier) == [("AAA", False)] and not looked(dossier).lines
    assert looked(dossier).last_on is not None and looked(dossier, lettered=True).lines


def test_two_partial_lettrages_become_one_and_come_back() -> None:
    dossier = a_dossier()
    a, b = bought(dossier, 500), paid(dossier, 100)
    c, d = bought(dossier, 300), paid(dossier, 50)
    e = paid(dossier, 650)
    settling.settle(ACT, dossier, wanted(a, b), partial=True)
    settling.settle(ACT, dossier, wanted(c, d), partial=True)
    done = settling.settle(ACT, dossier, wanted(a, c, e))
    assert (done.lines, done.partial) == (5, False) and len(codes(dossier)) == 1
    settling.take_back(ACT, dossier, wanted(), done.undo)
    assert codes(dossier) == [("AAA", True), ("AAB", True)]
    assert {line.rest for line in looked(dossier).lines} == {-400, -250, None}


def test_what_is_taken_back_can_be_taken_back() -> None:
    dossier = a_dossier()
    a, b = bought(dossier, 500), paid(dossier, 500)
    settling.settle(ACT, dossier, wanted(a, b))
    done = settling.release(ACT, dossier, wanted(a))
    assert codes(dossier) == [] and len(looked(dossier).lines) == 2
    settling.take_back(ACT, dossier, wanted(), done.undo)
    assert codes(dossier) == [("AAA", False)]
    unletter(ACT, dossier, lines=[a, b])
    with pytest.raises(Refused):
        settling.release(ACT, dossier, wanted(a))


@pytest.mark.parametrize(("bill", "payment", "account"), [(500, 495, "758"), (500, 505, "658")])
def test_a_small_gap_goes_to_658_or_758_through_the_gate(
    bill: int, payment: int, account: str
) -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        for number in ("658000", "758000"):
            Account.objects.create(dossier_id=dossier, number=number, label="Écart")
    a, b = bought(dossier, bill), paid(dossier, payment)
    done = settling.settle_with_gap(ACT, dossier, a_year(dossier), wanted(a, b))
    assert (done.partial, done.lines) == (False, 3) and not looked(dossier).lines
    assert done.undo.draft is not None
    with access.read(ACT, dossier):
        moved = Account.objects.get(dossier_id=dossier, number__startswith=account)
        line = Line.objects.get(dossier_id=dossier, account_id=moved.id)
    assert line.debit - line.credit == (5 if account == "658" else -5)
    settling.take_back(ACT, dossier, wanted(), done.undo)
    assert codes(dossier) == [] and len(looked(dossier).lines) == 2


def test_a_gap_above_the_threshold_is_refused_and_the_threshold_changes() -> None:
    dossier = a_dossier()
    a, b = bought(dossier, 50000), paid(dossier, 49000)
    with pytest.raises(Refused) as refusal:
        settling.settle_with_gap(ACT, dossier, a_year(dossier), wanted(a, b))
    assert refusal.value.findings[0].code == "books.lettrage.gap_too_large"
    settling.set_gap_limit(ACT, dossier, 2000)
    with pytest.raises(Refused) as refusal:
        settling.settle_with_gap(ACT, dossier, a_year(dossier), wanted(a, b))
    assert refusal.value.findings[0].code == "books.lettrage.no_gap_account"
    with pytest.raises(Forbidden):
        settling.set_gap_limit(a_user(dossier, "ecriture"), dossier, 5000)
    with pytest.raises(Refused):
        settling.set_gap_limit(ACT, dossier, -1)


def test_open_items_come_nearest_first_with_partial_lettrages_as_one() -> None:
    dossier = a_dossier()
    a, _ = bought(dossier, 500), bought(dossier, 900)
    b = paid(dossier, 100)
    settling.settle(ACT, dossier, wanted(a, b), partial=True)
    asked = ACT, dossier, a_year(dossier), years_of(ACT, dossier), *F1
    items, more = open_items(*asked, 900)
    assert [item["net"] for item in items] == [-900, -400] and not more
    assert [item["net"] for item in open_items(*asked, 400)[0]] == [-400, -900]
    assert len(open_items(*asked, 0, limit=1)[0]) == 1 and open_items(*asked, 0, limit=1)[1]


def post(client: Client, what: str, body: Any) -> Any:
    return client.post(
        f"/d/{SIREN}/2025/lettrage/{what}", json.dumps(body), content_type="application/json"
    )


def test_the_screen_and_its_acts() -> None:
    dossier = a_dossier()
    client = signed_in(dossier)
    assert "Rien n’attend" in client.get(f"/d/{SIREN}/2025/lettrage").content.decode()
    a, b = bought(dossier, 50000), paid(dossier, 50000)
    names = [f"{key}:{position}" for key, position in (a, b)]
    page = client.get(f"/d/{SIREN}/2025/lettrage", follow=True)
    assert page.redirect_chain[-1][0].endswith("/lettrage/401000/F001")
    assert all(name in page.content.decode() for name in names)
    ask = {"account": "401000", "third": "F001", "lines": names[:1], "among": names}
    assert post(client, "chercher", ask).json() == {"found": [names[1:]]}
    refused = post(client, "actes", ask | {"act": "letter"})
    assert refused.status_code == 422 and refused.json()["findings"]
    done = post(client, "actes", ask | {"act": "letter", "lines": names})
    assert done.json()["done"]["code"] == "AAA"
    text = client.get(f"/d/{SIREN}/2025/lettrage/401000/F001").content.decode()
    assert "Tout est lettré, la dernière fois le" in text
    back = post(client, "actes", ask | {"act": "undo", "undo": done.json()["done"]["undo"]})
    assert back.status_code == 200 and len(looked(dossier).lines) == 2
    for bad in (
        {"act": "x"},
        {"act": "letter", "lines": ["x"]},
        {"act": "undo", "undo": {"old": [1]}},
    ):
        assert post(client, "actes", ask | bad).status_code in {400, 422}
    assert client.get(f"/d/{SIREN}/2025/lettrage/999/F001").status_code == 404
    assert client.get(f"/d/{SIREN}/2025/lettrage/401000/F001?apres=xx").status_code == 400


def test_validated_lines_are_settled_too() -> None:
    dossier = a_dossier()
    a, b = bought(dossier, 500), paid(dossier, 500)
    validate_entries(ACT, dossier, a_year(dossier))
    assert settling.settle(ACT, dossier, wanted(a, b)).code == "AAA"
    assert not looked(dossier).lines


def test_lines_of_one_side_alone_are_no_lettrage() -> None:
    dossier = a_dossier()
    first, second = paid(dossier, 200), paid(dossier, 300)
    with pytest.raises(Refused, match="même côté"):
        settling.settle(ACT, dossier, wanted(first, second), partial=True)
    assert codes(dossier) == []
