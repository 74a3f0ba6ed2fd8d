-- Entries of the year whose debit is not their credit, the first ones: only in journals and months
-- that the roll-up shows unbalanced. An import may keep such entries; the gate lets none in.
select e.public_id, e.date, j.code as journal, e.number_text as number, s.gap
  from (select b.journal_id, b.month from boucle.books_balance_month b
         where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
         group by b.journal_id, b.month having sum(b.debit) <> sum(b.credit)) w
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = w.journal_id
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.journal_id = w.journal_id
                           and e.date >= w.month and e.date < (w.month + interval '1 month')::date
                           and e.fiscal_year_id = %(year)s
 cross join lateral (
       select sum(l.debit)::bigint - sum(l.credit)::bigint as gap from boucle.books_line l
        where l.dossier_id = %(dossier)s and l.entry_id = e.id) s
 where s.gap <> 0
 order by e.date, e.id limit %(limit)s
