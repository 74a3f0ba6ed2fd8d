-- Soldes of given third parties in one account over a year up to a day: N-1 of the subsidiary balance.
select t.number, s.balance
  from unnest(%(thirds)s::bigint[]) as asked(id)
  join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = asked.id
 cross join lateral (
    select coalesce(sum(x.amount), 0)::bigint as balance from (
        select m.debit - m.credit as amount
          from boucle.books_third_month m
         where m.dossier_id = %(dossier)s and m.account_id = %(account)s and m.third_party_id = asked.id
           and m.month between %(first_month)s and %(last_month)s and m.state = any (%(states)s)
        union all
        select l.debit - l.credit
          from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
          join boucle.books_line l on l.dossier_id = %(dossier)s and l.third_party_id = asked.id
                                  and l.date between span.low and span.high
          join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                                   and e.state = any (%(states)s)
         where l.account_id = %(account)s) x) s
