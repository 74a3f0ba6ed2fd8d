-- Nothing in the books is emptied, the owner included. TRUNCATE knows statement triggers only, which
-- Citus refuses on distributed tables: there, this file is skipped and TRUNCATE stays closed by
-- privilege alone (docs/scale.md). Raises 23514, constraint `books_frozen`.
do $$
declare name text;
begin
    for name in
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'boucle' and c.relkind = 'r'
           and (c.relname like 'books\_%' or c.relname like 'kernel\_audit%' or c.relname = 'tenancy_dossier') order by 1
    loop
        execute format('create or replace trigger %I before truncate on boucle.%I'
                       ' for each statement execute function boucle.books_refuse_change()', name || '__kept_whole', name);
    end loop;
end $$;
