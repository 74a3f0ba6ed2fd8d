-- The head of the chain as it stands now, in one statement: what verify goes up to.
select d.public_id, d.siren, d.name, c.last_batch_id as last_batch, c.last_hash as head,
       b.hash as last_hash,
       (select count(*) from boucle.books_validation_batch x where x.dossier_id = %(dossier)s) as batches,
       (select coalesce(sum(x.entry_count), 0)::bigint from boucle.books_validation_batch x
         where x.dossier_id = %(dossier)s) as entries,
       (select count(*) from boucle.books_entry e where e.dossier_id = %(dossier)s and e.state = 'v') as found
  from boucle.tenancy_dossier d
  left join boucle.books_chain c on c.dossier_id = %(dossier)s
  left join boucle.books_validation_batch b on b.dossier_id = %(dossier)s and b.id = c.last_batch_id
 where d.id = %(dossier)s
