-- An entry as it must be reversed: what it holds, under today's names.
select e.id, e.public_id, e.state, e.number_text as number, e.date, e.journal_id, j.code as journal,
       boucle.books_entry_content(e.dossier_id, e.id) as content
  from boucle.books_entry e
  join boucle.books_journal j on j.dossier_id = e.dossier_id and j.id = e.journal_id
 where e.dossier_id = %(dossier)s and e.public_id = %(entry)s
