-- Entries by journal and month between two days, by the index of the journals; drafts by their own.
select e.journal_id, date_trunc('month', e.date)::date as month, count(*) as entries, 0::bigint as drafts
  from boucle.books_entry e
 where e.dossier_id = %(dossier)s and e.journal_id = any (%(journals)s) and e.date between %(start)s and %(end)s
 group by 1, 2
union all
select e.journal_id, date_trunc('month', e.date)::date, 0, count(*)
  from boucle.books_entry e
 where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'd'
   and e.date between %(start)s and %(end)s
 group by 1, 2
