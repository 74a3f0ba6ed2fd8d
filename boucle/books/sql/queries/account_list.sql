-- A page of the chart with the sums of a year, from the roll-up, and those of the whole selection on
-- every row (one row without an account where the page is empty). `moved`: only accounts with lines.
with asked as materialized (
    select array(select '%%' || replace(replace(replace(w, '\', '\\'), '%%', '\%%'), '_', '\_') || '%%'
                   from regexp_split_to_table(boucle.fr_key(%(text)s), '\s+') w where w <> '') as words
), sums as materialized (
    select b.account_id, sum(b.debit)::bigint as debit, sum(b.credit)::bigint as credit, sum(b.count) as count
      from boucle.books_balance_month b
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and b.state = any (%(states)s)
     group by b.account_id
), chosen as materialized (
    select a.number, a.label, a.is_control, a.lettrable, a.active,
           coalesce(s.debit, 0) as debit, coalesce(s.credit, 0) as credit
      from boucle.books_account a cross join asked
      left join sums s on s.account_id = a.id
     where a.dossier_id = %(dossier)s and starts_with(a.number, %(prefix)s)
       and a.search_key like all (asked.words)
       and (s.count > 0 or not %(moved)s)
), whole as (
    select count(*) as count, coalesce(sum(debit), 0)::bigint as debit, coalesce(sum(credit), 0)::bigint as credit
      from chosen
)
select coalesce(p.number, '') as number, coalesce(p.label, '') as label, coalesce(p.is_control, false) as is_control,
       coalesce(p.lettrable, false) as lettrable, coalesce(p.active, false) as active,
       coalesce(p.debit, 0) as debit, coalesce(p.credit, 0) as credit,
       w.count as all_count, w.debit as all_debit, w.credit as all_credit
  from whole w
  left join lateral (select c.* from chosen c where c.number collate "C" > %(after)s
                      order by c.number collate "C" limit %(limit)s) p on true
 order by p.number collate "C"
