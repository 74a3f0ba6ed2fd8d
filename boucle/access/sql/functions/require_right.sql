-- Second belt of the rights: what the actor of this transaction may do in the Dossier.
-- p_right: write, validate or manage. The operator's command line (système:…) may all, audited.
-- Raises 42501. The kind refusal comes from access.write, which checked before.
create or replace function boucle.boucle_require_held(p_dossier bigint, p_right text) returns void
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_actor text := boucle.boucle_actor();
begin
    if v_actor like 'système:%' then
        return;
    end if;
    perform 1 from boucle.access_grant g
      where g.dossier_id = p_dossier and g.user_id::text = v_actor
        and case p_right when 'write' then g.can_write
                         when 'validate' then g.can_validate
                         when 'manage' then g.can_manage
                         else false end;
    if not found and not (p_right = 'write' and boucle.access_support_writes(p_dossier)) then
        raise exception 'the actor lacks the right %', p_right using errcode = '42501';
    end if;
end $$;

-- The right, and a Dossier that is still written in: what every function of the gate asks.
-- Raises 42501, or 23514 with the constraint tenancy_dossier__archived.
create or replace function boucle.boucle_require_right(p_dossier bigint, p_right text) returns void
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.boucle_require_held(p_dossier, p_right);
    perform boucle.tenancy_require_active(p_dossier);
end $$;
