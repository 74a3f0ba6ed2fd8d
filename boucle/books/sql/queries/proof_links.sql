-- The batches of a slice as the proof file writes them.
select b.id, b.version, b.kind, encode(b.previous_hash, 'hex') as previous, encode(b.hash, 'hex') as hash,
       b.stamp, (extract(epoch from b.stamp) * 1000000)::bigint as stamp_us, b.author, b.entry_count as count
  from boucle.books_validation_batch b
 where b.dossier_id = %(dossier)s and b.id between %(first)s and %(last)s order by b.id
