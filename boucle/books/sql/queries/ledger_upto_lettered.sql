-- As ledger_upto.sql, of settled or open lines only: no roll-up knows them, so every line is read.
select coalesce(sum(l.debit), 0)::bigint as debit, coalesce(sum(l.credit), 0)::bigint as credit
  from boucle.books_line l
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                           and e.state = any (%(states)s)
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
 where l.dossier_id = %(dossier)s and l.account_id = %(account)s and l.date >= %(start)s
   and (l.date, l.entry_id, l.position) <= (%(day)s, %(entry)s, %(position)s)
   and (%(third)s::bigint is null or l.third_party_id = %(third)s::bigint)
   and (g.id is not null and not g.is_partial) = %(lettered)s::boolean
