-- Each month of an exercice: lines validated and in draft (opening apart), journals locked.
select m.month::date as month,
       coalesce(sum(b.count) filter (where b.state = 'v' and j.type <> 'an'), 0)::bigint as validated,
       coalesce(sum(b.count) filter (where b.state = 'd' and j.type <> 'an'), 0)::bigint as drafts,
       (select count(*) from boucle.books_journal_lock l
         where l.dossier_id = %(dossier)s and l.month = m.month::date) as locked
  from boucle.books_fiscal_year y
 cross join lateral generate_series(
       date_trunc('month', y.start_date::timestamp), y.end_date::timestamp, '1 month') m(month)
  left join boucle.books_balance_month b
    on b.dossier_id = %(dossier)s and b.fiscal_year_id = y.id and b.month = m.month::date
  left join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id
 where y.dossier_id = %(dossier)s and y.id = %(year)s
 group by m.month order by m.month
