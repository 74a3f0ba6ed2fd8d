-- A third party in each of its collective accounts over a year; from the roll-up.
select a.number as account, a.label, sum(m.debit)::bigint as debit, sum(m.credit)::bigint as credit,
       coalesce(sum(m.debit - m.credit) filter (where m.state = 'd'), 0)::bigint as draft
  from boucle.books_third_month m
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = m.account_id
 where m.dossier_id = %(dossier)s and m.third_party_id = %(third)s and m.fiscal_year_id = %(year)s
 group by a.number, a.label having sum(m.count) > 0 order by a.number
