-- One entry by public id, with its batch, its import and its reversal on either side.
select e.id, e.public_id, e.date, y.label as year, y.state as year_state, j.code as journal, j.label as journal_label,
       e.state, e.number_text as number, e.number_rank as rank, e.valid_date, encode(e.content_hash, 'hex') as hash,
       e.origin, e.to_review, e.version, e.created_by, e.created_at,
       b.id as batch, b.kind as batch_kind, encode(b.hash, 'hex') as batch_hash, b.stamp as batch_stamp,
       b.author as batch_author, b.entry_count as batch_entries, i.file_name, i.at as imported_at,
       o.public_id as reverses, o.number_text as reverses_number,
       r.public_id as reversed_by, r.number_text as reversed_by_number, r.state as reversed_by_state
  from boucle.books_entry e
  join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.id = e.fiscal_year_id
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  left join boucle.books_validation_batch b on b.dossier_id = %(dossier)s and b.id = e.batch_id
  left join boucle.books_fec_import i on i.dossier_id = %(dossier)s and i.id = e.import_id
  left join boucle.books_entry o on o.dossier_id = %(dossier)s and o.id = e.reverses_id
  left join boucle.books_entry r on r.dossier_id = %(dossier)s and r.reverses_id = e.id
 where e.dossier_id = %(dossier)s and e.public_id = %(entry)s
