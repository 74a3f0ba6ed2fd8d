-- A file joined to a validated entry stays as it is, whoever asks. Source: Code de commerce L. 123-22.
-- Raises 23514 with the constraint name `books_frozen`.
create or replace function boucle.books_keep_piece() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if tg_op = 'UPDATE' or exists (
        select from books_entry e
         where e.dossier_id = old.dossier_id and e.public_id = old.entry and e.state <> 'd') then
        raise exception '% on %: the piece of a validated entry stays', tg_op, tg_table_name
            using errcode = '23514', constraint = 'books_frozen', table = tg_table_name;
    end if;
    return old;
end $$;

create or replace trigger books_attachment__kept before update or delete on boucle.books_attachment
    for each row execute function boucle.books_keep_piece();
