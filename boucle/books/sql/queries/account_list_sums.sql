-- Count and sums of the whole selection of `account_list`.
with asked as materialized (
    select array(select '%%' || replace(replace(replace(w, '\', '\\'), '%%', '\%%'), '_', '\_') || '%%'
                   from regexp_split_to_table(boucle.fr_key(%(text)s), '\s+') w where w <> '') as words
), sums as materialized (
    select b.account_id, sum(b.debit)::bigint as debit, sum(b.credit)::bigint as credit, sum(b.count) as count
      from boucle.books_balance_month b
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and b.state = any (%(states)s)
     group by b.account_id
)
select count(*) as count, coalesce(sum(s.debit), 0)::bigint as debit, coalesce(sum(s.credit), 0)::bigint as credit
  from boucle.books_account a cross join asked
  left join sums s on s.account_id = a.id
 where a.dossier_id = %(dossier)s and starts_with(a.number, %(prefix)s)
   and a.search_key like all (asked.words)
   and (s.count > 0 or not %(moved)s)
