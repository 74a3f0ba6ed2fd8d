"""VAT due on receipts: what a payment makes due, pro rata, and the draft that moves it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from boucle.access import public as access
from boucle.books.commands.settling import Wanted, release, settle
from boucle.books.commands.vat_receipts import move_vat
from boucle.books.models import Account, Line, VatCode
from boucle.books.public import apply_usual, delete_draft, save_draft
from boucle.books.queries.vat_receipts import vat_to_move
from boucle.books.queries.years import years_of
from boucle.books.rules.vat_receipts import due_of, settled_sizes
from boucle.books.types_vat_receipts import Part, Transfers
from boucle.kernel.act import system_act
from boucle.kernel.errors import Refused
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry
from tests.books.test_grid_data import signed_in

ACT = system_act()
MARCH, APRIL = date(2025, 3, 31), date(2025, 4, 30)


def test_the_smaller_side_pays_the_oldest_lines_first() -> None:
    lines = [
        Part((2, 1), date(2025, 2, 1), 300), Part((1, 1), date(2025, 1, 1), 500),
        Part((3, 1), date(2025, 3, 1), -600),
    ]  # fmt: skip
    assert settled_sizes(lines) == {(1, 1): 500, (2, 1): 100, (3, 1): 600}


@given(
    st.integers(1, 10**9), st.integers(0, 10**8), st.lists(st.integers(1, 10**8), max_size=8)
)  # fmt: skip
def test_parts_add_up_to_the_whole_vat(gross: int, vat: int, payments: list[int]) -> None:
    vat, paid, moved = min(vat, gross), 0, 0
    for payment in payments:
        paid = min(gross, paid + payment)
        moved += due_of(vat, paid, gross) - moved
        assert 0 <= moved <= vat
    assert due_of(vat, gross, gross) == vat


@pytest.fixture
def dossier() -> int:
    number = a_dossier()
    with access.write(ACT, number):
        for account in ("445710", "445880", "445890", "445660"):
            Account.objects.get_or_create(
                dossier_id=number, number=account, defaults={"label": account}
            )
    apply_usual(ACT, number, "receipts")
    return number


def sold(dossier: int, net: int = 1000_00, day: str = "2025-03-10", piece: str = "F1") -> Any:
    vat = net // 5
    lines = (
        a_line("411000", net + vat, third="C001", piece_ref=piece),
        a_line("707000", credit=net), a_line("445880", credit=vat, piece_ref=piece),
    )  # fmt: skip
    return save_draft(ACT, dossier, an_entry(*lines, journal="VTE", day=day)).public_id, 1


def received(dossier: int, cents: int, day: str) -> Any:
    lines = a_line("512000", cents), a_line("411000", credit=cents, third="C001")
    return save_draft(ACT, dossier, an_entry(*lines, journal="BQ", day=day)).public_id, 2


def lettered(dossier: int, *lines: Any, partial: bool = False) -> None:
    settle(ACT, dossier, Wanted("411000", "C001", lines), partial=partial)


def waiting(dossier: int, until: date) -> Transfers:
    return vat_to_move(ACT, dossier, a_year(dossier), years_of(ACT, dossier), until)


def moved(dossier: int, until: date) -> Any:
    return move_vat(ACT, dossier, a_year(dossier), years_of(ACT, dossier), until)


def lines_of(dossier: int, done: Any) -> list[tuple[str, int]]:
    with access.read(ACT, dossier):
        numbers = dict(Account.objects.filter(dossier_id=dossier).values_list("id", "number"))
        rows = Line.objects.filter(dossier_id=dossier, date__gte=date(2025, 3, 31))
        return [
            (numbers[line.account_id], line.debit - line.credit)
            for line in rows.order_by("entry_id", "position")
            if numbers[line.account_id].startswith("445")
        ]


@pytest.mark.django_db
def test_nothing_moves_before_the_payment_and_all_of_it_after(dossier: int) -> None:
    bill = sold(dossier)
    assert waiting(dossier, MARCH).rows == ()
    with pytest.raises(Refused, match="devenue exigible"):
        moved(dossier, MARCH)
    lettered(dossier, bill, received(dossier, 1200_00, "2025-03-20"))
    [row] = waiting(dossier, MARCH).rows
    assert (row.final, row.gross, row.paid, row.move) == ("445710", 1200_00, 1200_00, 200_00)
    done = moved(dossier, MARCH)
    assert (done.invoices, done.cents) == (1, 200_00)
    assert lines_of(dossier, done) == [("445880", 200_00), ("445710", -200_00)]
    assert waiting(dossier, APRIL) == Transfers(APRIL, ())


@pytest.mark.django_db
def test_partial_payments_move_their_part_and_the_last_one_the_rest(dossier: int) -> None:
    bill = sold(dossier, net=100_01)
    vat = 20_00
    first = received(dossier, 40_00, "2025-03-20")
    lettered(dossier, bill, first, partial=True)
    [row] = waiting(dossier, MARCH).rows
    assert (row.paid, row.move) == (40_00, due_of(vat, 40_00, 120_01))
    moved(dossier, MARCH)
    assert waiting(dossier, MARCH).rows == ()
    second = received(dossier, 80_01, "2025-04-12")
    lettered(dossier, bill, first, second)
    assert waiting(dossier, MARCH).rows == (), "paid in April: not yet due in March"
    [row] = waiting(dossier, APRIL).rows
    assert row.moved + row.move == vat
    moved(dossier, APRIL)
    assert waiting(dossier, APRIL).rows == () and waiting(dossier, MARCH).rows == ()


@pytest.mark.django_db
def test_a_payment_taken_back_brings_its_vat_back(dossier: int) -> None:
    bill, paid = sold(dossier), received(dossier, 1200_00, "2025-03-20")
    lettered(dossier, bill, paid)
    done = moved(dossier, MARCH)
    release(ACT, dossier, Wanted("411000", "C001", (bill,)))
    assert waiting(dossier, APRIL).rows == (), "wholly lettered with its transfer"
    delete_draft(ACT, dossier, done.entry, done.version)
    lettered(dossier, bill, paid)
    assert [row.move for row in waiting(dossier, MARCH).rows] == [200_00]


@pytest.mark.django_db
def test_two_rates_in_one_waiting_account_are_told_apart(dossier: int) -> None:
    with access.write(ACT, dossier):
        Account.objects.create(dossier_id=dossier, number="445711", label="TVA collectée 5,5 %")
        VatCode.objects.filter(dossier_id=dossier, code="V55").update(account="445711")
    lines = (
        a_line("411000", 1200_00 + 211_00, third="C001"), a_line("707000", credit=1000_00),
        a_line("445880", credit=200_00), a_line("707000", credit=200_00),
        a_line("445880", credit=11_00),
    )  # fmt: skip
    bill = save_draft(ACT, dossier, an_entry(*lines, journal="VTE", day="2025-03-10"))
    lettered(dossier, (bill.public_id, 1), received(dossier, 1411_00, "2025-03-25"))
    found = waiting(dossier, MARCH)
    assert [(row.final, row.move) for row in found.rows] == [("445710", 200_00), ("445711", 11_00)]
    moved(dossier, MARCH)
    assert waiting(dossier, MARCH).rows == ()


@pytest.mark.django_db
def test_what_waits_without_an_invoice_is_said(dossier: int) -> None:
    lines = a_line("512000", 50_00), a_line("445880", credit=50_00)
    save_draft(ACT, dossier, an_entry(*lines, journal="OD"))
    found = waiting(dossier, MARCH)
    assert (found.rows, found.unknown) == ((), -50_00)


@pytest.fixture
def client(dossier: int) -> Client:
    return signed_in(dossier)


@pytest.mark.django_db
def test_the_lettrage_proposes_the_move_and_takes_it_back(dossier: int, client: Client) -> None:
    bill, paid = sold(dossier), received(dossier, 1200_00, "2025-03-20")
    address = f"/d/{SIREN}/2025/lettrage/actes"

    def act(name: str, lines: list[str], undo: Any = None) -> dict[str, Any]:
        body = {"act": name, "account": "411000", "third": "C001", "lines": lines, "undo": undo}
        answer = client.post(address, json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()["done"]
        return found

    lines = [f"{entry}:{position}" for entry, position in (bill, paid)]
    said = act("letter", lines)["vat"]
    assert (said["cents"], said["count"]) == (200_00, 1)
    done = act("vat", said["lines"])
    assert waiting(dossier, MARCH).rows == () and "vat" not in done
    act("undo", [], done["undo"])
    assert [row.move for row in waiting(dossier, MARCH).rows] == [200_00]
    act("vat", said["lines"])
    back = act("unletter", lines[:1])["vat"]
    assert back["cents"] == -200_00
    act("vat", back["lines"])
    lettered(dossier, bill, paid)
    assert [(row.moved, row.move) for row in waiting(dossier, MARCH).rows] == [(0, 200_00)]


@pytest.mark.django_db
def test_the_page_shows_what_is_due_and_makes_the_draft(dossier: int, client: Client) -> None:
    address = f"/d/{SIREN}/2025/tva-encaissements"
    bill = sold(dossier)
    assert "Aucune TVA en attente" in client.get(address + "?au=31/03/2025").content.decode()
    lettered(dossier, bill, received(dossier, 600_00, "2025-03-20"), partial=True)
    page = client.get(address + "?au=31/03/2025").content.decode()
    assert "Durand" in page and "100,00\u00a0D" in page and "445880 → 445710" in page
    assert client.get(address + "?au=31/02/2025").status_code == 422
    done = client.post(address + "/virer", {"au": "31/03/2025"})
    assert done.status_code == 302 and "/ecriture/" in done["Location"]
    assert client.post(address + "/virer", {"au": "31/03/2025"}).status_code == 422
    assert client.post(address + "/virer", {"au": "x"}).status_code == 422
