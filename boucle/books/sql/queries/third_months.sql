-- Sums of a third party month by month over a year, all accounts together: whole months from the
-- roll-up, the months that two years share from its lines (lows, highs).
with part as (
    select m.month, m.debit, m.credit, m.count, m.state
      from boucle.books_third_month m
     where m.dossier_id = %(dossier)s and m.third_party_id = %(third)s
       and m.month between %(first_month)s and %(last_month)s
    union all
    select date_trunc('month', l.date)::date, l.debit, l.credit, 1, e.state
      from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
      join boucle.books_line l on l.dossier_id = %(dossier)s and l.third_party_id = %(third)s
                              and l.date between span.low and span.high
      join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
)
select p.month, sum(p.debit)::bigint as debit, sum(p.credit)::bigint as credit,
       coalesce(sum(p.debit - p.credit) filter (where p.state = 'd'), 0)::bigint as draft,
       sum(p.count)::bigint as count
  from part p group by p.month order by p.month
