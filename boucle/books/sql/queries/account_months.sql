-- Sums of an account month by month over a year, drafts apart too; from the roll-up.
select b.month, sum(b.debit)::bigint as debit, sum(b.credit)::bigint as credit,
       coalesce(sum(b.debit - b.credit) filter (where b.state = 'd'), 0)::bigint as draft,
       sum(b.count)::bigint as count
  from boucle.books_balance_month b
 where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and b.account_id = %(account)s
 group by b.month order by b.month
