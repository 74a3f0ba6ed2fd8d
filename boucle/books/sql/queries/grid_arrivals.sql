-- Entries of a journal in a month as open grids take them in: those named, or the last 200.
select e.public_id, e.state, e.number_text as number,
       boucle.books_entry_content(e.dossier_id, e.id)::text as content, e.to_review, e.review_note,
       coalesce(v.author, e.created_by) as author
  from boucle.books_entry e
  left join lateral (
    select h.author from boucle.books_entry_version h
     where h.dossier_id = %(dossier)s and h.entry_id = e.id order by h.version desc limit 1) v on true
 where e.dossier_id = %(dossier)s and e.journal_id = %(journal)s and e.date between %(start)s and %(end)s
   and (%(ids)s::uuid[] is null or e.public_id = any (%(ids)s::uuid[]))
 order by e.id desc
 limit 200
