-- Lines of the waiting accounts of VAT, by day: all that are not wholly lettered there, or all of given
-- entries.
select l.entry_id, l.position, e.public_id as entry, l.date, l.piece_ref, a.number as account,
       coalesce(t.number, '') as third, l.debit - l.credit as net, k.lettrage_id as lettrage,
       coalesce(g.code, '') as code
  from boucle.books_account a
 cross join lateral (
    select l.entry_id, l.position, l.date, l.piece_ref, l.third_party_id, l.debit, l.credit
      from boucle.books_line l
     where l.dossier_id = %(dossier)s and l.account_id = a.id and l.date between %(start)s and %(until)s
       and case when %(entries)s::uuid[] is not null then l.entry_id = any (array(
               select e.id from boucle.books_entry e
                where e.dossier_id = %(dossier)s and e.public_id = any (%(entries)s::uuid[])))
           else not exists (
               select from boucle.books_lettrage_line k
                 join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
                where k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
                  and not g.is_partial) end
     order by l.date, l.entry_id, l.position limit %(limit)s) l
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
  left join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = l.third_party_id
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
 where a.dossier_id = %(dossier)s and a.number = any (%(accounts)s)
 order by l.date, l.entry_id, l.position
 limit %(limit)s
