-- The last drafts of a person, among the last entries of the Dossier: what was just typed.
select e.public_id, e.date, j.code as journal, l.label, l.debit
  from (select e.id, e.public_id, e.date, e.journal_id, e.state, e.created_by
          from boucle.books_entry e where e.dossier_id = %(dossier)s order by e.id desc limit 200) e
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
 cross join lateral (
       select (array_agg(l.label order by l.position))[1] as label, coalesce(sum(l.debit), 0)::bigint as debit
         from boucle.books_line l where l.dossier_id = %(dossier)s and l.entry_id = e.id) l
 where e.state = 'd' and e.created_by = %(actor)s
 order by e.id desc limit %(limit)s
