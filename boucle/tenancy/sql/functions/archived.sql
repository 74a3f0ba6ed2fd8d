-- An archived Dossier is read, never written. Asked by boucle_require_right (thus by each function
-- of the gate) and by the triggers `…__archived`. Raises 23514, constraint tenancy_dossier__archived.
create or replace function boucle.tenancy_require_active(p_dossier bigint) returns void
language plpgsql stable set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform 1 from tenancy_dossier d where d.id = p_dossier and d.archived_at is not null;
    if found then
        raise exception 'the Dossier is archived'
            using errcode = '23514', constraint = 'tenancy_dossier__archived', table = 'tenancy_dossier';
    end if;
end $$;

-- Archives a Dossier, or takes it back into use. The head of the chain is locked: what is being
-- validated or imported ends first, or the answer is {"busy": true}.
-- Answers {"changed"}. Raises 23505 (tenancy_dossier__one_active_per_siren) when its SIREN is taken.
create or replace function boucle.tenancy_set_archived(p_dossier bigint, p_archived boolean) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.boucle_require_scope(p_dossier);
    perform boucle.boucle_require_held(p_dossier, 'manage');
    perform 1 from books_chain c where c.dossier_id = p_dossier for update nowait;
    update tenancy_dossier d
       set archived_at = case when p_archived then statement_timestamp() end
     where d.id = p_dossier and (d.archived_at is not null) <> p_archived;
    return jsonb_build_object('changed', found);
exception when lock_not_available then
    return jsonb_build_object('busy', true);
end $$;
