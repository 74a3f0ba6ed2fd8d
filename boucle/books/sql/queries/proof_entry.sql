-- The entry of a rank in a batch, or the nearest one before the hole that it left.
select e.public_id, e.rank, e.number_text as number, j.code as journal, e.date
  from boucle.books_entry e
  left join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
 where e.dossier_id = %(dossier)s and e.batch_id = %(batch)s and e.rank <= %(rank)s
 order by e.rank desc limit 1
