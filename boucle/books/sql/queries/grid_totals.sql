-- What a journal holds in a month: amounts from the roll-up, entries by their index.
select coalesce(sum(m.debit), 0)::bigint as debit, coalesce(sum(m.credit), 0)::bigint as credit,
       (select count(*) from boucle.books_entry e
         where e.dossier_id = %(dossier)s and e.journal_id = %(journal)s
           and e.date between %(start)s and %(end)s) as count
  from boucle.books_balance_month m
 where m.dossier_id = %(dossier)s and m.fiscal_year_id = %(year)s and m.journal_id = %(journal)s
   and m.month = date_trunc('month', %(start)s::date)::date
