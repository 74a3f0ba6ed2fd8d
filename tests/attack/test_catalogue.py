"""The catalogue keeps to the rules of the distribution key and of the tenants (design §2-§3).

Found, not listed: a table that comes tomorrow is looked at too; what may stand outside is listed,
each with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.attack

COMMON = {
    # persons and parties: a person belongs to several Dossiers
    "access_api_call", "access_api_key", "access_membership", "access_user", "tenancy_organisation",
    # accounts, contracts, and the ties between organisations
    "access_account", "access_account_request", "access_cabinet_departure",
    "access_cabinet_invitation", "access_contract", "access_contract_item", "access_saas_admin",
    "access_support_session",
    # models that a cabinet shares between its Dossiers
    "books_library_model",
    # the Dossier itself, under row-level security by its own number
    "tenancy_dossier",
    # the chain of the audit log: numbers of events by organisation, no event
    "kernel_audit_link", "kernel_audit_pending", "kernel_audit_seal",
    # signing in: of a person, whatever his Dossiers
    "access_device", "access_link", "access_notice", "access_session", "access_tenant",
    "access_throttle", "mfa_authenticator", "socialaccount_socialaccount",
    # of the library that signs in, always empty
    "account_emailaddress", "account_emailconfirmation", "socialaccount_socialapp",
    "socialaccount_socialtoken",
    # what an organisation asked to hear, and what it is owed: no query of a Dossier reads them
    "webhooks_attempt", "webhooks_delivery", "webhooks_subscription",
    # the machinery
    "auth_group", "auth_group_permissions", "auth_permission", "django_content_type",
    "django_migrations", "kernel_sql_object", "procrastinate_events",
    "procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers",
}  # fmt: skip
OTHER_INDEXES = {"access_grant_by_user", "kernel_audit_by_organisation"}
"""A person's own grants are found before any scope is known; an organisation reads its own log."""
WEB_WRITES = {
    "access_grant": "DELETE",
    "access_presence": "DELETE INSERT UPDATE",
    "kernel_job": "DELETE INSERT UPDATE",
    "kernel_audit": "INSERT",
    "books_fec_export": "INSERT",
    "books_account": "INSERT UPDATE",
    "books_model": "DELETE INSERT UPDATE",
    "books_model_line": "DELETE INSERT UPDATE",
    "books_shortcut": "DELETE INSERT UPDATE",
    "books_saved_search": "DELETE INSERT UPDATE",
    "books_attachment": "DELETE INSERT",
    "books_subscription": "INSERT UPDATE",
    "books_subscription_run": "INSERT UPDATE",
    "books_journal": "INSERT UPDATE",
    "books_third_party": "INSERT UPDATE",
    "books_vat_code": "INSERT UPDATE",
    "books_setting": "INSERT UPDATE",
}
"""All else of a Dossier the web role reads only; the gate writes it."""
ENDED_BY_COLUMN = {
    "access_account", "access_account_request", "access_cabinet_departure",
    "access_cabinet_invitation", "access_contract", "access_saas_admin", "access_support_session",
}  # fmt: skip
"""History: rows are added, and only the columns that end them change."""
POLICIES = {
    ("access_grant", "own", "SELECT", "((user_id)::text = boucle.boucle_actor())", None),
    ("tenancy_dossier", "operator", "SELECT", "(boucle.boucle_actor() ~~ 'système:%'::text)", None),
    ("kernel_audit", "service", "INSERT", None, "(dossier_id = 0)"),
    ("kernel_audit", "chain", "SELECT", "true", None),
}
WEB_GATE = {
    "access_put_grants", "books_count_settled", "books_delete_draft", "books_index_slice",
    "books_letter", "books_lock_month", "books_mark_review", "books_open", "books_open_year",
    "books_save_draft", "books_set_year_state", "books_unletter_lines", "books_validate",
    "tenancy_drop_empty", "tenancy_set_archived",
}  # fmt: skip
AUDIT_READERS = {"audit_check": "reader", "audit_events_of": "administrator"}
"""Work on an organisation, not a Dossier: they ask first whether the actor may read its log."""
AUDIT_CHAIN = {"audit_seal", "audit_seal_of"}
"""Append seals, or tell the number of one: no event goes in or out."""
INGEST_GATE = {"books_import_staged", "books_open_year"}
INTERNAL_DEFINERS = {
    "audit_place",
    "audit_require_administrator",
    "audit_require_reader",
    "books_guard",
    "boucle_held_limits",
    "boucle_limits",
    "boucle_require_held",
    "boucle_require_right",
    "webhooks_note",
}
"""Called by the gate only; nobody else may."""
GUARD = "books_guard"
"""The trigger that asks for the right at each row that the web role writes itself."""
FORM = "(dossier_id = ANY (boucle.boucle_scope()))"

