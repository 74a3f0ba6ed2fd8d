-- Sums of a third party month by month over a year, all accounts together; from the roll-up.
select m.month, sum(m.debit)::bigint as debit, sum(m.credit)::bigint as credit,
       coalesce(sum(m.debit - m.credit) filter (where m.state = 'd'), 0)::bigint as draft,
       sum(m.count)::bigint as count
  from boucle.books_third_month m
 where m.dossier_id = %(dossier)s and m.third_party_id = %(third)s and m.fiscal_year_id = %(year)s
 group by m.month order by m.month
