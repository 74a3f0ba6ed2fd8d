-- Lines of an entry with their lettrage, in order, at most `limit`.
select l.position, a.number as account, a.label as account_label, t.number as third, t.label as third_label,
       l.piece_ref, l.piece_date, l.label, l.debit, l.credit, l.due_date, l.currency, l.currency_amount,
       g.code as lettrage, coalesce(g.is_partial, false) as is_partial, k.date as lettered_on
  from boucle.books_line l
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id
  left join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = l.third_party_id
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
 where l.dossier_id = %(dossier)s and l.entry_id = %(entry)s and l.position > %(after)s
 order by l.position limit %(limit)s
