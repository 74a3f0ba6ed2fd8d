-- Accounts that have a lettrage, by a loose walk on its index.
with recursive walk(id) as (
    (select g.account_id from boucle.books_lettrage g
      where g.dossier_id = %(dossier)s order by g.account_id limit 1)
    union all
    select (select g.account_id from boucle.books_lettrage g
             where g.dossier_id = %(dossier)s and g.account_id > w.id order by g.account_id limit 1)
      from walk w where w.id is not null
)
select w.id from walk w where w.id is not null
