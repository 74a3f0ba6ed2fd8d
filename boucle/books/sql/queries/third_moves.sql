-- The newest lines of a third party inside a year, drafts among them; `open`: not (wholly) lettered.
select l.entry_id, l.position, l.date, j.code as journal, e.public_id as entry, e.state,
       e.number_text as number, a.number as account, t.number as third, l.piece_ref, l.label, l.debit, l.credit,
       l.due_date, g.code as lettrage, coalesce(g.is_partial, false) as is_partial
  from boucle.books_line l
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id
  join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = l.third_party_id
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
 where l.dossier_id = %(dossier)s and l.third_party_id = %(third)s
   and l.date between %(start)s and %(end)s
   and (not %(open)s or g.id is null or g.is_partial)
 order by l.date desc, l.entry_id desc, l.position desc
 limit %(limit)s
