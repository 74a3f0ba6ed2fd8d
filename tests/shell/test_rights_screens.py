"""Screens of rights: one person, many Dossiers, who may what and why, seeing as another."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.public import save_draft
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.models import AuditEvent
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier, a_line, an_entry

ACT = system_act()
HOME, OTHER = f"/d/{SIREN}", "552100554"


class Scene:
    """A cabinet with `anne`, who gives rights, and `lea`, who reads."""

    def __init__(self) -> None:
        self.dossier = a_dossier(ACT)
        self.firm = Organisation.objects.create(kind="cabinet", name="Martin")
        self.users: dict[str, Any] = {}
        self.anne = self.person("anne", "expert")
        self.lea = self.person("lea", "collaborateur")

    def person(self, login: str, level: str) -> Client:
        self.users[login] = access.create_user(
            login=login, name=login.title(), password="x", organisation_id=self.firm.id
        )
        access.grant_level(ACT, self.dossier, login=login, level=level)
        client = Client()
        client.force_login(self.users[login])
        return client

    def act(self, login: str) -> Act:
        return Act(actor=str(self.users[login].public_id), at=clock.now())

    def key(self, login: str) -> str:
        return str(self.users[login].public_id)

    def rights(self, login: str) -> access.Rights:
        found = access.rights_of(self.act(login), self.dossier)
        assert found is not None
        return found


@pytest.fixture
def scene() -> Scene:
    return Scene()


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.django_db
@pytest.mark.covers("S-037", "S-124")
def test_a_right_is_composed_module_by_module(scene: Scene) -> None:
    address = f"{HOME}/reglages/droits/{scene.key('lea')}"
    shown = text_of(scene.anne.get(f"{address}?profil=assistant"))
    assert "Assistant" in shown and 'name="m-entries" value="write"' in shown
    form = {
        "level": "assistant", "mode": "expert", "m-books": "read", "m-entries": "write",
        "m-lettrage": "", "journals": "ach, BQ", "accounts": "6 401", "ends_on": "31/12/2099",
    }  # fmt: skip
    assert scene.anne.post(address, form).status_code == 302
    held = scene.rights("lea")
    assert held.writes == {"entries"} and held.reads == {"books", "entries"}
    assert (held.journals, held.accounts) == (("ACH", "BQ"), ("6", "401"))
    page = text_of(scene.lea.get("/droits"))
    assert "Sur mesure" in page and "journaux ACH, BQ" in page and "31/12/2099" in page
    matrix = text_of(scene.anne.get(f"{HOME}/reglages/droits"))
    assert "journaux ACH, BQ" in matrix and "Sur mesure" in matrix


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"m-validation": "write", "m-entries": "read"}, "demande aussi"),
        ({"ends_on": "32/12"}, "32/12"),
        ({"journals": "a/b"}, "pas un code journal"),
        ({"m-books": ""}, "demande aussi"),
    ],
)
def test_what_cannot_be_given_is_shown_again(scene: Scene, change: Any, said: str) -> None:
    form = {"level": "", "mode": "expert", "m-books": "read", "m-entries": "write"} | change
    answer = scene.anne.post(f"{HOME}/reglages/droits/{scene.key('lea')}", form)
    assert answer.status_code == 422 and said in text_of(answer)
    assert scene.rights("lea") == access.LEVELS["collaborateur"]


@pytest.mark.django_db
def test_a_reader_sees_who_may_what_and_changes_nothing(scene: Scene) -> None:
    page = text_of(scene.lea.get(f"{HOME}/reglages/droits"))
    assert "Anne" in page and "Expert-comptable" in page and "Retirer" not in page
    assert scene.lea.get(f"{HOME}/reglages/droits/{scene.key('anne')}").status_code == 403
    assert scene.lea.get(f"/droits/{scene.key('anne')}").status_code == 200
    stranger = access.create_user(
        login="x", name="X", password="x", organisation_id=scene.firm.id
    ).public_id
    assert scene.lea.get(f"/droits/{stranger}").status_code == 404
    assert "aucun dossier" in text_of(scene.lea.get("/droits/donner"))


@pytest.mark.django_db
@pytest.mark.covers("S-123", "S-124")
def test_many_dossiers_at_once(scene: Scene) -> None:
    other = a_dossier(ACT, siren=OTHER)
    access.grant_level(ACT, other, login="anne", level="expert")
    shown = text_of(scene.anne.get("/droits/donner?profil=lecteur&personne=lea"))
    assert shown.count('name="dossier"') == 2 and 'value="lea"' in shown
    form = {"login": "lea", "level": "lecteur", "mode": "company", "acte": "donner"}
    assert scene.anne.post("/droits/donner", form).status_code == 422
    assert scene.anne.post("/droits/donner", form | {"tous": "1"}).status_code == 302
    assert not scene.rights("lea").can_write
    assert len(access.portfolio(scene.act("lea"))) == 2
    page = text_of(scene.lea.get("/droits"))
    assert page.count("Lecteur") == 2 and "Anne" in page
    taken = scene.anne.post("/droits/donner", form | {"tous": "1", "acte": "retirer"})
    assert taken.status_code == 302 and access.portfolio(scene.act("lea")) == []
    again = scene.anne.post("/droits/donner", form | {"tous": "1", "acte": "retirer"})
    assert again.status_code == 422


@pytest.mark.django_db
def test_seeing_as_reads_that_dossier_only_and_writes_nothing(scene: Scene) -> None:
    other = a_dossier(ACT, siren=OTHER)
    access.grant_level(ACT, other, login="lea", level="expert")
    access.grant_level(ACT, scene.dossier, login="lea", level="lecteur")
    start = f"{HOME}/voir-comme/{scene.key('lea')}"
    assert scene.lea.post(f"{HOME}/voir-comme/{scene.key('anne')}").status_code == 403
    assert scene.anne.post(start).status_code == 302
    page = text_of(scene.anne.get(f"{HOME}/"))
    assert "comme Lea" in page and "Revenir à moi" in page and "Lecture seule" in page
    assert scene.anne.get(f"{HOME}/2025/saisie").status_code == 403
    assert scene.anne.get(f"{HOME}/2025/balance").status_code == 200
    assert scene.anne.get(f"/d/{OTHER}/").status_code == 404
    assert scene.anne.get("/portefeuille").status_code == 403
    for refused in (start, "/preferences", f"{HOME}/reglages/droits/donner"):
        assert scene.anne.post(refused, {"login": "lea"}).status_code in {403}, refused
    assert scene.anne.get(f"{HOME}/evenements").status_code == 403
    assert scene.anne.post("/voir-comme/fin").status_code == 302
    assert scene.anne.get("/portefeuille").status_code == 200
    with access.read(ACT, scene.dossier):
        told = AuditEvent.objects.filter(dossier_id=scene.dossier, verb__contains="view_as")
        rows = [(e.verb, e.actor, e.after["user"]) for e in told.order_by("id")]
    me, her = scene.key("anne"), scene.key("lea")
    assert rows == [("access.view_as.started", me, her), ("access.view_as.ended", me, her)]


@pytest.mark.django_db
def test_seeing_as_ends_with_the_right_to_give_rights(scene: Scene) -> None:
    scene.person("bob", "expert")
    assert scene.anne.post(f"{HOME}/voir-comme/{scene.key('lea')}").status_code == 302
    access.grant_level(ACT, scene.dossier, login="anne", level="collaborateur")
    assert scene.anne.get(f"{HOME}/").status_code == 404
    assert "Revenir à moi" not in text_of(scene.anne.get(f"{HOME}/"))


@pytest.mark.django_db
def test_nobody_sees_as_one_who_reads_more(scene: Scene) -> None:
    few = access.GrantWish(mode="expert", reads=("rights",), writes=("rights",))
    scene.person("bob", "expert")
    access.give(ACT, [scene.dossier], login="anne", wish=few)
    assert scene.anne.post(f"{HOME}/voir-comme/{scene.key('lea')}").status_code == 422
    page = text_of(scene.anne.get(f"{HOME}/reglages/droits"))
    assert "Donner un droit" in page and "Plan de comptes" not in page and '/balance"' not in page
    assert scene.anne.get(f"{HOME}/").status_code == 403


@pytest.mark.commits
@pytest.mark.covers("S-018")
def test_the_transactions_of_a_look_read_only(clone_db: str) -> None:
    from dataclasses import replace

    from boucle.kernel.errors import Forbidden

    scene = Scene()
    look = replace(scene.act("lea"), reads_only=True)
    with pytest.raises(Forbidden):
        save_draft(look, scene.dossier, an_entry(a_line("606100", 1), a_line("512000", credit=1)))


@pytest.mark.django_db
@pytest.mark.covers("S-037")
def test_a_journal_outside_the_limits_is_read_with_the_reason(scene: Scene) -> None:
    access.grant_level(
        ACT, scene.dossier, login="lea", level="collaborateur", journals=("ACH",), accounts=("6",)
    )
    saved = save_draft(ACT, scene.dossier, an_entry(journal="OD"))
    start = scene.lea.get(f"{HOME}/2025/saisie/grille")
    if start.status_code == 302:
        assert "/ACH/" in start["Location"]
    for journal, reason in (("OD", "ne couvrent pas le journal OD"), ("ACH", "")):
        data = scene.lea.get(f"{HOME}/2025/saisie/{journal}/2025-03/donnees").json()
        assert (reason in data["locked"]) if reason else data["locked"] is None
    form = text_of(scene.lea.get(f"{HOME}/2025/saisie"))
    assert "BQ · BQ (hors de vos droits)" in form and "journaux ACH ; comptes 6" in form
    page = text_of(scene.lea.get(f"{HOME}/ecriture/{saved.public_id}", follow=True))
    assert "ne couvrent pas le journal OD" in page and "Modifier" not in page
    assert "Modifier" in text_of(scene.anne.get(f"{HOME}/ecriture/{saved.public_id}", follow=True))
