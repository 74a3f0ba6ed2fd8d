-- Every line of the ledger in its order, for a server-side cursor: one snapshot, memory flat.
-- by_third: lines that have a third party, by collective account and third party.
select l.account_id, case when %(by_third)s then l.third_party_id end as third_id, l.entry_id, l.position,
       l.date, j.code as journal, e.number_text as number, e.public_id as entry, e.state, t.number as third,
       t.label as third_label, l.piece_ref, l.label, l.debit, l.credit, l.due_date, g.code as lettrage,
       coalesce(g.is_partial, false) as is_partial
  from boucle.books_account a
  join boucle.books_line l on l.dossier_id = %(dossier)s and l.account_id = a.id
                          and l.date between %(start)s and %(end)s
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                           and e.state = any (%(states)s)
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  left join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = l.third_party_id
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
 where a.dossier_id = %(dossier)s and starts_with(a.number, %(prefix)s)
   and (not %(by_third)s or l.third_party_id is not null and starts_with(t.number, %(third)s))
   and (%(lettered)s::boolean is null or (g.id is not null and not g.is_partial) = %(lettered)s::boolean)
 order by a.number, case when %(by_third)s then t.number end, l.date, l.entry_id, l.position
