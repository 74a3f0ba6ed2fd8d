-- The roll-up by third party against the lines: the first row that differs, and how many do.
with told as (
    select l.account_id, l.third_party_id, date_trunc('month', e.date)::date as month, e.state,
           sum(l.debit)::bigint as debit, sum(l.credit)::bigint as credit, count(*) as count
      from boucle.books_entry e
      join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = e.id
     where e.dossier_id = %(dossier)s and l.third_party_id is not null group by 1, 2, 3, 4
), kept as (
    select b.account_id, b.third_party_id, b.month, b.state, b.debit, b.credit, b.count
      from boucle.books_third_month b
     where b.dossier_id = %(dossier)s and (b.debit <> 0 or b.credit <> 0 or b.count <> 0)
)
select coalesce(p.number, '') as number, coalesce(k.month, t.month) as month, coalesce(k.state, t.state) as state,
       coalesce(k.debit, 0) as kept_debit, coalesce(k.credit, 0) as kept_credit,
       coalesce(t.debit, 0) as debit, coalesce(t.credit, 0) as credit, count(*) over () as differences
  from told t
  full join kept k using (account_id, third_party_id, month, state)
  left join boucle.books_third_party p on p.dossier_id = %(dossier)s and p.id = third_party_id
 where (k.debit, k.credit, k.count) is distinct from (t.debit, t.credit, t.count)
 order by 2, 1, 3 limit 1
