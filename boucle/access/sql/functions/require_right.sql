-- Second belt of the rights: what the actor of this transaction may write in the Dossier.
-- p_right: write, validate, manage, letter, import or grant; each is the writing of one module.
-- The operator's command line (système:…) may all, without limit, audited.
-- Raises 42501. The kind refusal comes from access.write, which checked before.
create or replace function boucle.boucle_require_held(p_dossier bigint, p_right text) returns void
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.boucle_held_limits(p_dossier, p_right);
end $$;

-- The same check; answers the limits that stand on what is written: codes of journals and first
-- figures of accounts, null = no limit. Source: S-037; design §3 (the gate).
create or replace function boucle.boucle_held_limits(
    p_dossier bigint, p_right text, out journals text[], out accounts text[])
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_actor text := boucle.boucle_actor();
begin
    if v_actor like 'système:%' then
        return;
    end if;
    select g.journals, g.accounts into journals, accounts from boucle.access_grant g
      where g.dossier_id = p_dossier and g.user_id::text = v_actor
        and boucle.access_in_force(g.starts_on, g.ends_on)
        and case p_right when 'write' then 'entries' when 'validate' then 'validation'
                         when 'manage' then 'settings' when 'letter' then 'lettrage'
                         when 'import' then 'exchange' when 'grant' then 'rights' end = any (g.writes);
    if not found and not (p_right = 'write' and boucle.access_support_writes(p_dossier)) then
        raise exception 'the actor lacks the right %', p_right using errcode = '42501';
    end if;
end $$;

-- The right, and a Dossier that is still written in: what every function of the gate asks.
-- Raises 42501, or 23514 with the constraint tenancy_dossier__archived.
create or replace function boucle.boucle_require_right(p_dossier bigint, p_right text) returns void
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.boucle_held_limits(p_dossier, p_right);
    perform boucle.tenancy_require_active(p_dossier);
end $$;

create or replace function boucle.boucle_limits(
    p_dossier bigint, p_right text, out journals text[], out accounts text[])
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    select l.journals, l.accounts into journals, accounts from boucle.boucle_held_limits(p_dossier, p_right) l;
    perform boucle.tenancy_require_active(p_dossier);
end $$;
