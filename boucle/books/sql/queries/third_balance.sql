-- One page of the third parties of a collective account, by number, with the sums of balance.sql.
-- The third parties are walked in order of their number; each costs a probe of the roll-up.
-- à-nouveaux: the lines of their days (an_days), of the third parties of the page only.
select a.id as account_id, a.number as account, p.id, p.number, p.label, p.before_debit, p.before_credit,
       o.debit as an_debit, o.credit as an_credit, p.debit - o.debit as debit, p.credit - o.credit as credit,
       p.count
  from (
    select t.id, t.number, t.label, s.before_debit, s.before_credit, s.debit, s.credit, s.count
      from boucle.books_third_party t
     cross join lateral (
        select coalesce(sum(x.debit) filter (where x.is_before), 0)::bigint as before_debit,
               coalesce(sum(x.credit) filter (where x.is_before), 0)::bigint as before_credit,
               coalesce(sum(x.debit) filter (where not x.is_before), 0)::bigint as debit,
               coalesce(sum(x.credit) filter (where not x.is_before), 0)::bigint as credit,
               coalesce(sum(x.count) filter (where not x.is_before), 0)::bigint as count,
               coalesce(sum(x.count), 0) as every
          from (
            select m.month < %(start_month)s as is_before, m.debit, m.credit, m.count
              from boucle.books_third_month m
             where m.dossier_id = %(dossier)s and m.account_id = %(account)s and m.third_party_id = t.id
               and m.month between %(first_month)s and %(last_month)s and m.state = any (%(states)s)
            union all
            select l.date < %(start)s, l.debit, l.credit, 1
              from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
              join boucle.books_line l on l.dossier_id = %(dossier)s and l.third_party_id = t.id
                                      and l.date between span.low and span.high
              join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                                       and e.state = any (%(states)s)
             where l.account_id = %(account)s) x) s
     where t.dossier_id = %(dossier)s and t.number > %(after)s and starts_with(t.number, %(third)s)
       and s.every > 0
     order by t.number limit %(limit)s
  ) p
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = %(account)s
 cross join lateral (
    select coalesce(sum(l.debit), 0)::bigint as debit, coalesce(sum(l.credit), 0)::bigint as credit
      from boucle.books_line l
      join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                               and e.state = any (%(states)s)
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id and j.type = 'an'
     where l.dossier_id = %(dossier)s and l.third_party_id = p.id and l.account_id = %(account)s
       and l.date = any (%(an_days)s)) o
 order by p.number
