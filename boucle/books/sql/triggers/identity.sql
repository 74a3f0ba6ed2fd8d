-- Accounts, third parties, journals, VAT codes are renamed and retired by the web role: their keys are what the
-- lines point at, and never move. The Dossier's public id is part of every batch hash.
-- Source: design §4 (surrogate ids), §3 (SIREN immutable after the first entry).
-- Raises 23514, constraint `books_frozen` (identity) or `tenancy_dossier__siren_frozen`.
create or replace trigger books_account__identity before update on boucle.books_account
    for each row when (old.dossier_id <> new.dossier_id or old.id <> new.id)
    execute function boucle.books_keep_identity();
create or replace trigger books_third_party__identity before update on boucle.books_third_party
    for each row when (old.dossier_id <> new.dossier_id or old.id <> new.id)
    execute function boucle.books_keep_identity();
create or replace trigger books_journal__identity before update on boucle.books_journal
    for each row when (old.dossier_id <> new.dossier_id or old.id <> new.id)
    execute function boucle.books_keep_identity();
create or replace trigger books_vat_code__identity before update on boucle.books_vat_code
    for each row when (old.dossier_id <> new.dossier_id or old.id <> new.id)
    execute function boucle.books_keep_identity();
create or replace trigger tenancy_dossier__identity before update on boucle.tenancy_dossier
    for each row when (old.id <> new.id or old.public_id <> new.public_id)
    execute function boucle.books_keep_identity();

create or replace function boucle.books_keep_siren() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if exists (select from books_entry e where e.dossier_id = old.id) then
        raise exception 'the SIREN of a Dossier with entries does not change'
            using errcode = '23514', constraint = 'tenancy_dossier__siren_frozen', table = tg_table_name;
    end if;
    return new;
end $$;

create or replace trigger tenancy_dossier__siren before update on boucle.tenancy_dossier
    for each row when (old.siren <> new.siren) execute function boucle.books_keep_siren();
