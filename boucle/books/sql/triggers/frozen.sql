-- Second belt: what is validated does not change, whoever asks, the owner of the tables included.
-- The web role cannot reach these rows at all (SELECT only); this stands against the gate's own
-- functions and against a hand at the database. Source: antifraude R1, R3, R12, R32; PCG 1031-3.
--
-- Raises 23514 (check_violation) with the constraint name `books_frozen` -> finding books.frozen.
-- Rows only, never on INSERT (an import would pay for it), and the state is tested in WHEN, before
-- any function is called: validating a million drafts costs one comparison each.
-- Whoever must tamper for a test says so: set session_replication_role = replica (superuser only).
create or replace function boucle.books_refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    raise exception '% on %: what is validated is frozen', tg_op, tg_table_name
        using errcode = '23514', constraint = 'books_frozen', table = tg_table_name,
              hint = 'Correct by a reversal (contrepassation).';
end $$;

-- Entries: a draft may change, be deleted, be validated; a validated one nothing.
create or replace trigger books_entry__frozen before update or delete on boucle.books_entry
    for each row when (old.state <> 'd') execute function boucle.books_refuse_change();

-- A draft is not validated by hand with another number, stamp or hash than the gate's; and its
-- identity stays.
create or replace function boucle.books_keep_identity() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    raise exception '% on %: its identity is frozen', tg_op, tg_table_name
        using errcode = '23514', constraint = 'books_frozen', table = tg_table_name;
end $$;

create or replace trigger books_entry__identity before update on boucle.books_entry
    for each row when (old.dossier_id <> new.dossier_id or old.id <> new.id or old.public_id <> new.public_id
                       or old.created_by <> new.created_by or old.created_at <> new.created_at
                       or old.origin <> new.origin or old.import_id is distinct from new.import_id
                       or old.reverses_id is distinct from new.reverses_id)
    execute function boucle.books_keep_identity();

-- Lines and source cells: as their entry. An entry that is not there, or not in the scope, refuses too.
create or replace function boucle.books_refuse_line_change() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform 1 from books_entry e
      where e.dossier_id = old.dossier_id and e.id = old.entry_id and e.state = 'd';
    if not found or (tg_op = 'UPDATE' and (new.dossier_id, new.entry_id) is distinct from (old.dossier_id, old.entry_id)) then
        raise exception '% on %: what is validated is frozen', tg_op, tg_table_name
            using errcode = '23514', constraint = 'books_frozen', table = tg_table_name,
                  hint = 'Correct by a reversal (contrepassation).';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;

create or replace trigger books_line__frozen before update or delete on boucle.books_line
    for each row execute function boucle.books_refuse_line_change();
create or replace trigger books_line_source__frozen before update or delete on boucle.books_line_source
    for each row execute function boucle.books_refuse_line_change();

-- History: rows that are written once.
create or replace trigger books_validation_batch__frozen before update or delete on boucle.books_validation_batch
    for each row execute function boucle.books_refuse_change();
create or replace trigger books_name_in_force__frozen before update or delete on boucle.books_name_in_force
    for each row execute function boucle.books_refuse_change();
create or replace trigger books_entry_version__frozen before update or delete on boucle.books_entry_version
    for each row execute function boucle.books_refuse_change();
create or replace trigger books_fec_export__frozen before update or delete on boucle.books_fec_export
    for each row execute function boucle.books_refuse_change();
create or replace trigger kernel_audit__frozen before update or delete on boucle.kernel_audit
    for each row execute function boucle.books_refuse_change();
create or replace trigger kernel_audit_seal__frozen before update or delete on boucle.kernel_audit_seal
    for each row execute function boucle.books_refuse_change();
create or replace trigger kernel_audit_link__frozen before update or delete on boucle.kernel_audit_link
    for each row execute function boucle.books_refuse_change();
-- The gate writes the figures of an import at its end, on the row it made at its start.
create or replace trigger books_fec_import__kept before delete on boucle.books_fec_import
    for each row execute function boucle.books_refuse_change();
create or replace trigger books_fec_import__frozen before update on boucle.books_fec_import
    for each row when (old.entries <> 0 or old.lines <> 0 or old.batch_id is not null
                       or old.digest <> new.digest or old.dossier_id <> new.dossier_id)
    execute function boucle.books_refuse_change();

-- The chain and the series only go forward.
create or replace trigger books_chain__forward before update on boucle.books_chain
    for each row when (new.dossier_id <> old.dossier_id or new.last_batch_id <> old.last_batch_id + 1)
    execute function boucle.books_refuse_change();
create or replace trigger books_chain__kept before delete on boucle.books_chain
    for each row when (old.last_batch_id > 0) execute function boucle.books_refuse_change();
create or replace trigger books_sequence__forward before update on boucle.books_sequence
    for each row when (new.last_rank < old.last_rank or new.dossier_id <> old.dossier_id
                       or new.fiscal_year_id <> old.fiscal_year_id or new.journal_id <> old.journal_id)
    execute function boucle.books_refuse_change();
create or replace trigger books_sequence__kept before delete on boucle.books_sequence
    for each row when (old.last_rank > 0) execute function boucle.books_refuse_change();
