-- The entries before and after one in its journal, by date then order.
select (select p.public_id from boucle.books_entry p
         where p.dossier_id = %(dossier)s and p.journal_id = e.journal_id and (p.date, p.id) < (e.date, e.id)
         order by p.date desc, p.id desc limit 1) as previous,
       (select n.public_id from boucle.books_entry n
         where n.dossier_id = %(dossier)s and n.journal_id = e.journal_id and (n.date, n.id) > (e.date, e.id)
         order by n.date, n.id limit 1) as next
  from boucle.books_entry e where e.dossier_id = %(dossier)s and e.id = %(entry)s
