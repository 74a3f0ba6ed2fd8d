-- Every line of a Dossier, drafts too, entry by entry: for a server-side cursor.
select y.label as exercice, j.code as journal, e.date, e.public_id, e.number_text, e.state, l.position, a.number as compte,
       a.label as intitule, t.number as tiers, t.label as nom, l.piece_ref, l.piece_date, l.label, l.debit, l.credit,
       l.due_date, l.currency, l.currency_amount, g.code as lettrage
  from boucle.books_entry e
  join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.id = e.fiscal_year_id
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = e.id
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id
  left join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = l.third_party_id
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
 where e.dossier_id = %(dossier)s
 order by y.start_date, e.id, l.position