OURS = "'{boucle,staging}'::regnamespace[]"
TENANT = """
    select c.oid, c.relname from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'dossier_id' and not a.attisdropped
     where c.relnamespace = 'boucle'::regnamespace and c.relkind in ('r', 'p')
"""


@pytest.fixture
def ask(super_conn: Any) -> Iterator[Any]:
    def run(query: str, *values: object) -> list[Any]:
        return list(super_conn.execute(query, values or None).fetchall())

    yield run


def test_every_table_is_of_a_dossier_or_listed(ask: Any) -> None:
    every = {name for (name,) in ask(
        "select relname from pg_class where relnamespace = 'boucle'::regnamespace"
        " and relkind in ('r', 'p', 'm', 'f')"
    )}  # fmt: skip
    tenant = {name for _, name in ask(TENANT)}
    assert len(tenant) >= 20
    assert every - tenant == COMMON


def test_the_key_of_the_dossier_is_a_bigint_that_is_never_null_nor_given_by_a_sequence(
    ask: Any,
) -> None:
    wrong = ask(
        f"""select t.relname, a.atttypid, a.attnotnull, a.atthasdef, a.attidentity from ({TENANT}) t
              join pg_attribute a on a.attrelid = t.oid and a.attname = 'dossier_id'
             where a.atttypid <> 'bigint'::regtype or not a.attnotnull or a.atthasdef
                or a.attidentity <> ''"""
    )
    assert wrong == []


def test_dossier_id_opens_every_key_and_index(ask: Any) -> None:
    wrong = ask(
        f"""select i.relname from ({TENANT}) t join pg_index x on x.indrelid = t.oid
              join pg_class i on i.oid = x.indexrelid
             where pg_get_indexdef(i.oid, 1, true) <> 'dossier_id'"""
    )
    assert {name for (name,) in wrong} == OTHER_INDEXES


def test_every_tenant_table_has_a_primary_key(ask: Any) -> None:
    wrong = ask(
        f"""select t.relname from ({TENANT}) t
             where not exists (
                   select from pg_index x where x.indrelid = t.oid and x.indisprimary)"""
    )
    assert wrong == []


def test_no_foreign_key_leaves_or_enters_a_dossier(ask: Any) -> None:
    wrong = ask(
        f"""select f.conrelid::regclass::text, f.confrelid::regclass::text from pg_constraint f
             where f.contype = 'f'
               and (f.conrelid in (select oid from ({TENANT}) t)
                    or f.confrelid in (select oid from ({TENANT}) t)
                    or 'boucle.tenancy_dossier'::regclass in (f.conrelid, f.confrelid))"""
    )
    assert wrong == []


def test_row_security_is_forced_on_every_tenant_table(ask: Any) -> None:
    wrong = ask(
        f"""select c.relname from pg_class c
             where (c.oid in (select oid from ({TENANT}) t) or c.relname = 'tenancy_dossier')
               and not (c.relrowsecurity and c.relforcerowsecurity)"""
    )
    assert wrong == []


