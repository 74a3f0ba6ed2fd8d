-- The months in which a journal may still be written: years that are open, months not locked.
select greatest(m.month::date, y.start_date) as start,
       least((m.month + interval '1 month')::date - 1, y.end_date) as "end"
  from boucle.books_fiscal_year y
 cross join lateral generate_series(date_trunc('month', y.start_date::timestamp), y.end_date::timestamp,
                                    interval '1 month') as m(month)
 where y.dossier_id = %(dossier)s and y.state = 'open'
   and not exists (select from boucle.books_journal_lock k
                    where k.dossier_id = %(dossier)s and k.journal_id = %(journal)s and k.month = m.month::date)
 order by 1
