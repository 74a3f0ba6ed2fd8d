-- Net movement (debit less credit) of each account by month, from the roll-up, à-nouveaux apart.
select a.number, a.label, s.opening, s.months, s.amounts
  from (
    select m.account_id, coalesce(sum(m.amount) filter (where m.is_an), 0)::bigint as opening,
           coalesce(array_agg(m.month order by m.month) filter (where not m.is_an), '{}') as months,
           coalesce(array_agg(m.amount order by m.month) filter (where not m.is_an), '{}') as amounts
      from (
        select b.account_id, b.month, j.type = 'an' as is_an,
               (sum(b.debit) - sum(b.credit))::bigint as amount
          from boucle.books_balance_month b
          join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id
         where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
           and b.month between %(first_month)s and %(last_month)s and b.state = any (%(states)s)
         group by b.account_id, b.month, j.type = 'an' having sum(b.count) > 0) m
     group by m.account_id) s
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = s.account_id
 where starts_with(a.number, %(prefix)s)
 order by a.number
