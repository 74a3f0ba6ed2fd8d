-- What the head of a report tells of the year: à-nouveaux there or not, lines in draft, lines at all.
select exists (select from boucle.books_balance_month b
                 join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id and j.type = 'an'
                where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and b.count > 0) as has_openings,
       coalesce(sum(b.count) filter (where b.state = 'd'), 0)::bigint as draft_lines,
       coalesce(sum(b.count), 0)::bigint as lines
  from boucle.books_balance_month b
 where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