def test_every_tenant_table_has_the_one_policy_form(ask: Any) -> None:
    found = ask(
        """select tablename, permissive, roles::text, cmd, qual, with_check from pg_policies
            where schemaname = 'boucle' and policyname = 'tenant'
              and tablename <> 'tenancy_dossier'"""
    )
    assert {row[0] for row in found} == {name for _, name in ask(TENANT)}
    assert {row[1:] for row in found} == {("PERMISSIVE", "{public}", "ALL", FORM, FORM)}


def test_other_policies_are_listed_and_hold_no_subquery(ask: Any) -> None:
    found = ask(
        """select tablename, policyname, cmd, qual, with_check from pg_policies
            where schemaname = 'boucle' and policyname <> 'tenant'"""
    )
    assert set(found) == POLICIES
    every = ask("select coalesce(qual, '') || coalesce(with_check, '') from pg_policies")
    assert not [text for (text,) in every if "select" in text.lower()]


def test_the_scope_is_one_inlinable_expression(ask: Any) -> None:
    found = ask(
        """select l.lanname, p.provolatile, p.prosecdef, p.proconfig, p.prosqlbody is not null
             from pg_proc p join pg_language l on l.oid = p.prolang
            where p.proname in ('boucle_scope', 'boucle_actor')"""
    )
    assert set(found) == {("sql", "s", False, None, True)}


def test_the_web_role_reads_and_writes_only_what_is_listed(ask: Any) -> None:
    found = dict(
        ask(
            f"""select t.relname, string_agg(g.privilege_type, ' ' order by g.privilege_type)
                  from ({TENANT}) t join pg_class c on c.oid = t.oid, aclexplode(c.relacl) g
                 where g.grantee = 'boucle_web'::regrole and g.privilege_type <> 'SELECT'
                 group by 1"""
        )
    )
    assert found == WEB_WRITES


def test_nobody_truncates_references_or_maintains(ask: Any) -> None:
    found = ask(
        f"""select c.relname, g.privilege_type from pg_class c, aclexplode(c.relacl) g
            where c.relnamespace = any ({OURS})
              and g.grantee in (0, 'boucle_web'::regrole, 'boucle_ingest'::regrole)
              and (g.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
                   or g.grantee = 0 or g.is_grantable
                   or c.relkind = 'S' and g.privilege_type = 'UPDATE')"""
    )
    assert found == []


def test_columns_are_granted_apart_only_where_history_is_kept(ask: Any) -> None:
    found = ask(
        f"""select distinct c.relname, x.privilege_type from pg_attribute a
              join pg_class c on c.oid = a.attrelid, aclexplode(a.attacl) x
             where c.relnamespace = any ({OURS})"""
    )
    assert set(found) == {(name, "UPDATE") for name in ENDED_BY_COLUMN}


def test_the_ingest_role_fills_staging_and_nothing_else(ask: Any) -> None:
    found = ask(
        """select c.relnamespace::regnamespace::text, c.relname, g.privilege_type
             from pg_class c, aclexplode(c.relacl) g where g.grantee = 'boucle_ingest'::regrole"""
    )
    assert {row[0] for row in found} == {"staging"}
    assert {row[2] for row in found} == {"INSERT"}
    staging = ask(
        "select relname from pg_class where relnamespace = 'staging'::regnamespace"
        " and relkind = 'r'"
    )
    assert {row[1] for row in found} == {name for (name,) in staging}


def test_staging_rows_carry_their_dossier(ask: Any) -> None:
    wrong = ask(
        """select c.relname from pg_class c where c.relnamespace = 'staging'::regnamespace
            and c.relkind = 'r' and not exists (
                select from pg_attribute a where a.attrelid = c.oid and a.attnum = 1
                   and a.attname = 'dossier_id' and a.attnotnull)"""
    )
    assert wrong == []


def _executable(ask: Any, role: str, where: str) -> set[str]:
    return {
        name
        for (name,) in ask(
            f"""select p.proname from pg_proc p
                 where p.pronamespace = any ({OURS}) and {where}
                   and has_function_privilege(%s, p.oid, 'execute')""",
            role,
        )
    }


