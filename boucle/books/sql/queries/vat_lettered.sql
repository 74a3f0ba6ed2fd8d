-- The lines of given lettrages, with their days.
select k.lettrage_id as lettrage, k.entry_id, k.position, l.date, l.debit - l.credit as net
  from boucle.books_lettrage_line k
 cross join lateral (select l.date, l.debit, l.credit from boucle.books_line l
        where l.dossier_id = %(dossier)s and l.entry_id = k.entry_id and l.position = k.position limit 1) l
 where k.dossier_id = %(dossier)s and k.lettrage_id = any (%(lettrages)s::bigint[])
 order by k.lettrage_id, k.entry_id, k.position
