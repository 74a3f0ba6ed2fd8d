"""Accounts: who opens which, on whose word; seats; who speaks for a client; support sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from boucle.access import public as access
from boucle.access.models import Grant, Membership
from boucle.access.models_support import SupportSession
from boucle.kernel import clock, db
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Conflict, Forbidden, NotFound, Refused
from boucle.tenancy.public import NewDossier, Organisation

pytestmark = pytest.mark.django_db
ROOT = system_act()


@dataclass
class Scene:
    """The operator with Sam; a client with Ada, who speaks for it, and Ben; its Dossier."""

    client: int
    other: int
    dossier: int
    sam: Act
    ada: Act
    ben: Act
    eve: Act


def act_of(login: str, organisation: int, *, admin: bool = False) -> Act:
    user = access.create_user(
        login=login, name=login.title(), password="x", organisation_id=organisation, is_admin=admin
    )
    user.refresh_from_db()
    return Act(actor=str(user.public_id), at=clock.now())


def now(act: Act) -> Act:
    return replace(act, at=clock.now())


@pytest.fixture
def scene() -> Scene:
    operator = Organisation.objects.create(kind="operator", name="Exploitant")
    client = Organisation.objects.create(kind="cabinet", name="Cabinet", siren="918355207")
    other = Organisation.objects.create(kind="cabinet", name="Autre")
    sam, eve = act_of("sam", operator.id), act_of("eve", other.id)
    ada, ben = act_of("ada", client.id, admin=True), act_of("ben", client.id)
    access.name_administrator(ROOT, client.id, access.NewAdministrator("ada", clock.now()))
    dossier = access.create_dossier(
        ada, NewDossier(siren="732829320", name="Durand", cabinet_id=client.id)
    )
    return Scene(client.id, other.id, dossier, sam, now(ada), now(ben), eve)


def contract(scene: Scene, users: int) -> None:
    access.record_contract(
        scene.sam, scene.client, reference="C-1", signatory="Ada", signed_on=date(2026, 1, 5)
    )
    access.order(
        scene.sam, scene.client, code="utilisateurs", quantity=users,
        starts_on=date(2026, 1, 5), order_ref="BC-1",
    )  # fmt: skip
    access.activate(scene.sam, scene.client)


def person(scene: Scene, login: str) -> access.AccountRow:
    rows = access.accounts_of(scene.ada, scene.client, closed=True)
    return next(row for row in rows if row.login == login)


def opened(scene: Scene, login: str) -> UUID:
    access.open_account(scene.sam, scene.client, login=login, name=login.title(), ticket="T-9")
    return person(scene, login).user_id


@pytest.mark.covers("S-120", "S-121", "S-122", "S-123")
def test_the_client_asks_the_staff_opens_the_client_gives_the_use(scene: Scene) -> None:
    asked = access.ask_account(
        scene.ada, scene.client, kind="open", login="zoe", name="Zoé", reason="Embauche"
    )
    assert [r.login for r in access.waiting_requests(scene.sam)] == ["zoe"]
    done = access.answer_request(now(scene.sam), asked, accept=True)
    assert done is not None and done.link.startswith("/premier-acces/")
    row = person(scene, "zoe")
    assert row.on_word_of == "Ada" and not row.has_application
    assert access.standing_of(Act(str(row.user_id), clock.now())).is_idle
    with pytest.raises(Conflict):
        access.answer_request(scene.sam, asked, accept=True)
    access.give_application(scene.ada, scene.client, row.user_id)
    assert person(scene, "zoe").has_application


@pytest.mark.covers("S-114", "S-121")
def test_nobody_else_asks_opens_or_gives(scene: Scene) -> None:
    for act, error in ((scene.ben, Forbidden), (scene.eve, NotFound), (scene.sam, NotFound)):
        with pytest.raises(error):
            access.ask_account(act, scene.client, kind="open", login="x1", name="X")
        with pytest.raises(error):
            access.give_application(act, scene.client, UUID(scene.ben.actor))
    for act in (scene.ada, scene.ben, scene.eve):
        with pytest.raises(NotFound):
            access.open_account(act, scene.client, login="x1", name="X", ticket="T-1")
    with pytest.raises(Refused, match="ticket"):
        access.open_account(scene.sam, scene.client, login="x1", name="X", ticket=" ")


@pytest.mark.covers("S-120")
def test_the_database_gives_no_use_without_access(scene: Scene) -> None:
    with pytest.raises(Refused, match="compte accès"):
        access.give_application(scene.ada, scene.client, UUID(scene.eve.actor))


@pytest.mark.covers("S-130")
def test_a_closed_account_loses_everything_and_keeps_the_name(scene: Scene) -> None:
    assert access.rights_of(scene.ben, scene.dossier) is not None
    access.close_account(now(scene.sam), person(scene, "ben").public_id, ticket="T-2")
    row = person(scene, "ben")
    assert row.closed_at is not None and not row.has_application
    assert access.rights_of(now(scene.ben), scene.dossier) is None
    user = access.User.objects.get(login="ben")
    assert not user.is_active and user.name == "Ben"
    with pytest.raises(Refused, match="administrat"):
        access.close_account(scene.sam, person(scene, "ada").public_id, ticket="T-3")


@pytest.mark.covers("S-029", "S-030")
def test_named_users_are_counted_and_the_seat_after_the_last_is_refused(scene: Scene) -> None:
    contract(scene, 3)
    zoe, tom = opened(scene, "zoe"), opened(scene, "tom")
    access.give_application(scene.ada, scene.client, zoe)
    with pytest.raises(Refused, match="utilisateurs nommés"):
        access.give_application(scene.ada, scene.client, tom)
    rows = {row.code: row for row in access.consumption(scene.ada, scene.client)}
    assert (rows["utilisateurs"].used, rows["utilisateurs"].included) == (3, 3)
    access.order(
        scene.sam, scene.client, code="utilisateurs", quantity=4,
        starts_on=clock.today(), order_ref="AV-1",
    )  # fmt: skip
    access.give_application(scene.ada, scene.client, tom)
    assert len(access.items_of(scene.ada, scene.client)) == 2


@pytest.mark.covers("S-113")
def test_a_contract_opens_with_somebody_who_speaks_and_keeps_one(scene: Scene) -> None:
    access.record_contract(
        scene.sam, scene.other, reference="C-2", signatory="Eve", signed_on=date(2026, 1, 5)
    )
    with pytest.raises(Refused, match="administrateur SaaS"):
        access.activate(scene.sam, scene.other)
    contract(scene, 5)
    (ada,) = access.administrators_of(scene.ada, scene.client)
    with pytest.raises(Refused, match="au moins un"):
        access.end_administrator(scene.ada, scene.client, ada.public_id, at=clock.now())


@pytest.mark.covers("S-113")
def test_the_staff_enters_the_first_and_no_other(scene: Scene) -> None:
    first = access.NewAdministrator("eve", clock.now())
    access.name_administrator(now(scene.sam), scene.other, first)
    with pytest.raises(NotFound):
        access.name_administrator(now(scene.sam), scene.other, first)


@pytest.mark.covers("S-118")
def test_a_change_takes_effect_at_its_instant_and_stays_in_the_history(scene: Scene) -> None:
    contract(scene, 5)
    (ada,) = access.administrators_of(scene.ada, scene.client)
    later = clock.now() + timedelta(days=3)
    access.name_administrator(
        scene.ada, scene.client, access.NewAdministrator("ben", later),
        replaces=ada.public_id, reason="Départ",
    )  # fmt: skip
    rows = access.administrators_of(scene.ada, scene.client)
    assert [(r.login, r.stands(clock.now()), r.stands(later)) for r in rows] == [
        ("ben", False, True), ("ada", True, False),
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        access.ask_account(scene.ben, scene.client, kind="open", login="x1", name="X")


@pytest.mark.covers("S-115", "S-117")
def test_one_from_a_third_party_at_most_and_with_a_signed_acknowledgement(scene: Scene) -> None:
    for login in ("kim", "lou"):
        opened(scene, login)
    kim = access.NewAdministrator("kim", clock.now(), company="Filiale SAS")
    with pytest.raises(Refused, match="reconnaissance signée"):
        access.name_administrator(scene.ada, scene.client, kim)
    signed = {"signed_by": "Ada", "signed_on": date(2026, 11, 1), "document": "ACK-1"}
    first = access.name_administrator(scene.ada, scene.client, replace(kim, **signed))
    lou = access.NewAdministrator("lou", clock.now(), company="Autre SAS", **signed)
    with pytest.raises(Refused, match="société tierce est déjà"):
        access.name_administrator(scene.ada, scene.client, lou)
    access.name_administrator(scene.ada, scene.client, lou, replaces=first)


@pytest.mark.covers("S-123")
def test_staff_has_nothing_without_a_session(scene: Scene) -> None:
    assert access.visible_ids(scene.sam) == []
    assert access.rights_of(scene.sam, scene.dossier) is None
    with pytest.raises(Refused, match="exploitant"):
        access.grant_level(scene.ada, scene.dossier, login="sam", level="lecture")
    with pytest.raises(NotFound), access.write(ROOT, scene.dossier):
        Grant.objects.create(dossier_id=scene.dossier, user_id=scene.sam.actor, mode="expert")


@pytest.mark.covers("S-120")
def test_without_an_application_account_nothing_is_opened(scene: Scene) -> None:
    idle = Act(str(opened(scene, "zoe")), clock.now())
    for act in (idle, scene.sam):
        with pytest.raises(Forbidden):
            access.create_dossier(act, NewDossier(siren="552100554", name="X"))


def asked(scene: Scene, **more: Any) -> UUID:
    return access.ask_support(
        now(scene.sam), scene.client, reason="Balance fausse", ticket="T-7", **more
    )


def entered(scene: Scene, *, write: bool = False) -> UUID:
    number = asked(scene, asks_write=write)
    access.answer_support(now(scene.ada), number, accept=True, may_write=write)
    access.enter_support(now(scene.sam), number)
    return number


def test_a_session_needs_consent_and_reads_only(scene: Scene) -> None:
    number = asked(scene)
    with pytest.raises(Forbidden):
        access.enter_support(now(scene.sam), number)
    for act, error in ((scene.ben, Forbidden), (scene.eve, NotFound), (scene.sam, NotFound)):
        with pytest.raises(error):
            access.answer_support(act, number, accept=True)
    access.answer_support(now(scene.ada), number, accept=True, may_write=True)
    access.enter_support(now(scene.sam), number)
    rights = access.rights_of(now(scene.sam), scene.dossier)
    assert rights is not None and rights.allows("books.read")
    assert not any(rights.allows(f"books.{right}") for right in ("write", "validate", "manage"))
    assert access.visible_ids(scene.sam) == [scene.dossier]
    with pytest.raises(NotFound), db.scope(scene.sam, [scene.dossier]):
        db.call_gate("books_mark_review", scene.dossier, uuid4(), True)


def test_only_what_the_client_grants_may_be_written(scene: Scene) -> None:
    entered(scene, write=True)
    rights = access.rights_of(now(scene.sam), scene.dossier)
    assert rights is not None and rights.allows("books.write")
    assert not rights.allows("books.manage") and not rights.allows("books.validate")


def test_either_side_ends_it_and_time_does(scene: Scene) -> None:
    for act in (scene.ada, scene.sam):
        number = entered(scene)
        access.end_support(now(act), number)
        assert access.rights_of(now(scene.sam), scene.dossier) is None
        with pytest.raises(Conflict):
            access.enter_support(now(scene.sam), number)
    number = entered(scene)
    hour = SupportSession.objects.get(public_id=number)
    assert hour.expires_at - hour.opened_at == timedelta(hours=1)
    past = clock.now() - timedelta(minutes=61)
    SupportSession.objects.filter(public_id=number).update(
        opened_at=past, expires_at=past + timedelta(hours=1)
    )
    assert access.rights_of(now(scene.sam), scene.dossier) is None


def test_an_emergency_reads_at_once_and_is_shown(scene: Scene) -> None:
    number = asked(scene, emergency=True, asks_write=True)
    access.enter_support(now(scene.sam), number)
    rights = access.rights_of(now(scene.sam), scene.dossier)
    assert rights is not None and not rights.allows("books.write")
    assert [s.public_id for s in access.standing_of(scene.ada).watched] == [number]
    (row,) = access.support_of(scene.ada, scene.client)
    assert row.is_emergency and row.state(clock.now()) == "open" and not row.consented
    with pytest.raises(Forbidden):
        access.support_of(scene.ben, scene.client)


@pytest.mark.attack
@pytest.mark.parametrize(
    "statement",
    [
        "delete from boucle.access_account",
        "update boucle.access_account set user_id = 1",
        "delete from boucle.access_saas_admin",
        "update boucle.access_saas_admin set document = 'x'",
        "update boucle.access_contract_item set quantity = 99",
        "delete from boucle.access_contract_item",
        "update boucle.access_support_session set staff = uuidv7()",
        "delete from boucle.access_support_session",
    ],
)
def test_history_is_not_the_web_roles_to_change(statement: str, web_conn: Any) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web_conn.execute(statement)


def test_members_of_the_operator_belong_to_no_client(scene: Scene) -> None:
    with pytest.raises(Exception, match="staff apart"):
        access.create_user(login="mix", name="Mix", password="x", organisation_id=scene.client)
        user = access.User.objects.get(login="mix")
        from boucle.access.models_accounts import AccessAccount

        operator = Organisation.objects.get(kind="operator")
        AccessAccount.objects.create(
            user=user, organisation=operator, opened_by="x", open_ticket="x"
        )
        Membership.objects.create(user=user, organisation=operator)
