-- Journals by month of a year, from the roll-up: sums in cents, lines, lines in draft, lock.
select b.journal_id, j.code, j.label, j.type, b.month, sum(b.debit)::bigint as debit,
       sum(b.credit)::bigint as credit, sum(b.count)::bigint as lines,
       coalesce(sum(b.count) filter (where b.state = 'd'), 0)::bigint as draft_lines,
       bool_or(k.journal_id is not null) as is_locked
  from boucle.books_balance_month b
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id
  left join boucle.books_journal_lock k
         on k.dossier_id = %(dossier)s and k.journal_id = b.journal_id and k.month = b.month
 where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
   and b.month between %(first_month)s and %(last_month)s and b.state = any (%(states)s)
 group by b.journal_id, j.code, j.label, j.type, b.month
having sum(b.count) > 0
 order by j.code, b.month