def test_the_gate_is_listed(ask: Any) -> None:
    everyday = WEB_GATE | set(AUDIT_READERS) | AUDIT_CHAIN
    assert _executable(ask, "boucle_web", "p.prosecdef") == everyday
    assert _executable(ask, "boucle_ingest", "p.prosecdef") == INGEST_GATE
    every = {name for (name,) in ask("select proname from pg_proc where prosecdef")}
    assert every == everyday | INGEST_GATE | INTERNAL_DEFINERS


def test_every_gate_function_is_owned_fixed_and_asks_for_the_scope_first(ask: Any) -> None:
    found = ask(
        """select p.proname, p.proowner::regrole::text, p.prosrc, pg_get_function_arguments(p.oid),
                  exists (select from unnest(p.proconfig) s
                           where s ~ '^search_path=pg_catalog, boucle(, pg_temp)?$')
             from pg_proc p where p.prosecdef"""
    )
    for name, owner, source, arguments, is_fixed in found:
        assert owner == "boucle_owner", name
        assert is_fixed, name
        assert "set_config" not in source, name
        assert "boucle.scope" not in source, name
        if name in AUDIT_READERS:
            body = source.partition("begin")[2].lstrip()
            asked = f"perform audit_require_{AUDIT_READERS[name]}(p_organisation);"
            assert body.startswith(asked), name
        if name.startswith(("audit_", "webhooks_")) or name == GUARD:
            continue
        assert arguments.startswith("p_dossier bigint"), name
        if name not in INTERNAL_DEFINERS:
            body = source.partition("begin")[2].lstrip()
            assert body.startswith("perform boucle.boucle_require_scope(p_dossier);"), name


def test_functions_that_change_rows_are_out_of_reach_but_for_the_gate(ask: Any) -> None:
    """What is not a definer runs with the caller's rights: it may only read."""
    volatile = _executable(ask, "boucle_web", "not p.prosecdef and p.provolatile = 'v'")
    assert {name for name in volatile if not name.startswith("procrastinate")} == set()
    assert _executable(ask, "boucle_ingest", "not p.prosecdef and p.provolatile = 'v'") == set()


def test_views_run_as_their_caller(ask: Any) -> None:
    wrong = ask(
        """select relname from pg_class
            where relnamespace = 'boucle'::regnamespace and relkind = 'v'
              and not coalesce(reloptions @> '{security_invoker=true}', false)"""
    )
    assert wrong == []
    assert ask("select relname from pg_class where relkind = 'm'") == []


def test_hashes_and_canonical_forms_are_immutable(ask: Any) -> None:
    found = ask(
        """select proname, provolatile from pg_proc where pronamespace = 'boucle'::regnamespace
            and proname in ('canon', 'utf8', 'fr_key', 'books_line_canon', 'books_name_canon',
                            'books_entry_hash')"""
    )
    assert {volatility for _, volatility in found} == {"i"}


def test_no_table_inherits_and_no_rule_rewrites(ask: Any) -> None:
    assert ask(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where c.relnamespace = 'boucle'::regnamespace and c.relkind <> 'I'"
    ) == []  # fmt: skip
    assert ask("select rulename from pg_rules where schemaname in ('boucle', 'staging')") == []


def test_sequences_hold_bigints(ask: Any) -> None:
    assert ask(
        "select sequencename from pg_sequences where schemaname = 'boucle'"
        " and data_type::text <> 'bigint'"
        " and sequencename not similar to '(account|auth|django|socialaccount)%'"
    ) == []  # fmt: skip


def test_the_books_are_frozen_by_row_triggers_that_fire_always(ask: Any) -> None:
    found = ask(
        """select c.relname, count(*) from pg_trigger g join pg_class c on c.oid = g.tgrelid
            where not g.tgisinternal and g.tgname like '%frozen' and g.tgenabled in ('O', 'A')
            group by 1"""
    )
    assert {name for name, _ in found} >= {
        "books_entry", "books_line", "books_line_source", "books_validation_batch",
        "books_name_in_force", "books_entry_version", "books_fec_import", "kernel_audit",
    }  # fmt: skip
