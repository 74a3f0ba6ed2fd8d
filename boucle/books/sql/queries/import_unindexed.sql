-- Those of these imports whose last entry is not in the search index: the work after them was cut.
select i.id, i.entries
  from boucle.books_fec_import i
 cross join lateral (
       select e.id, e.date from boucle.books_entry e
        where e.dossier_id = %(dossier)s and e.import_id = i.id order by e.id desc limit 1) e
 where i.dossier_id = %(dossier)s and i.id = any (%(imports)s::bigint[]) and i.entries > 0
   and not exists (
       select from boucle.books_search_token s
        where s.dossier_id = %(dossier)s and s.day = e.date and e.id = any (s.entries))
 order by i.id
