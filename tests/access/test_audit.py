"""The audit log: chained per organisation, tampering is found, nobody else reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from boucle.access import public as access
from boucle.access.types_audit import AuditFilter
from boucle.kernel import audit, clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Forbidden, NotFound
from tests.books.build import a_dossier

ALWAYS = AuditFilter(since=datetime(2020, 1, 1, tzinfo=UTC), until=datetime(2100, 1, 1, tzinfo=UTC))


def _events(dossier: int, count: int) -> None:
    act = system_act()
    for number in range(count):
        with access.write(act, dossier):
            audit.record(
                act, "books.journal.saved", dossier_id=dossier, after={"code": f"J{number}"}
            )


@pytest.mark.django_db
def test_waiting_events_are_sealed_and_the_chain_holds() -> None:
    dossier = a_dossier(system_act())
    _events(dossier, 3)
    before = access.chain_state(system_act(), dossier, recompute=True)
    assert before.waiting >= 3 and before.is_whole
    assert access.seal_waiting_events(system_act()) >= 3
    _events(dossier, 2)
    access.seal_waiting_events(system_act())
    state = access.chain_state(system_act(), dossier, recompute=True)
    assert state.is_whole and state.waiting == 0 and state.seals == 2
    rows = access.events_of_dossier(system_act(), dossier, ALWAYS).rows
    assert {row.seal for row in rows} == {1, 2}
    assert len(rows) == state.events


@pytest.mark.commits
@pytest.mark.parametrize(
    ("alter", "reason"),
    [
        (
            "update boucle.kernel_audit set actor = 'x' where verb = 'books.journal.saved'",
            "altered",
        ),
        ("delete from boucle.kernel_audit where verb = 'books.journal.saved'", "missing"),
        ("update boucle.kernel_audit_seal set hash = sha256('x') where rank = 1", "altered"),
        ("delete from boucle.kernel_audit_seal where rank = 1", "unknown"),
        ("delete from boucle.kernel_audit_link", "missing"),
    ],
)
def test_a_superuser_who_alters_the_log_is_found(alter: str, reason: str, connect: Any) -> None:
    dossier = a_dossier(system_act())
    _events(dossier, 2)
    access.seal_waiting_events(system_act())
    hand = connect("postgres", autocommit=True)
    hand.execute("set session_replication_role = replica")
    hand.execute(alter)
    assert access.chain_state(system_act(), dossier).broken is None  # not computed: a look is cheap
    broken = access.chain_state(system_act(), dossier, recompute=True).broken
    assert broken is not None and broken["reason"] == reason


@pytest.mark.commits
def test_an_event_slipped_in_past_the_queue_is_found(connect: Any) -> None:
    dossier = a_dossier(system_act())
    access.seal_waiting_events(system_act())
    hand = connect("postgres", autocommit=True)
    hand.execute("set session_replication_role = replica")
    hand.execute(
        "insert into boucle.kernel_audit (dossier_id, organisation_id, actor, verb)"
        " select %s, client_id, 'x', 'x' from boucle.tenancy_dossier where id = %s",
        (dossier, dossier),
    )
    broken = access.chain_state(system_act(), dossier, recompute=True).broken
    assert broken is not None and broken["reason"] == "unknown"


@pytest.mark.attack
@pytest.mark.parametrize(
    "statement",
    [
        "update boucle.kernel_audit set actor = 'x'",
        "delete from boucle.kernel_audit",
        "truncate boucle.kernel_audit",
        "insert into boucle.kernel_audit_seal (organisation_id, rank, events, previous, hash)"
        " values (1, 1, 1, '', '')",
        "update boucle.kernel_audit_seal set rank = 9",
        "select * from boucle.kernel_audit_pending",
        "delete from boucle.kernel_audit_pending",
        "insert into boucle.kernel_audit_link values (1, 1, 1, 1)",
        "select boucle.audit_place()",
    ],
)
def test_the_web_role_cannot_touch_the_chain(statement: str, web_conn: Any) -> None:
    with pytest.raises(
        (
            psycopg.errors.InsufficientPrivilege,
            psycopg.errors.SyntaxError,
            psycopg.errors.FeatureNotSupported,
        )
    ):
        web_conn.execute(statement)


@pytest.mark.attack
@pytest.mark.parametrize("table", ["kernel_audit", "kernel_audit_seal", "kernel_audit_link"])
@pytest.mark.commits
def test_not_even_the_owner_changes_it(table: str, connect: Any) -> None:
    dossier = a_dossier(system_act())
    _events(dossier, 1)
    access.seal_waiting_events(system_act())
    owner = connect("owner")
    owner.execute(f"set local boucle.scope = '{{{dossier}}}'")
    for verb in (f"delete from boucle.{table}", f"truncate boucle.{table}"):
        with pytest.raises(psycopg.errors.CheckViolation), owner.transaction():
            owner.execute(verb)


@pytest.mark.attack
@pytest.mark.django_db
def test_the_log_of_an_organisation_is_closed_to_strangers() -> None:
    dossier = a_dossier(system_act())
    stranger = Act(actor=str(uuid4()), at=clock.now())
    for read in (access.chain_state, access.actors_of_dossier):
        with pytest.raises((NotFound, Forbidden)):
            read(stranger, dossier)
    with pytest.raises(NotFound):
        access.events_of_dossier(stranger, dossier, ALWAYS)


@pytest.mark.django_db
def test_the_filter_keeps_persons_words_and_days() -> None:
    dossier = a_dossier(system_act())
    _events(dossier, 12)

    def found(**kept: Any) -> list[Any]:
        asked = AuditFilter(**{"since": ALWAYS.since, "until": ALWAYS.until, **kept})
        return list(access.events_of_dossier(system_act(), dossier, asked).rows)

    assert [row.after["code"] for row in found(words="J11")] == ["J11"]
    assert found(words="J%") == []
    assert found(actor="nobody") == []
    assert found(until=clock.now() - timedelta(days=1)) == []
    page = access.events_of_dossier(system_act(), dossier, ALWAYS, limit=5)
    assert page.has_next
    rest = access.events_of_dossier(
        system_act(), dossier, ALWAYS, before_id=page.rows[-1].id, limit=50
    )
    assert len(rest.rows) + 5 == len(found())
