-- The chart of a Dossier: accounts of a class, or that hold the words of `key` (prepared by fr_key).
select a.number, a.label, a.is_control, a.lettrable, a.vat_code, a.contra_number, a.active
  from boucle.books_account a
 where a.dossier_id = %(dossier)s
   and (%(class)s = '' or left(a.number, 1) = %(class)s)
   and (%(text)s = '' or a.search_key like '%%' || boucle.fr_key(%(text)s) || '%%')
   and (%(inactive)s or a.active)
   and a.number collate "C" > %(after)s
 order by a.number collate "C"
 limit %(limit)s
