"""Who holds which Dossiers: several for a client, the same SIREN apart, rights that come and go."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.access import public as access
from boucle.books.commands.dossier import open_dossier
from boucle.books.queries.setup import journals_of
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.tenancy.public import NewDossier, Organisation

from .build_setup import SIREN, a_dossier, a_person, an_entry

pytestmark = pytest.mark.django_db
SYSTEM = system_act()
YEAR = date(2026, 1, 1), date(2026, 12, 31)
OTHERS = ("552100554", "443061841")


def member(login: str, organisation: Organisation) -> Act:
    user = access.create_user(
        login=login, name=login, password="x" * 12, organisation_id=organisation.id
    )
    return Act(actor=str(user.public_id), at=clock.now())


def opened_by(act: Act, siren: str) -> int:
    new = NewDossier(
        siren=siren, name=siren, cabinet_id=access.cabinet_of(act), client_id=access.company_of(act)
    )
    return open_dossier(act, new, *YEAR)


@pytest.mark.covers("S-015")
def test_a_client_opens_several_dossiers() -> None:
    company = Organisation.objects.create(kind="company", name="Groupe Durand")
    act = member("rémi", company)
    for siren in (SIREN, *OTHERS):
        opened_by(act, siren)
    rows = access.portfolio(act)
    assert {(row.siren, row.client_id) for row in rows} == {
        (siren, company.id) for siren in (SIREN, *OTHERS)
    }


@pytest.mark.covers("S-016")
def test_two_firms_hold_the_same_siren_apart() -> None:
    firms = [Organisation.objects.create(kind="cabinet", name=name) for name in ("A", "B")]
    acts = [member(f"de-{firm.name}", firm) for firm in firms]
    first, second = (opened_by(act, SIREN) for act in acts)
    assert first != second
    assert [[row.id for row in access.portfolio(act)] for act in acts] == [[first], [second]]
    with pytest.raises(NotFound):
        journals_of(acts[0], second)


@pytest.mark.covers("S-020", "S-034")
def test_a_company_without_a_firm_keeps_its_own_books() -> None:
    act = member("rémi", Organisation.objects.create(kind="company", name="Durand"))
    dossier = opened_by(act, SIREN)
    rights = access.rights_of(act, dossier)
    assert rights == access.LEVELS["autonome"]
    entry = an_entry(act, dossier, day="2026-03-10")
    assert entry["version"] == 1


@pytest.mark.covers("S-036")
def test_a_firm_works_alone_in_its_mode() -> None:
    act = member("claire", Organisation.objects.create(kind="cabinet", name="Martin"))
    dossier = opened_by(act, SIREN)
    people = access.people_of(act, dossier)
    assert [(p.login, p.rights.mode) for p in people] == [("claire", "expert")]


@pytest.mark.covers("S-027")
def test_the_mode_of_the_firm_is_closed_to_a_company() -> None:
    dossier = a_dossier()
    manager = a_person(dossier, "expert")
    member("patron", Organisation.objects.create(kind="company", name="Durand"))
    for level in ("expert", "collaborateur"):
        with pytest.raises(Refused, match="aucun cabinet"):
            access.grant_level(manager, dossier, login="patron", level=level)
    access.grant_level(manager, dossier, login="patron", level="autonome")
    person = next(p for p in access.people_of(manager, dossier) if p.login == "patron")
    assert person.rights.mode == "company"


@pytest.mark.covers("S-038")
def test_a_right_ends_with_the_next_request() -> None:
    dossier = a_dossier()
    manager = a_person(dossier, "expert")
    patron = member("patron", Organisation.objects.create(kind="company", name="Durand"))
    with pytest.raises(NotFound):
        journals_of(patron, dossier)
    access.grant_level(manager, dossier, login="patron", level="lecture")
    assert journals_of(patron, dossier)
    with pytest.raises(Forbidden):
        an_entry(patron, dossier)
    access.revoke_grant(manager, dossier, user_id=patron.actor)
    with pytest.raises(NotFound):
        journals_of(patron, dossier)
