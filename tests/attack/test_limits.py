"""Limits by journal and account, and rights by module, attacked with raw SQL as the web role."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from boucle.access import public as access
from boucle.books.public import save_draft, validate_entries
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.tenancy.public import Organisation
from tests.books.build import a_dossier, a_line, a_year, an_entry

pytestmark = [pytest.mark.attack, pytest.mark.commits]
DENIED, CHECK = psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation
ACT = system_act()
INSIDE = (a_line("606100", 100), a_line("401000", credit=100))


class Limited:
    """Léa: purchases only, on classes 6 and 40; raw SQL as the web role, in her name."""

    def __init__(self, dossier: int, actor: str, connection: Any) -> None:
        self.dossier, self.actor, self.connection = dossier, actor, connection

    def run(self, text: str, *values: object) -> Any:
        """One statement in its own transaction; committed."""
        with self.connection.transaction():
            self.connection.execute(f"set local boucle.scope = '{{{self.dossier}}}'")
            self.connection.execute("select set_config('boucle.actor', %s, true)", (self.actor,))
            cursor = self.connection.execute(text, values)
            return cursor.fetchone()[0] if cursor.description else cursor.rowcount

    def gate(self, name: str, *values: object) -> Any:
        """A gate function; the codes of its findings, or its answer."""
        bound = [json.dumps(v, default=str) if isinstance(v, dict) else v for v in values]
        marks = ", ".join(["%s"] * (len(bound) + 1))
        answer = self.run(f"select boucle.{name}({marks})", self.dossier, *bound)
        found = answer.get("findings") if isinstance(answer, dict) else None
        return sorted({one["code"].rpartition(".")[2] for one in found}) if found else answer


@pytest.fixture
def lea(clone_db: str, connect: Any) -> Limited:
    dossier = a_dossier(ACT)
    firm = Organisation.objects.create(kind="cabinet", name="Martin")
    user = access.create_user(login="lea", name="Léa", password="x", organisation_id=firm.id)
    access.grant_level(
        ACT, dossier, login="lea", level="expert", journals=("ACH",), accounts=("6", "40")
    )
    return Limited(dossier, str(user.public_id), connect("web", autocommit=True))


@pytest.mark.covers("S-037")
def test_only_the_journals_and_accounts_given_are_entered(lea: Limited) -> None:
    assert "entry" in lea.gate("books_save_draft", an_entry(*INSIDE))
    assert lea.gate("books_save_draft", an_entry(*INSIDE, journal="OD")) == ["journal_denied"]
    bank = (a_line("606100", 100), a_line("512000", credit=100))
    assert lea.gate("books_save_draft", an_entry(*bank)) == ["account_denied"]
    both = lea.gate("books_save_draft", an_entry(*bank, journal="BQ"))
    assert both == ["account_denied", "journal_denied"]


@pytest.mark.covers("S-037")
@pytest.mark.parametrize("where", ["journal", "account"])
def test_a_draft_outside_is_neither_changed_nor_flagged_nor_deleted_nor_validated(
    lea: Limited, where: str
) -> None:
    lines = INSIDE if where == "journal" else (a_line("606100", 9), a_line("512000", credit=9))
    journal = "OD" if where == "journal" else "ACH"
    wanted = [f"{where}_denied"]
    theirs = save_draft(ACT, lea.dossier, an_entry(*lines, journal=journal))
    mine = an_entry(*INSIDE) | {"public_id": str(theirs.public_id), "version": theirs.version}
    assert lea.gate("books_save_draft", mine) == wanted
    assert lea.gate("books_mark_review", theirs.public_id, True, "") == wanted
    assert lea.gate("books_delete_draft", theirs.public_id, theirs.version) == wanted
    year = a_year(lea.dossier).id
    for ids in (None, [theirs.public_id]):
        assert lea.gate("books_validate", year, None, None, ids) == wanted
    own = lea.gate("books_save_draft", an_entry(*INSIDE))["entry"]
    done = lea.gate("books_validate", year, None, None, [own])
    assert done["entries"] == 1


def test_lines_outside_are_not_lettered_nor_unlettered(lea: Limited) -> None:
    entries = [
        save_draft(ACT, lea.dossier, an_entry(
            a_line("401000", debit, credit, third="F001"),
            a_line("606100", credit, debit), journal=journal))
        for debit, credit, journal in ((0, 50, "ACH"), (50, 0, "BQ"), (50, 0, "ACH"))
    ]  # fmt: skip

    def request(*which: int) -> dict[str, Any]:
        lines = [{"entry": str(entries[n].public_id), "position": 1} for n in which]
        return {"account": "401000", "third": "F001", "lines": lines}

    assert lea.gate("books_letter", request(0, 1)) == ["journal_denied"]
    assert lea.gate("books_letter", request(0, 2))["code"] == "AAA"
    access.grant_level(ACT, lea.dossier, login="lea", level="expert", accounts=("6",))
    whole = {"account": "401000", "third": "F001", "code": "AAA"}
    assert lea.gate("books_unletter_lines", whole) == ["account_denied"]
    assert lea.gate("books_letter", request(0, 1)) != []


def test_a_month_of_another_journal_is_not_closed(lea: Limited) -> None:
    for code, wanted in (("ACH", {"locked": True}), ("BQ", ["journal_denied"])):
        number = lea.run("select id from boucle.books_journal where code = %s", code)
        assert lea.gate("books_lock_month", number, "2025-01-01", True) == wanted


def test_a_recurring_entry_and_a_model_stay_inside(lea: Limited) -> None:
    insert = (
        "insert into boucle.books_subscription (dossier_id, label, journal, every, day, start_date,"
        " lines) values (%s, 'Loyer', %s, 'month', 1, '2025-01-01', %s)"
    )
    for journal, account in (("OD", "606100"), ("ACH", "512000")):
        with pytest.raises(CHECK):
            lea.run(insert, lea.dossier, journal, json.dumps([{"account": account}]))
    assert lea.run(insert, lea.dossier, "ACH", json.dumps([{"account": "606100"}])) == 1
    with pytest.raises(CHECK):
        lea.run("update boucle.books_subscription set journal = 'BQ'")
    model = (
        "insert into boucle.books_model (dossier_id, code, label, journals)"
        " values (%s, %s, 'x', %s)"
    )
    for journals in ([], ["BQ"], ["ACH", "BQ"]):
        with pytest.raises(CHECK):
            lea.run(model, lea.dossier, "M", journals)
    assert lea.run(model, lea.dossier, "M", ["ACH"]) == 1


WRITES = {
    "entries": "update boucle.books_account set label = label || '!'",
    "settings": "update boucle.books_journal set label = label || '!'",
}


@pytest.mark.parametrize("module", sorted(WRITES))
def test_tables_that_the_web_role_writes_ask_for_the_module(lea: Limited, module: str) -> None:
    assert lea.run(WRITES[module]) > 0
    access.give(
        ACT, [lea.dossier], login="lea",
        wish=access.GrantWish(preset="expert", writes=("rights",)),
    )  # fmt: skip
    with pytest.raises(DENIED):
        lea.run(WRITES[module])


def test_nobody_writes_his_own_grant(lea: Limited) -> None:
    for text in (
        "update boucle.access_grant set journals = null",
        "insert into boucle.access_grant (dossier_id, user_id, mode) values (1, uuidv7(), 'x')",
    ):
        with pytest.raises(DENIED):
            lea.run(text)
    facts = {"mode": "expert", "preset": "", "reads": ["books"], "writes": []}
    assert lea.gate("access_put_grants", None, lea.actor, facts) == ["beyond", "last_manager"]


@pytest.mark.covers("S-038")
def test_an_expired_grant_writes_nothing(lea: Limited) -> None:
    from datetime import timedelta

    firm = Organisation.objects.get(name="Martin")
    access.create_user(login="anne", name="Anne", password="x", organisation_id=firm.id)
    access.grant_level(ACT, lea.dossier, login="anne", level="expert")
    gone = clock.today() - timedelta(1)
    access.grant_level(ACT, lea.dossier, login="lea", level="expert", ends_on=gone)
    with pytest.raises(DENIED, match="lacks the right"):
        lea.gate("books_save_draft", an_entry(*INSIDE))
    act = Act(actor=lea.actor, at=clock.now())
    assert access.rights_of(act, lea.dossier) is None
    assert validate_entries(ACT, lea.dossier, a_year(lea.dossier)).entries == 0
