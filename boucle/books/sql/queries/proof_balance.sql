-- The roll-up by account against the lines: the first row that differs, and how many do.
with told as (
    select e.fiscal_year_id, date_trunc('month', e.date)::date as month, e.journal_id, l.account_id, e.state,
           sum(l.debit)::bigint as debit, sum(l.credit)::bigint as credit, count(*) as count
      from boucle.books_entry e
      join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = e.id
     where e.dossier_id = %(dossier)s group by 1, 2, 3, 4, 5
), kept as (
    select b.fiscal_year_id, b.month, b.journal_id, b.account_id, b.state, b.debit, b.credit, b.count
      from boucle.books_balance_month b
     where b.dossier_id = %(dossier)s and (b.debit <> 0 or b.credit <> 0 or b.count <> 0)
)
select coalesce(a.number, '') as number, coalesce(k.month, t.month) as month, coalesce(k.state, t.state) as state,
       coalesce(k.debit, 0) as kept_debit, coalesce(k.credit, 0) as kept_credit,
       coalesce(t.debit, 0) as debit, coalesce(t.credit, 0) as credit, count(*) over () as differences
  from told t
  full join kept k using (fiscal_year_id, month, journal_id, account_id, state)
  left join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = account_id
 where (k.debit, k.credit, k.count) is distinct from (t.debit, t.credit, t.count)
 order by 2, 1, 3 limit 1
