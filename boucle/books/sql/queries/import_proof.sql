-- What was kept of these imports: the file's own sums, the link of the chain, lines now in its year.
select i.id, i.file_name as file, i.digest, y.id as year_id, y.label as year, i.batch_id as batch,
       encode(b.hash, 'hex') as hash, coalesce((i.summary->>'lines')::bigint, i.lines) as lines,
       (select coalesce(sum(m.count), 0)::bigint from boucle.books_balance_month m
         where m.dossier_id = i.dossier_id and m.fiscal_year_id = i.fiscal_year_id) as lines_books,
       (i.summary->'balance')::text as balance
  from boucle.books_fec_import i
  join boucle.books_fiscal_year y on y.dossier_id = i.dossier_id and y.id = i.fiscal_year_id
  left join boucle.books_validation_batch b on b.dossier_id = i.dossier_id and b.id = i.batch_id
 where i.dossier_id = %(dossier)s and i.id = any (%(imports)s::bigint[])
 order by y.start_date, i.id
