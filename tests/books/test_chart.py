"""The chart: what a number must be, accounts added, renamed, retired; the national charts."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.access import public as access
from boucle.books.commands import chart
from boucle.books.models import Account
from boucle.books.queries.setup import account_for, chart_page
from boucle.books.rules import accounts as rule
from boucle.books.rules import pcg
from boucle.books.types_setup import NewAccount
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.kernel.models import AuditEvent

from .build_setup import a_dossier, a_person, an_entry

ACT = system_act()


@pytest.mark.parametrize("number", ["101", "401000", "4110DUPONT", "9" * 20])
def test_a_right_number_passes(number: str) -> None:
    assert rule.number_problem(number) is None


@pytest.mark.parametrize("number", ["", "40", "012345", "A0100", "4A1000", "401-00", "4" * 21])
def test_a_wrong_number_is_told_in_french(number: str) -> None:
    problem = rule.number_problem(number)
    assert problem and problem.endswith(".")


def test_numbers_are_tidied() -> None:
    assert rule.tidy(" 411 000.a ") == "411000A"


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (date(2023, 1, 1), "2025"),
        (date(2025, 1, 1), "2025"),
        (date(2025, 12, 31), "2025"),
        (date(2026, 1, 1), "2026"),
        (date(2030, 7, 1), "2026"),
    ],
)
def test_the_chart_is_the_one_in_force_on_the_first_day(start: date, name: str) -> None:
    assert pcg.vintage(start) == name


@pytest.mark.parametrize("name", ["2025", "2026"])
def test_a_chart_has_its_839_rows(name: str) -> None:
    rows = pcg.chart(name)
    assert len(rows) == 839
    assert all(row.number.isdigit() and row.label.strip() == row.label for row in rows)


def test_the_two_charts_differ_as_the_text_says() -> None:
    old, new = ({row.number for row in pcg.chart(name)} for name in ("2025", "2026"))
    assert new - old == {"1673", "1682", "16711", "16712"}
    assert old - new == {"1675", "16718", "16748", "16758"}


@pytest.mark.parametrize("digits", [3, 6, 8])
def test_a_new_dossier_opens_the_usual_accounts(digits: int) -> None:
    opened = dict(pcg.usual_accounts("2025", digits))
    assert {n.ljust(digits, "0") for n in ("401", "411", "53", "44566", "607", "706")} <= set(
        opened
    )
    assert "10".ljust(digits, "0") not in opened or digits == 2
    assert all(rule.number_problem(number) is None for number in opened)
    assert len(opened) > 700


def test_an_unknown_chart_is_refused() -> None:
    with pytest.raises(ValueError, match="1999"):
        pcg.chart("1999")


@pytest.mark.django_db
def test_accounts_are_added_once() -> None:
    dossier = a_dossier()
    wanted = [("606410", "Papeterie"), ("401BIS", "Fournisseurs étrangers")]
    assert chart.add_accounts(ACT, dossier, wanted) == 2
    assert chart.add_accounts(ACT, dossier, wanted) == 0
    row = account_for(ACT, dossier, "401BIS")
    assert (row.is_control, row.lettrable, row.active) == (True, True, True)
    assert not account_for(ACT, dossier, "606410").lettrable


@pytest.mark.django_db
def test_every_wrong_account_is_named_and_none_is_added() -> None:
    dossier = a_dossier()
    with pytest.raises(Refused) as refusal:
        chart.add_accounts(ACT, dossier, [("606411", "Bon"), ("XX", ""), ("606412", "a\tb")])
    assert [(f.line, f.field) for f in refusal.value.findings] == [
        (2, "number"), (2, "label"), (3, "label"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        account_for(ACT, dossier, "606411")


@pytest.mark.django_db
def test_renaming_keeps_the_row_and_moves_its_search_key() -> None:
    dossier = a_dossier()
    an_entry(ACT, dossier)
    with access.read(ACT, dossier):
        before = Account.objects.get(dossier_id=dossier, number="606400").id
    renamed = NewAccount(number="606450", label="Fournitures d’été", lettrable=True)
    assert chart.change_account(ACT, dossier, "606400", renamed) == "606450"
    with access.read(ACT, dossier):
        row = Account.objects.get(dossier_id=dossier, number="606450")
        assert (row.id, row.search_key) == (before, "606450 fournitures d'ete")
        assert row.lettrable
    assert [a.number for a in chart_page(ACT, dossier, text="d’ÉTÉ")] == ["606450"]


@pytest.mark.django_db
def test_what_does_not_fit_is_refused() -> None:
    dossier = a_dossier()
    taken = NewAccount(number="401000", label="Encore")
    with pytest.raises(Refused, match="existe déjà"):
        chart.create_account(ACT, dossier, taken)
    with pytest.raises(Refused, match="existe déjà"):
        chart.change_account(ACT, dossier, "411000", taken)
    unknown = NewAccount(number="606499", label="Divers", contra_number="999999")
    with pytest.raises(Refused, match="n’existe pas dans le plan"):
        chart.create_account(ACT, dossier, unknown)
    with pytest.raises(NotFound):
        chart.change_account(ACT, dossier, "606499", NewAccount(number="606499", label="x"))


@pytest.mark.django_db
def test_a_retired_account_refuses_drafts_until_it_is_back() -> None:
    dossier = a_dossier()
    chart.retire_account(ACT, dossier, "606400")
    assert an_entry(ACT, dossier)["findings"][0]["code"] == "books.line.account_inactive"
    assert "606400" not in [a.number for a in chart_page(ACT, dossier, inactive=False, limit=900)]
    chart.retire_account(ACT, dossier, "606400", active=True)
    assert "entry" in an_entry(ACT, dossier)


@pytest.mark.django_db
def test_reading_does_not_let_one_write_and_a_collaborator_may() -> None:
    dossier = a_dossier()
    reader, colleague = a_person(dossier, "lecture"), a_person(dossier, "collaborateur", "paul")
    with pytest.raises(Forbidden):
        chart.add_accounts(reader, dossier, [("606410", "Papeterie")])
    assert chart.add_accounts(colleague, dossier, [("606410", "Papeterie")]) == 1
    with pytest.raises(NotFound):
        chart.add_accounts(reader, a_dossier(siren="552100554"), [("606410", "Papeterie")])


@pytest.mark.django_db
def test_the_chart_is_read_by_pages_in_the_order_of_numbers() -> None:
    dossier = a_dossier()
    first = chart_page(ACT, dossier, of_class="4", limit=10)
    assert len(first) == 11 and first[0].number == "401000"
    second = chart_page(ACT, dossier, of_class="4", limit=10, after=first[9].number)
    assert second[0] == first[10]


@pytest.mark.django_db
def test_each_write_leaves_a_trace() -> None:
    dossier = a_dossier()
    chart.create_account(ACT, dossier, NewAccount(number="606410", label="Papeterie"))
    chart.retire_account(ACT, dossier, "606410")
    with access.read(ACT, dossier):
        verbs = set(AuditEvent.objects.filter(dossier_id=dossier).values_list("verb", flat=True))
    assert {"books.opened", "books.account.added", "books.account.retired"} <= verbs
