-- Count and sums of the whole selection of `third_list`.
with asked as materialized (
    select array(select '%%' || replace(replace(replace(w, '\', '\\'), '%%', '\%%'), '_', '\_') || '%%'
                   from regexp_split_to_table(boucle.fr_key(%(text)s), '\s+') w where w <> '') as words
), sums as materialized (
    select m.third_party_id, sum(m.debit)::bigint as debit, sum(m.credit)::bigint as credit, sum(m.count) as count
      from boucle.books_third_month m
      join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = m.account_id
     where m.dossier_id = %(dossier)s and m.fiscal_year_id = %(year)s and m.state = any (%(states)s)
       and starts_with(a.number, %(prefix)s)
     group by m.third_party_id
)
select count(*) as count, coalesce(sum(s.debit), 0)::bigint as debit, coalesce(sum(s.credit), 0)::bigint as credit
  from boucle.books_third_party t cross join asked
  left join sums s on s.third_party_id = t.id
 where t.dossier_id = %(dossier)s and t.search_key like all (asked.words)
   and (s.count > 0 or not %(moved)s)
