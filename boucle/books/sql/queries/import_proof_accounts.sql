-- Trial balance of a year as the books hold it now, drafts included; accounts under the name that was
-- in force at the batch of the import (a number changed since is no gap).
select coalesce(n.number, a.number) as number, a.label, sum(m.debit)::bigint as debit, sum(m.credit)::bigint as credit
  from boucle.books_balance_month m
  join boucle.books_account a on a.dossier_id = m.dossier_id and a.id = m.account_id
  left join lateral (
       select f.number from boucle.books_name_in_force f
        where f.dossier_id = m.dossier_id and f.kind = 'account' and f.ref_id = m.account_id
          and f.from_batch <= %(batch)s
        order by f.from_batch desc limit 1) n on true
 where m.dossier_id = %(dossier)s and m.fiscal_year_id = %(year)s
 group by 1, 2 order by 1
