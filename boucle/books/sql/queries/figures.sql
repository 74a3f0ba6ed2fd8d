-- Plain figures of an exercice at the end of its last kept month, drafts included, from the roll-ups.
-- Where no opening entry stands in the year yet, the balances of the year before are carried.
with kept as (
    select max(b.month) as month
      from boucle.books_balance_month b
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id and j.type <> 'an'
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and b.count <> 0
       and b.month <= %(today)s::date),
opening as (
    select %(previous)s::bigint is not null and not exists (
           select from boucle.books_balance_month b
             join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id and j.type = 'an'
            where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and b.count <> 0) as is_carried),
sums as (
    select b.fiscal_year_id = %(year)s as is_current, b.month, a.number, sum(b.debit - b.credit) as balance
      from boucle.books_balance_month b
      join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = b.account_id
     where b.dossier_id = %(dossier)s and b.fiscal_year_id in (%(year)s, coalesce(%(previous)s, 0))
     group by 1, 2, 3)
select k.month as kept_until, o.is_carried,
       coalesce(sum(s.balance) filter (where u.counts and (s.number like '51%%' or s.number like '53%%')), 0)::bigint as cash,
       coalesce(sum(s.balance) filter (where u.counts and s.number like '41%%'), 0)::bigint as customers,
       coalesce(-sum(s.balance) filter (where u.counts and s.number like '40%%'), 0)::bigint as suppliers,
       coalesce(-sum(s.balance) filter (where u.counts and s.number like '445%%'), 0)::bigint as vat,
       coalesce(-sum(s.balance) filter (
           where s.is_current and s.month <= k.month and s.number ~ '^[67]'), 0)::bigint as result,
       -sum(s.balance) filter (
           where not s.is_current and s.month <= k.month - interval '1 year' and s.number ~ '^[67]')::bigint as result_before,
       coalesce(-sum(s.balance) filter (
           where s.is_current and s.month = k.month and s.number ~ '^[67]'), 0)::bigint as month_result
  from kept k cross join opening o
  left join sums s on true
  left join lateral (select s.is_current and s.month <= k.month
                         or not s.is_current and o.is_carried as counts) u on true
 group by k.month, o.is_carried
