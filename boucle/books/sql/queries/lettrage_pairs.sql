-- Accounts and third parties whose lines can be lettered, with the count and net (debit − credit,
-- cents) of all their lines in a span of whole years, lettered or not: from the roll-ups.
-- A month that the span shares with another year is read in the lines (lows, highs).
with pair as (
    select x.account_id, x.third_party_id, sum(x.count) as count, sum(x.net) as net
      from (
        select m.account_id, m.third_party_id, m.count, m.debit - m.credit as net
          from boucle.books_third_month m
         where m.dossier_id = %(dossier)s and m.month between %(first_month)s and %(last_month)s
        union all
        select l.account_id, l.third_party_id, 1, l.debit - l.credit
          from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
          join boucle.books_line l on l.dossier_id = %(dossier)s and l.date between span.low and span.high
         where l.third_party_id is not null) x
     group by x.account_id, x.third_party_id
    having sum(x.count) > 0
), whole as (
    select m.account_id, sum(m.count) as count, sum(m.debit - m.credit) as net
      from boucle.books_balance_month m
     where m.dossier_id = %(dossier)s and m.fiscal_year_id = any (%(years)s)
     group by m.account_id
), every as (
    select account_id, third_party_id, count, net from pair
    union all
    select w.account_id, null, w.count - coalesce(p.count, 0), w.net - coalesce(p.net, 0)
      from whole w
      join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = w.account_id and a.lettrable
      left join (select account_id, sum(count) as count, sum(net) as net from pair group by account_id) p
             on p.account_id = w.account_id
     where w.count > coalesce(p.count, 0)
)
select r.account_id, a.number as account, r.third_party_id as third_id, t.number as third,
       coalesce(t.label, a.label) as label, r.count::bigint as count, r.net::bigint as net
  from every r
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = r.account_id
  left join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = r.third_party_id
 where %(text)s = '' or a.number like %(text)s || '%%' or strpos(t.search_key, boucle.fr_key(%(text)s)) > 0
    or strpos(boucle.fr_key(coalesce(t.number, '')), boucle.fr_key(%(text)s)) > 0
 order by a.number collate "C", coalesce(t.number, '') collate "C"
