-- Batches of the chain, the latest first, with the numbers they gave.
select b.id, b.kind, b.stamp, b.author,
       coalesce((select u.name from boucle.access_user u where u.public_id::text = b.author), b.author) as author_name,
       b.entry_count as count,
       (select e.number_text from boucle.books_entry e
         where e.dossier_id = %(dossier)s and e.batch_id = b.id order by e.rank limit 1) as first,
       (select e.number_text from boucle.books_entry e
         where e.dossier_id = %(dossier)s and e.batch_id = b.id order by e.rank desc limit 1) as last,
       encode(b.hash, 'hex') as hash
  from boucle.books_validation_batch b
 where b.dossier_id = %(dossier)s and b.id < %(before)s
 order by b.id desc limit %(limit)s
