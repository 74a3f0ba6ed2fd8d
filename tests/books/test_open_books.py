"""A new Dossier in one go; its identity; its archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from boucle.access import public as access
from boucle.books.commands import dossier as command
from boucle.books.queries.setup import account_for, journals_of
from boucle.books.queries.years import years_of
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, Refused
from boucle.tenancy.public import DossierChanges, NewDossier

from .build_setup import SIREN, a_dossier, a_person, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()
NEW = NewDossier(siren="732 829 320", name="Ateliers Durand")
YEAR = date(2026, 1, 1), date(2026, 12, 31)
SAME = DossierChanges(
    siren=SIREN, name="Ateliers Durand", legal_form="SARL", tax_regime="is_rn",
    vat_regime="mensuel", fec_regime="BIC",
)  # fmt: skip


def test_a_dossier_is_ready_in_one_go() -> None:
    dossier = command.open_dossier(ACT, NEW, *YEAR)
    assert [year.label for year in years_of(ACT, dossier)] == ["2026"]
    assert account_for(ACT, dossier, "401000").is_control
    assert account_for(ACT, dossier, "168200").label.startswith("Emprunts participatifs")
    assert len(journals_of(ACT, dossier)) == 6


def test_the_first_year_may_be_long_and_the_chart_follows_its_first_day() -> None:
    dossier = command.open_dossier(ACT, NEW, date(2025, 10, 1), date(2027, 9, 30), digits=8)
    assert [year.label for year in years_of(ACT, dossier)] == ["2027"]
    assert account_for(ACT, dossier, "16750000").label.startswith("Emprunts participatifs")


def test_opening_twice_changes_nothing() -> None:
    dossier = command.open_dossier(ACT, NEW, *YEAR)
    again = command.open_books(ACT, dossier, *YEAR)
    assert (again.accounts, again.journals, again.year) == (0, 0, "2026")


def test_all_that_is_wrong_comes_at_once_and_nothing_stays() -> None:
    with pytest.raises(Refused) as refusal:
        command.open_dossier(
            ACT, NewDossier(siren="123456789", name=""), YEAR[1], YEAR[0], "1999", digits=2
        )
    fields = [finding.field for finding in refusal.value.findings]
    assert fields == ["siren", "name", "end", "chart", "digits"]
    assert access.portfolio(ACT) == []


def test_one_active_dossier_per_siren_and_client() -> None:
    command.open_dossier(ACT, NEW, *YEAR)
    with pytest.raises(Refused, match="existe déjà"):
        command.open_dossier(ACT, NEW, *YEAR)


@pytest.mark.covers("S-014")
def test_identity_changes_until_the_first_entry() -> None:
    dossier = a_dossier()
    other = replace(SAME, siren="552100554", name="Durand SA", legal_form="SA")
    command.change_identity(ACT, dossier, other)
    assert access.dossier_for(ACT, "552100554").legal_form == "SA"
    an_entry(ACT, dossier)
    with pytest.raises(Refused, match="ne change plus"):
        command.change_identity(ACT, dossier, SAME)
    command.change_identity(ACT, dossier, replace(other, name="Durand et fils"))
    assert access.dossier_for(ACT, "552100554").name == "Durand et fils"


@pytest.mark.covers("S-014")
def test_a_wrong_siren_is_refused() -> None:
    with pytest.raises(Refused, match="clé est fausse"):
        command.change_identity(ACT, a_dossier(), replace(SAME, siren="732829321"))


def test_archiving_frees_the_address() -> None:
    dossier = a_dossier()
    command.archive(ACT, dossier)
    assert access.dossier_for(ACT, SIREN).is_archived
    fresh = command.open_dossier(ACT, NEW, *YEAR)
    assert access.dossier_for(ACT, SIREN).id == fresh
    assert len(access.portfolio(ACT, archived=True)) == 2


def test_only_who_manages_changes_the_dossier() -> None:
    dossier = a_dossier()
    colleague = a_person(dossier, "collaborateur")
    with pytest.raises(Forbidden):
        command.change_identity(colleague, dossier, SAME)
    with pytest.raises(Forbidden):
        command.archive(colleague, dossier)
