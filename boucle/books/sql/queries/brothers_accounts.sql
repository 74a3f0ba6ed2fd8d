-- Accounts around one, by number: some before, itself, some after.
select * from (
    (select a.number as key, a.label, null::date as day, null::text as number from boucle.books_account a
      where a.dossier_id = %(dossier)s and a.number collate "C" < %(key)s collate "C" and a.active
      order by a.number collate "C" desc limit %(half)s)
    union all
    (select a.number, a.label, null, null from boucle.books_account a
      where a.dossier_id = %(dossier)s and a.number collate "C" >= %(key)s collate "C"
        and (a.active or a.number = %(key)s)
      order by a.number collate "C" limit %(half)s + 1)) b
 order by b.key collate "C"
