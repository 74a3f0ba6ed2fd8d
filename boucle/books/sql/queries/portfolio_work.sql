-- Where each of these Dossiers stands in the year that today falls in (else its last one): months
-- that hold entries other than the opening, drafts, last act. Index probes only, no line is read.
select d.id as dossier_id, y.label as year, y.state = 'closed' as is_closed,
       extract(year from age(y.end_date + 1, y.start_date))::int * 12
         + extract(month from age(y.end_date + 1, y.start_date))::int as months,
       coalesce(k.months, 0)::int as months_kept, k.last as kept_until,
       f.drafts::int as drafts, f.to_review::int as to_review,
       (select a.at from boucle.kernel_audit a where a.dossier_id = d.id order by a.id desc limit 1) as last_act
  from unnest(%(dossiers)s::bigint[]) d(id)
  left join lateral (
       select * from boucle.books_fiscal_year y where y.dossier_id = d.id
        order by %(today)s::date between y.start_date and y.end_date desc, y.start_date desc limit 1) y on true
  left join lateral (
       select count(*) as months, max(m.month)::date as last
         from generate_series(date_trunc('month', y.start_date::timestamp), y.end_date::timestamp, '1 month') m(month)
        where exists (
              select from boucle.books_balance_month b
                join boucle.books_journal j on j.dossier_id = d.id and j.id = b.journal_id and j.type <> 'an'
               where b.dossier_id = d.id and b.fiscal_year_id = y.id and b.month = m.month::date
                 and b.count <> 0)) k on true
 cross join lateral (
       select count(*) as drafts, count(*) filter (where e.to_review) as to_review
         from boucle.books_entry e where e.dossier_id = d.id and e.state = 'd') f
