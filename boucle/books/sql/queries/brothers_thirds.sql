-- Third parties around one, by code: some before, itself, some after.
select * from (
    (select t.number as key, t.label, null::date as day, null::text as number from boucle.books_third_party t
      where t.dossier_id = %(dossier)s and t.number collate "C" < %(key)s collate "C" and t.active
      order by t.number collate "C" desc limit %(half)s)
    union all
    (select t.number, t.label, null, null from boucle.books_third_party t
      where t.dossier_id = %(dossier)s and t.number collate "C" >= %(key)s collate "C"
        and (t.active or t.number = %(key)s)
      order by t.number collate "C" limit %(half)s + 1)) b
 order by b.key collate "C"
