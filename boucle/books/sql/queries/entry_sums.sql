-- Count and sums of the lines of an entry.
select count(*) as count, coalesce(sum(l.debit), 0)::bigint as debit, coalesce(sum(l.credit), 0)::bigint as credit
  from boucle.books_line l where l.dossier_id = %(dossier)s and l.entry_id = %(entry)s
