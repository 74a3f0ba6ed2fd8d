-- The scope of a transaction: which Dossiers it may touch, and who acts.
-- Both are set by SET LOCAL in one place (kernel/db.py); unset means none: fail closed.
-- boucle_scope() is one inlinable expression, so that a policy costs nothing and Citus takes it.
create or replace function boucle.boucle_scope() returns bigint[]
language sql stable parallel safe
return coalesce(nullif(current_setting('boucle.scope', true), '')::bigint[], '{}'::bigint[]);

create or replace function boucle.boucle_actor() returns text
language sql stable parallel safe
return coalesce(nullif(current_setting('boucle.actor', true), ''), 'anonyme');

-- First statement of every gate function. Raises 42501 outside the scope; refuses the isolation
-- levels whose snapshot is older than the locks that numbering takes.
create or replace function boucle.boucle_require_scope(p_dossier bigint) returns void
language plpgsql stable set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if p_dossier is null or not p_dossier = any (boucle.boucle_scope()) then
        raise exception 'dossier outside the scope of the transaction' using errcode = '42501';
    end if;
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'the gate works at read committed' using errcode = '25001';
    end if;
end $$;
