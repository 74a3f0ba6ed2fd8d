-- A page of third parties with the sums of a year (whole months from the roll-up, months that two years
-- share from the lines), and those of the whole selection
-- on every row (one row without a third party where the page is empty).
with asked as materialized (
    select array(select '%%' || replace(replace(replace(w, '\', '\\'), '%%', '\%%'), '_', '\_') || '%%'
                   from regexp_split_to_table(boucle.fr_key(%(text)s), '\s+') w where w <> '') as words
), part as (
    select m.third_party_id, m.debit, m.credit, m.count
      from boucle.books_third_month m
      join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = m.account_id
     where m.dossier_id = %(dossier)s and m.month between %(first_month)s and %(last_month)s
       and m.state = any (%(states)s) and starts_with(a.number, %(prefix)s)
    union all
    select l.third_party_id, l.debit, l.credit, 1
      from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
     cross join lateral (
           select distinct m.account_id from boucle.books_third_month m
             join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = m.account_id
            where m.dossier_id = %(dossier)s and starts_with(a.number, %(prefix)s)) control
      join boucle.books_line l on l.dossier_id = %(dossier)s and l.account_id = control.account_id
                              and l.date between span.low and span.high and l.third_party_id is not null
      join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                               and e.state = any (%(states)s)
), sums as materialized (
    select third_party_id, sum(debit)::bigint as debit, sum(credit)::bigint as credit, sum(count) as count
      from part group by third_party_id
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
