-- All lines of given entries, with the lettrage of those that have one.
select l.entry_id, l.position, a.number as account, a.vat_code as vat, l.debit - l.credit as net,
       t.label as who, k.lettrage_id as lettrage
  from boucle.books_line l
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id
  left join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = l.third_party_id
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
 where l.dossier_id = %(dossier)s and l.entry_id = any (%(entries)s::bigint[])
 order by l.entry_id, l.position
