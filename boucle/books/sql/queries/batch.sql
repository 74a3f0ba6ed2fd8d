-- An act of validation or an import: its place in the chain, first and last number.
select b.id, b.kind, b.stamp, b.author, b.entry_count as entries, encode(b.hash, 'hex') as hash,
       encode(b.previous_hash, 'hex') as previous, y.label as year, y.numbering,
       (select e.number_text from boucle.books_entry e where e.dossier_id = %(dossier)s and e.batch_id = b.id
         order by e.rank limit 1) as first,
       (select e.number_text from boucle.books_entry e where e.dossier_id = %(dossier)s and e.batch_id = b.id
         order by e.rank desc limit 1) as last
  from boucle.books_validation_batch b
  join boucle.books_fiscal_year y on y.dossier_id = b.dossier_id and y.id = b.fiscal_year_id
 where b.dossier_id = %(dossier)s and b.id = %(batch)s
