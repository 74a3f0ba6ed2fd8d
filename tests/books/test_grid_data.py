"""What the grid loads: totals of the whole month, and journals whose code is odd."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.models import Journal
from boucle.books.public import journals_of, save_draft
from boucle.books.queries import grid
from boucle.kernel.act import system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()


def signed_in(dossier: int) -> Client:
    company = Organisation.objects.create(kind="company", name="Essai")
    user = access.create_user(
        login="anne", name="Anne", password="vraiment-long-42", organisation_id=company.id
    )
    access.grant_level(ACT, dossier, login="anne", level="collaborateur")
    client = Client()
    client.force_login(user)
    return client


def test_the_session_line_counts_entries_that_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = a_dossier()
    for _ in range(3):
        save_draft(ACT, dossier, an_entry())
    journal = next(j for j in journals_of(ACT, dossier) if j.code == an_entry()["journal"])
    month = date.fromisoformat(an_entry()["date"]).replace(day=1)
    whole = grid.grid_data(ACT, dossier, a_year(dossier), journal, month)
    assert whole["earlier"] == {"debit": 0, "credit": 0, "count": 0}
    one = sum(line.get("debit", 0) for line in whole["entries"][0]["lines"])
    assert one > 0
    real = grid.run_sql

    def last_only(name: str, **params: object) -> list:
        rows = real(name, **params)
        return rows[-1:] if name == "books/grid_entries" else rows

    monkeypatch.setattr(grid, "run_sql", last_only)
    cut = grid.grid_data(ACT, dossier, a_year(dossier), journal, month)
    assert cut["earlier"] == {"debit": 2 * one, "credit": 2 * one, "count": 2}


@pytest.mark.parametrize("code", ["A/B", "..", "A B", "é?"])
def test_a_journal_with_an_odd_code_breaks_no_screen(code: str) -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Journal.objects.create(dossier_id=dossier, code=code, label="Divers", type="od")
    client = signed_in(dossier)
    assert client.get(f"/d/{SIREN}/2025/saisie").status_code == 200
    assert client.get(f"/d/{SIREN}/2025/journaux").status_code == 200


def test_the_grid_of_a_journal_with_a_slash_opens() -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Journal.objects.create(dossier_id=dossier, code="A/B", label="Divers", type="od")
    client = signed_in(dossier)
    assert client.get(f"/d/{SIREN}/2025/saisie/A/B/2025-03").status_code == 200
    found = client.get(f"/d/{SIREN}/2025/saisie/A/B/2025-03/donnees").json()
    assert found["journal"]["code"] == "A/B"
