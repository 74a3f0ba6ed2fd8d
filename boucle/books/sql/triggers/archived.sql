-- An archived Dossier is frozen whole: also the tables that the web role writes without a function.
-- The functions of the gate run as the owner and have asked already (boucle_require_right).
-- Raises 23514, constraint tenancy_dossier__archived.
create or replace function boucle.books_refuse_archived() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.tenancy_require_active(case tg_op when 'DELETE' then old.dossier_id else new.dossier_id end);
    return case tg_op when 'DELETE' then old else new end;
end $$;

do $$
declare name text;
begin
    foreach name in array array[
        'books_account', 'books_third_party', 'books_journal', 'books_vat_code', 'books_setting', 'books_model',
        'books_model_line', 'books_shortcut', 'books_subscription', 'books_subscription_run',
        'books_attachment'] loop
        execute format('create or replace trigger %I before insert or update or delete on boucle.%I for each row'
                       ' when (current_user <> ''boucle_owner'') execute function boucle.books_refuse_archived()',
                       name || '__archived', name);
    end loop;
end $$;

-- A validation or an import that asked before the Dossier was archived, and writes after: the
-- batch is its last word (tenancy_set_archived waits for the head of the chain).
create or replace trigger books_validation_batch__archived before insert on boucle.books_validation_batch
    for each row execute function boucle.books_refuse_archived();

-- The Dossier itself: archived and taken back by tenancy_set_archived only; between the two its
-- identity stays.
create or replace function boucle.books_refuse_identity() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if old.archived_at is distinct from new.archived_at then
        raise exception 'a Dossier is archived by its function' using errcode = '42501';
    end if;
    perform boucle.tenancy_require_active(old.id);
    return new;
end $$;

create or replace trigger tenancy_dossier__archived before update on boucle.tenancy_dossier
    for each row when (current_user <> 'boucle_owner') execute function boucle.books_refuse_identity();
