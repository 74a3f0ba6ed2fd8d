"""Requirements of the service booklet that Dossiers, rights and the event log hold."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.public import save_draft
from boucle.kernel.act import Act, system_act
from boucle.kernel.clock import now
from boucle.kernel.errors import NotFound, Refused
from boucle.tenancy.public import NewDossier, Organisation
from tests.books import build

SIREN = build.SIREN


def a_cabinet(name: str, login: str) -> tuple[int, Act, Any]:
    """A firm, and the act and the row of the person who runs it."""
    firm = Organisation.objects.create(kind="cabinet", name=name)
    user = access.create_user(
        login=login, name=login, password="x", organisation_id=firm.id, is_admin=True
    )
    return firm.id, Act(actor=str(user.public_id), at=now(), address="192.0.2.7"), user


def opened(act: Act, firm: int, siren: str = SIREN) -> int:
    return access.create_dossier(act, NewDossier(siren=siren, name="Dupré", cabinet_id=firm))


@pytest.mark.django_db
@pytest.mark.covers("S-014")
def test_a_dossier_is_one_valid_siren_and_one_only() -> None:
    firm, act, _ = a_cabinet("Martin", "anne")
    with pytest.raises(Refused):
        opened(act, firm, "732829321")
    opened(act, firm)
    with pytest.raises(Refused, match="existe déjà"):
        opened(act, firm)


@pytest.mark.commits
@pytest.mark.covers("S-014")
def test_the_siren_stays_after_the_first_entry(web_conn: Any) -> None:
    dossier = build.a_dossier()
    change = "update boucle.tenancy_dossier set siren = '552100554'"
    open_scope = f"set local boucle.scope = '{{{dossier}}}'; set local boucle.actor = 'système:x'"
    web_conn.execute(open_scope)
    assert web_conn.execute(change).rowcount == 1
    web_conn.rollback()
    save_draft(system_act(), dossier, build.an_entry())
    web_conn.execute(open_scope)
    with pytest.raises(psycopg.errors.CheckViolation):
        web_conn.execute(change)


@pytest.mark.django_db
@pytest.mark.covers("S-016")
def test_two_cabinets_hold_the_same_siren_and_neither_sees_the_other() -> None:
    first, anne, _ = a_cabinet("Martin", "anne")
    second, bob, _ = a_cabinet("Durand", "bob")
    mine, other = opened(anne, first), opened(bob, second)
    for act, own, foreign in ((anne, mine, other), (bob, other, mine)):
        assert [row.id for row in access.portfolio(act)] == [own]
        assert access.dossier_for(act, SIREN).id == own
        assert access.rights_of(act, foreign) is None
        with pytest.raises(NotFound), access.read(act, foreign):
            pytest.fail("the other cabinet's Dossier was opened")


@pytest.mark.django_db
@pytest.mark.covers("S-036")
def test_a_cabinet_works_in_a_dossier_that_no_company_user_knows() -> None:
    firm, act, user = a_cabinet("Martin", "anne")
    dossier = opened(act, firm)
    assert [person.login for person in access.people_of(act, dossier)] == ["anne"]
    rights = access.rights_of(act, dossier)
    assert rights is not None
    assert (rights.mode, rights.can_write, rights.can_validate) == ("expert", True, True)
    client = Client()
    client.force_login(user)
    assert client.get(f"/d/{SIREN}/preuve").status_code == 200


@pytest.mark.django_db
@pytest.mark.covers("S-038")
def test_a_right_that_is_taken_back_ends_at_the_next_request() -> None:
    firm, act, _ = a_cabinet("Martin", "anne")
    dossier = opened(act, firm)
    company = Organisation.objects.create(kind="company", name="Dupré", siren="")
    user = access.create_user(login="lea", name="Léa", password="x", organisation_id=company.id)
    client = Client()
    client.force_login(user)
    assert client.get(f"/d/{SIREN}/preuve").status_code == 404
    access.grant_level(act, dossier, login="lea", level="lecture")
    assert client.get(f"/d/{SIREN}/preuve").status_code == 200
    access.revoke_grant(act, dossier, user_id=str(user.public_id))
    assert client.get(f"/d/{SIREN}/preuve").status_code == 404


@pytest.mark.commits
@pytest.mark.covers("S-264")
def test_the_event_log_says_who_when_where_what_and_takes_no_change(
    clone_db: str, web_conn: Any, super_conn: Any
) -> None:
    firm, act, _ = a_cabinet("Martin", "anne")
    dossier = opened(act, firm)
    access.grant_level(act, dossier, login="anne", level="expert")
    rows = super_conn.execute(
        "select actor, at is not null, address, verb, after->>'level' from boucle.kernel_audit"
        " where verb = 'access.grant.given' order by id desc limit 1"
    ).fetchall()
    assert rows == [(act.actor, True, "192.0.2.7", "access.grant.given", "expert")]
    for change in ("update boucle.kernel_audit set actor = 'x'", "delete from boucle.kernel_audit"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), web_conn.transaction():
            web_conn.execute(change)
        with pytest.raises(psycopg.errors.CheckViolation), super_conn.transaction():
            super_conn.execute(change)
