-- Accounts that have movements by third party, by a loose walk on the roll-up's key.
with recursive walk(id) as (
    (select m.account_id from boucle.books_third_month m
      where m.dossier_id = %(dossier)s order by m.account_id limit 1)
    union all
    select (select m.account_id from boucle.books_third_month m
             where m.dossier_id = %(dossier)s and m.account_id > w.id order by m.account_id limit 1)
      from walk w where w.id is not null
)
select a.id, a.number, a.label
  from walk w join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = w.id
 where starts_with(a.number, %(prefix)s) order by a.number
