"""Recurring entries: due days, drafts made once and only once, refusals said and not lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.commands import subscriptions as commands
from boucle.books.models import Account, Entry
from boucle.books.queries.drafts import content_of, entry_to_edit
from boucle.books.queries.subscriptions import (
    dossiers_with_dues,
    subscription_for,
    subscriptions_of,
)
from boucle.books.rules.model_label import pattern_of
from boucle.books.rules.recurrence import dues
from boucle.books.types_models import ModelLine, NewModel
from boucle.books.types_routine import NewSubscription
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused

from .build_setup import SIREN, a_dossier, a_person, an_entry

ACT = system_act()
HOME = f"/d/{SIREN}"
RENT = NewSubscription(
    label="Loyer", journal="ACH", every="month", day=31, start=date(2025, 1, 15),
    lines=(
        {"account": "613200", "debit": 100_000, "label": "Loyer {mois}"},
        {"account": "401000", "credit": 100_000, "label": ""},
    ),
)  # fmt: skip
db = pytest.mark.django_db


def entries(dossier: int) -> list[dict[str, Any]]:
    with access.read(ACT, dossier):
        ids = list(
            Entry.objects.filter(dossier_id=dossier, origin="abonnement")
            .order_by("date")
            .values_list("public_id", flat=True)
        )
    return [content_of(entry_to_edit(ACT, dossier, each)) for each in ids]


def test_days_of_a_year() -> None:
    def days(every: str, day: int, start: date, until: date | None, count: int = 6) -> list[str]:
        found = dues(every, day, start, until)
        return [f"{each:%d/%m/%y}" for each, _ in zip(found, range(count))]

    assert days("month", 31, date(2024, 1, 31), None, 4) == [
        "31/01/24", "29/02/24", "31/03/24", "30/04/24",
    ]  # fmt: skip
    assert days("month", 5, date(2025, 1, 6), date(2025, 4, 5)) == [
        "05/02/25", "05/03/25", "05/04/25",
    ]  # fmt: skip
    assert days("quarter", 15, date(2025, 2, 1), None, 3) == ["15/02/25", "15/05/25", "15/08/25"]
    assert days("year", 29, date(2024, 2, 1), None, 3) == ["29/02/24", "28/02/25", "28/02/26"]
    assert days("month", 1, date(2025, 3, 2), date(2025, 3, 31)) == []


def test_a_label_suggests_its_pattern() -> None:
    day = date(2025, 3, 31)
    assert pattern_of("SCI DU PORT loyer Mars 2025", day) == "SCI DU PORT loyer {mois}"
    assert pattern_of("Maintenance T1 2025", day) == "Maintenance {trimestre}"
    assert pattern_of("Assurance 2025", day) == "Assurance {année}"


@db
def test_what_is_due_is_made_once() -> None:
    dossier = a_dossier()
    number = books.save_subscription(ACT, dossier, RENT)
    assert subscription_for(ACT, dossier, number).next == date(2025, 1, 31)
    assert dossiers_with_dues(ACT, date(2025, 1, 30)) == []
    assert dossiers_with_dues(ACT, date(2025, 3, 31)) == [dossier]
    done = books.make_due(ACT, dossier, date(2025, 3, 31))
    assert (done.made, done.waiting) == (3, ())
    again = books.make_due(ACT, dossier, date(2025, 3, 31))
    assert (again.made, again.waiting) == (0, ())
    found = entries(dossier)
    assert [each["date"] for each in found] == ["2025-01-31", "2025-02-28", "2025-03-31"]
    assert [line["label"] for line in found[1]["lines"]] == ["Loyer février 2025", "Loyer"]
    row = subscription_for(ACT, dossier, number)
    assert (row.next, row.made, row.total) == (date(2025, 4, 30), 3, 100_000)


@db
def test_a_draft_that_was_deleted_does_not_come_back_and_a_moved_day_makes_no_double() -> None:
    dossier = a_dossier()
    number = books.save_subscription(ACT, dossier, RENT)
    books.make_due(ACT, dossier, date(2025, 2, 28))
    first = subscription_for(ACT, dossier, number).runs[0].entry
    assert first is not None
    books.delete_draft(ACT, dossier, first, 1)
    books.save_subscription(
        ACT, dossier, replace(RENT, day=5, start=date(2025, 1, 1)), number=number
    )
    assert books.make_due(ACT, dossier, date(2025, 3, 5)).made == 1
    assert [each["date"] for each in entries(dossier)] == ["2025-02-28", "2025-03-05"]


@db
def test_a_closed_month_waits_with_its_reason_and_is_tried_again() -> None:
    dossier = a_dossier()
    number = books.save_subscription(ACT, dossier, RENT)
    books.lock_month(ACT, dossier, "ACH", date(2025, 2, 1))
    done = books.make_due(ACT, dossier, date(2025, 3, 31))
    assert done.made == 2
    ((label, due, reason),) = done.waiting
    assert (label, due) == ("Loyer", date(2025, 2, 28)) and "02/2025" in reason
    row = subscription_for(ACT, dossier, number)
    assert row.next == date(2025, 2, 28) and row.waiting[0].reason == reason
    books.lock_month(ACT, dossier, "ACH", date(2025, 2, 1), locked=False)
    assert books.make_due(ACT, dossier, date(2025, 3, 31)).made == 1
    assert not subscription_for(ACT, dossier, number).waiting


@db
def test_a_month_without_a_year_can_be_let_go() -> None:
    dossier = a_dossier()
    number = books.save_subscription(ACT, dossier, replace(RENT, start=date(2024, 12, 1)))
    done = books.make_due(ACT, dossier, date(2025, 1, 31))
    assert done.made == 1 and "exercice" in done.waiting[0][2]
    commands.skip_month(ACT, dossier, number, date(2024, 12, 31))
    row = subscription_for(ACT, dossier, number)
    assert not row.waiting and row.next == date(2025, 2, 28)
    with pytest.raises(Refused, match="déjà faite"):
        commands.skip_month(ACT, dossier, number, date(2025, 1, 1))
    with pytest.raises(NotFound):
        commands.skip_month(ACT, dossier, number, date(2023, 1, 1))


@db
def test_a_paused_one_makes_nothing_and_an_end_ends() -> None:
    dossier = a_dossier()
    ended = replace(RENT, until=date(2025, 2, 15))
    number = books.save_subscription(ACT, dossier, ended)
    commands.set_active(ACT, dossier, number, active=False)
    assert books.make_due(ACT, dossier, date(2025, 6, 30)).made == 0
    commands.set_active(ACT, dossier, number, active=True)
    assert books.make_due(ACT, dossier, date(2025, 6, 30)).made == 1
    assert subscription_for(ACT, dossier, number).next is None


@db
def test_what_is_wrong_is_said_at_once() -> None:
    dossier = a_dossier()
    wrong = NewSubscription(
        label="", journal="ZZ", every="week", day=0, start=date(2025, 2, 1),
        until=date(2025, 1, 1),
        lines=({"account": "999", "third": "X", "debit": 5, "label": "{jour}"},),
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        books.save_subscription(ACT, dossier, wrong)
    found = {(f.line, f.field) for f in refusal.value.findings}
    heads = {(None, name) for name in ("title", "journal", "every", "day", "until", "lines")}
    assert found == heads | {(1, "account"), (1, "third"), (1, "label")}


@db
def test_only_who_writes_makes_them() -> None:
    dossier = a_dossier()
    number = books.save_subscription(ACT, dossier, RENT)
    reader = a_person(dossier, "lecture")
    assert subscriptions_of(reader, dossier)
    for act in (
        lambda: books.save_subscription(reader, dossier, RENT),
        lambda: books.make_due(reader, dossier, date(2025, 3, 31)),
        lambda: commands.set_active(reader, dossier, number, active=False),
        lambda: commands.skip_month(reader, dossier, number, date(2025, 1, 31)),
    ):
        with pytest.raises(Forbidden):
            act()


def client_of(dossier: int, level: str) -> Client:
    a_person(dossier, level)
    client = Client()
    client.force_login(access.User.objects.get(login="jeanne"))
    return client


def body(**more: object) -> dict[str, object]:
    return {
        "title": "Logiciel", "journal": "ACH", "every": "quarter", "day": "10",
        "start": "01/01/2025", "until": "", "account": ["651800", "401000"], "third": ["", ""],
        "label": ["Logiciel {trimestre}", ""], "debit": ["90,00", ""], "credit": ["", "90,00"],
        **more,
    }  # fmt: skip


@db
def test_one_is_written_paused_and_made_on_its_screens() -> None:
    dossier = a_dossier()
    client = client_of(dossier, "ecriture")
    list_page = f"{HOME}/abonnements"
    assert "Aucun abonnement" in client.get(list_page).content.decode()
    bad = body(day="99", start="32/01/2025", credit=["", "80,00"], account=["651800", "4"])
    wrong = client.post(f"{list_page}/nouveau", bad)
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "Le 32/01/2025 n’existe pas" in text
    assert 'value="32/01/2025"' in text
    wrong = client.post(f"{list_page}/nouveau", body(credit=["", "80,00"]))
    assert wrong.status_code == 422 and "il manque 10,00 au crédit" in wrong.content.decode()
    done = client.post(f"{list_page}/nouveau", body(), follow=True).content.decode()
    assert "Abonnement « Logiciel » enregistré." in done and "10/01/2025" in done
    (row,) = subscriptions_of(ACT, dossier)
    page = client.post(f"{list_page}/generer", follow=True).content.decode()
    assert "faites en brouillard" in page
    assert [each["date"] for each in entries(dossier)][:2] == ["2025-01-10", "2025-04-10"]
    assert entries(dossier)[0]["lines"][0]["label"] == "Logiciel T1 2025"
    page = client.post(f"{list_page}/{row.id}/acte", {"acte": "suspendre"}, follow=True)
    assert "Suspendu" in page.content.decode()
    form = client.get(f"{list_page}/{row.id}").content.decode()
    assert "Logiciel {trimestre}" in form and "Faite" in form
    client.post(f"{list_page}/{row.id}", body(title="Logiciels", until="30/06/2025"))
    assert subscriptions_of(ACT, dossier)[0].label == "Logiciels"
    assert client.post(f"{list_page}/{row.id}/acte", {"acte": "?"}).status_code == 400


@db
def test_what_waits_is_on_the_list() -> None:
    dossier = a_dossier()
    books.save_subscription(ACT, dossier, replace(RENT, start=date(2024, 12, 1)))
    books.make_due(ACT, dossier, date(2025, 1, 31))
    client = client_of(dossier, "collaborateur")
    page = client.get(f"{HOME}/abonnements").content.decode()
    assert "Loyer, 31/12/2024" in page and "Passer cette échéance" in page
    (row,) = subscriptions_of(ACT, dossier)
    gone = {"acte": "passer", "mois": "2024-12-01"}
    page = client.post(f"{HOME}/abonnements/{row.id}/acte", gone, follow=True).content.decode()
    assert "12/2024 passée" in page and "Passer cette échéance" not in page


@db
def test_an_entry_or_a_model_makes_one() -> None:
    dossier = a_dossier()
    entry = an_entry(ACT, dossier, day="2025-03-31")["entry"]
    client = client_of(dossier, "ecriture")
    page = client.get(f"{HOME}/abonnements/nouveau?ecriture={entry}").content.decode()
    assert 'value="606400"' in page and 'value="01/04/2025"' in page and 'value="31"' in page
    page = client.get(f"{HOME}/abonnements/nouveau?modele=LOY").content.decode()
    assert 'value="613200"' in page and 'value="{tiers} loyer {mois}"' in page
    assert client.get(f"{HOME}/abonnements/nouveau?modele=NON").status_code == 404


@db
def test_a_reader_sees_the_list_only() -> None:
    dossier = a_dossier()
    books.save_subscription(ACT, dossier, RENT)
    client = client_of(dossier, "lecture")
    page = client.get(f"{HOME}/abonnements").content.decode()
    assert "Loyer" in page and "Suspendre" not in page and "/generer" not in page
    assert client.post(f"{HOME}/abonnements/generer").status_code == 403


@pytest.mark.commits
def test_the_worker_makes_them_in_every_dossier_and_twice_makes_no_more(clone_db: str) -> None:
    from boucle.books import jobs

    first, second = a_dossier(), a_dossier(siren="552100554")
    for dossier in (first, second):
        books.save_subscription(ACT, dossier, replace(RENT, until=date(2025, 3, 31)))
    for _ in range(2):
        for dossier in dossiers_with_dues(ACT, date(2025, 12, 31)):
            jobs.subscriptions_of.func(dossier)
    assert [len(entries(dossier)) for dossier in (first, second)] == [3, 3]
    jobs.subscriptions.func(0)
    assert dossiers_with_dues(ACT, date(2025, 12, 31)) == []


FEE = NewSubscription(
    label="Honoraires", journal="ACH", every="year", day=31, start=date(2013, 12, 1),
    lines=(
        {"account": "622600", "debit": 100_000, "vat_code": "D20"},
        {"account": "445660", "formula": "TVA(L1)", "side": "D"},
        {"account": "401000", "formula": "solde", "side": "C"},
    ),
)  # fmt: skip


def sides(lines: Any) -> list[tuple[str, int]]:
    return [(x["account"], int(x.get("debit") or 0) - int(x.get("credit") or 0)) for x in lines]


@db
def test_a_formula_is_counted_again_at_each_due_day_with_the_rate_of_that_day() -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Account.objects.get_or_create(dossier_id=dossier, number="622600", label="Honoraires")
    number = books.save_subscription(ACT, dossier, FEE)
    kept = subscription_for(ACT, dossier, number)
    assert kept.total == 119_600 and kept.lines[1]["formula"] == "TVA(L1)", "19,6 % in 2013"
    done = books.make_due(ACT, dossier, date(2025, 12, 31), number=number)
    assert (done.made, len(done.waiting)) == (1, 12), "no year is open before 2025"
    (new,) = entries(dossier)
    assert sides(new["lines"])[1:] == [("445660", 20_000), ("401000", -120_000)]
    assert all("formula" not in line for line in new["lines"])


@db
def test_a_formula_that_cannot_be_counted_is_told_at_its_line_and_waits_later() -> None:
    dossier = a_dossier()
    wrong = replace(RENT, lines=(RENT.lines[0], {**RENT.lines[1], "formula": "L3", "side": "C"}))
    with pytest.raises(Refused, match="n’est pas une ligne au-dessus") as refusal:
        books.save_subscription(ACT, dossier, wrong)
    assert refusal.value.findings[0].line == 2
    taxed = replace(RENT, lines=(
        RENT.lines[0] | {"vat_code": "D20"},
        {"account": "445660", "formula": "TVA(L1)", "side": "D"},
        {"account": "401000", "formula": "solde", "side": "C"},
    ))  # fmt: skip
    number = books.save_subscription(ACT, dossier, taxed)
    books.retire_vat_code(ACT, dossier, "D20")
    done = books.make_due(ACT, dossier, date(2025, 1, 31), number=number)
    assert done.made == 0 and "n’est pas en vigueur" in done.waiting[0][2]
    books.retire_vat_code(ACT, dossier, "D20", active=True)
    assert books.make_due(ACT, dossier, date(2025, 1, 31), number=number).made == 1


@db
def test_the_form_keeps_formulas_and_takes_those_of_a_model() -> None:
    dossier = a_dossier()
    a_person(dossier, "expert")
    client = Client()
    client.force_login(access.User.objects.get(login="jeanne"))
    lines = (
        ModelLine("613200", "", "D", "", "1000", "D20"),
        ModelLine("445660", "", "D", "", "TVA(L1)"),
        ModelLine("401000", "", "C", "", "solde"),
    )  # fmt: skip
    books.save_model(ACT, dossier, NewModel(code="LOYV", label="Loyer taxé", lines=lines))
    page = client.get(f"{HOME}/abonnements/nouveau?modele=LOYV").content.decode()
    assert 'value="TVA(L1)"' in page and 'value="solde"' in page and 'value="D20"' in page
    columns = {
        "account": ["613200", "445660", "401000"], "third": ["", "", ""], "label": ["", "", ""],
        "debit": ["1000", "TVA(L1)", ""], "credit": ["", "", "solde"], "vat_code": ["d20", "", ""],
    }  # fmt: skip
    head = {"title": "Loyer taxé", "journal": "ACH", "every": "month", "day": "1",
            "start": "01/01/2025", "until": "31/03/2025"}  # fmt: skip
    done = client.post(f"{HOME}/abonnements/nouveau", head | columns)
    assert done.status_code == 302, done.content.decode()
    (row,) = subscriptions_of(ACT, dossier)
    assert sides(row.lines) == [("613200", 100_000), ("445660", 20_000), ("401000", -120_000)]
    page = client.get(f"{HOME}/abonnements/{row.id}").content.decode()
    assert 'value="TVA(L1)"' in page and 'value="D20"' in page
    bad = client.post(f"{HOME}/abonnements/nouveau", head | columns | {"debit": ["1000", "L9", ""]})
    assert bad.status_code == 422 and 'value="L9"' in bad.content.decode()
