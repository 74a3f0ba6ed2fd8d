-- The last entries of a journal in a month, in the order of their making, as the gate takes them.
select x.state, x.number, x.content, x.to_review, x.review_note
  from (select e.id, e.state, e.number_text as number, e.to_review, e.review_note,
               boucle.books_entry_content(e.dossier_id, e.id)::text as content
          from boucle.books_entry e
         where e.dossier_id = %(dossier)s and e.journal_id = %(journal)s
           and e.date between %(start)s and %(end)s
         order by e.id desc
         limit 200) x
 order by x.id
