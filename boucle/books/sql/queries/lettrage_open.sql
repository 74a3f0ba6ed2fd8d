-- Lines of a span of days that are open (not lettered, or in part), all at once: how many and their net
-- (cents) by account and third party; without a third party, those of given accounts.
select l.account_id, l.third_party_id as third_id, count(*) as count, sum(l.debit - l.credit)::bigint as net
  from (select l.account_id, l.third_party_id, l.entry_id, l.position, l.debit, l.credit from boucle.books_line l
         where l.dossier_id = %(dossier)s and l.third_party_id is not null and l.date between %(start)s and %(end)s
        union all
        select l.account_id, null, l.entry_id, l.position, l.debit, l.credit from boucle.books_line l
         where l.dossier_id = %(dossier)s and l.account_id = any (%(accounts)s::bigint[])
           and l.third_party_id is null and l.date between %(start)s and %(end)s) l
 where not exists (
       select from boucle.books_lettrage_line k
         join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
        where k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
          and not g.is_partial)
 group by l.account_id, l.third_party_id
