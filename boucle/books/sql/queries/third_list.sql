-- A page of third parties with the sums of a year, from the roll-up, and those of the whole selection
-- on every row (one row without a third party where the page is empty).
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
), chosen as materialized (
    select t.number, t.label, t.siren, t.active, coalesce(s.debit, 0) as debit, coalesce(s.credit, 0) as credit
      from boucle.books_third_party t cross join asked
      left join sums s on s.third_party_id = t.id
     where t.dossier_id = %(dossier)s and t.search_key like all (asked.words)
       and (s.count > 0 or not %(moved)s)
), whole as (
    select count(*) as count, coalesce(sum(debit), 0)::bigint as debit, coalesce(sum(credit), 0)::bigint as credit
      from chosen
)
select coalesce(p.number, '') as number, coalesce(p.label, '') as label, coalesce(p.siren, '') as siren,
       coalesce(p.active, false) as active, coalesce(p.debit, 0) as debit, coalesce(p.credit, 0) as credit,
       w.count as all_count, w.debit as all_debit, w.credit as all_credit
  from whole w
  left join lateral (select c.* from chosen c where c.number collate "C" > %(after)s
                      order by c.number collate "C" limit %(limit)s) p on true
 order by p.number collate "C"
