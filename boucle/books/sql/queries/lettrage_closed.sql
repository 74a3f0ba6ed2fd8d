-- How many lines of given accounts and third parties are wholly lettered in a span of days, and
-- their net (cents; not 0 where a lettrage reaches outside the span). In the order asked.
select coalesce(k.count, 0)::bigint as count, coalesce(k.net, 0)::bigint as net
  from unnest(%(accounts)s::bigint[], %(thirds)s::bigint[]) with ordinality as x(account, third, at)
 cross join lateral (
    select count(*) as count, sum(l.debit - l.credit) as net
      from (
        select g.id from boucle.books_lettrage g
         where x.third is not null and g.dossier_id = %(dossier)s and g.account_id = x.account
           and g.third_party_id = x.third and not g.is_partial
        union all
        select g.id from boucle.books_lettrage g
         where x.third is null and g.dossier_id = %(dossier)s and g.account_id = x.account
           and g.third_party_id is null and not g.is_partial) g
      join boucle.books_lettrage_line k on k.dossier_id = %(dossier)s and k.lettrage_id = g.id
     cross join lateral (
        select l.debit, l.credit from boucle.books_line l
         where l.dossier_id = %(dossier)s and l.entry_id = k.entry_id and l.position = k.position
           and l.date between %(start)s and %(end)s limit 1) l) k
 order by x.at
