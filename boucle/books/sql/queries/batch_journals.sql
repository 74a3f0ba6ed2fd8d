-- The journals of a batch: how many entries, first and last number in each.
select j.code as journal, j.label, count(*) as entries,
       (array_agg(e.number_text order by e.rank))[1] as first,
       (array_agg(e.number_text order by e.rank desc))[1] as last
  from boucle.books_entry e
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
 where e.dossier_id = %(dossier)s and e.batch_id = %(batch)s
 group by j.code, j.label order by j.code collate "C"
