"""A company takes a cabinet, and leaves one with its books: same Dossier, rights that follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.access.models import Grant
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Conflict, Forbidden, NotFound, Refused
from boucle.tenancy.public import Dossier, NewDossier, Organisation
from tests.access.test_accounts import act_of, now

pytestmark = pytest.mark.django_db
ROOT = system_act()


class Two:
    """A company that keeps its own books (Paul), a cabinet (Ada, who administers, and Ben)."""

    def __init__(self) -> None:
        self.company = Organisation.objects.create(kind="company", name="Durand", siren="732829320")
        self.cabinet = Organisation.objects.create(
            kind="cabinet", name="Cabinet", siren="918355207"
        )
        self.paul = act_of("paul", self.company.id, admin=True)
        self.ada, self.ben = (
            act_of("ada", self.cabinet.id, admin=True),
            act_of("ben", self.cabinet.id),
        )
        new = NewDossier(siren="732829320", name="Durand", client_id=self.company.id)
        self.dossier = access.create_dossier(self.paul, new)

    def mode(self, act: Act) -> str | None:
        rights = access.rights_of(now(act), self.dossier)
        return rights and rights.mode

    def invited(self) -> Any:
        return access.invite_cabinet(now(self.paul), self.dossier, siren="918 355 207")

    def taken(self) -> None:
        access.answer_invitation(now(self.ada), self.invited(), accept=True)


@pytest.fixture
def two() -> Two:
    return Two()


@pytest.mark.covers("S-020", "S-027", "S-036")
def test_a_company_invites_and_the_cabinet_accepts(two: Two) -> None:
    number = two.invited()
    assert [row.public_id for row in access.invitations_received(two.ada)] == [number]
    assert access.invitations_received(two.ben) == [] and two.mode(two.ada) is None
    with pytest.raises(Forbidden):
        access.answer_invitation(two.ben, number, accept=True)
    access.answer_invitation(now(two.ada), number, accept=True)
    assert (two.mode(two.ada), two.mode(two.ben), two.mode(two.paul)) == (
        "expert", "expert", "company",
    )  # fmt: skip
    with pytest.raises(Conflict):
        access.answer_invitation(now(two.ada), number, accept=True)
    with pytest.raises(Refused, match="déjà un cabinet"):
        two.invited()


def test_the_cabinet_answers_at_its_home(two: Two) -> None:
    two.invited()
    client = Client()
    client.force_login(access.User.objects.get(login="ada"))
    page = client.get("/")
    (row,) = access.invitations_received(two.ada)
    address = f"/invitations/{row.public_id}"
    assert address in page.content.decode()
    stranger = Client()
    stranger.force_login(access.User.objects.get(login="ben"))
    assert stranger.post(address, {"acte": "accept"}).status_code == 403
    assert client.post(address, {"acte": "accept"}).status_code == 302
    assert client.get("/d/732829320/").status_code == 200


def test_an_invitation_is_declined_withdrawn_or_of_nobody(two: Two) -> None:
    access.answer_invitation(now(two.ada), two.invited(), accept=False)
    assert two.mode(two.ada) is None
    access.withdraw_invitation(now(two.paul), two.dossier, two.invited())
    with pytest.raises(Refused, match="SIREN"):
        access.invite_cabinet(now(two.paul), two.dossier, siren="552100554")
    two.invited()
    with pytest.raises(Refused, match="attend déjà"):
        two.invited()
    with pytest.raises(NotFound):
        access.invite_cabinet(two.ada, two.dossier, siren="918355207")


@pytest.mark.covers("S-016", "S-114")
def test_a_company_leaves_and_the_cabinet_has_nothing_left(two: Two) -> None:
    two.taken()
    with pytest.raises(Forbidden):
        access.ask_departure(now(two.ada), two.dossier)
    access.ask_departure(now(two.paul), two.dossier, reason="Autre cabinet")
    assert (two.mode(two.ada), two.mode(two.ben), two.mode(two.paul)) == (None, None, "company")
    sent, left, cabinet = access.ties_of(now(two.paul), two.dossier)
    assert (
        cabinet == "" and left[0].persons == 2 and left[0].done_at and sent[0].state == "accepted"
    )
    assert two.invited()  # another one may come


def test_a_departure_waits_for_its_day_and_may_be_cancelled(two: Two) -> None:
    two.taken()
    later = clock.now() + timedelta(days=30)
    number = access.ask_departure(now(two.paul), two.dossier, at=later)
    assert access.apply_departures(ROOT) == 0 and two.mode(two.ada) == "expert"
    access.cancel_departure(now(two.paul), two.dossier, number)
    access.ask_departure(now(two.paul), two.dossier, at=later)
    job = Act(actor="système:départs", at=later + timedelta(seconds=1), origin="job")
    assert access.apply_departures(job) == 1 and access.apply_departures(job) == 0
    assert two.mode(two.ada) is None


def test_where_somebody_speaks_for_the_company_he_alone_leaves(two: Two) -> None:
    two.taken()
    act_of("ivo", two.company.id)
    access.name_administrator(ROOT, two.company.id, access.NewAdministrator("ivo", clock.now()))
    with pytest.raises(Forbidden):
        access.ask_departure(now(two.paul), two.dossier)
    with access.read(ROOT, two.dossier):
        assert Dossier.objects.get(id=two.dossier).cabinet_id == two.cabinet.id
        assert Grant.objects.filter(dossier_id=two.dossier, mode="expert").count() == 2
