-- Batches and how many entries they say they hold: to cut the work in slices of bounded size.
select b.id, b.entry_count as count from boucle.books_validation_batch b
 where b.dossier_id = %(dossier)s and b.id > %(after)s and b.id <= %(last)s
 order by b.id limit %(limit)s
