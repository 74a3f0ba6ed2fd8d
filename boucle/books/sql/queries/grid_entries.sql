-- The last entries of a journal in a month, in the order of their making, as the gate takes them.
-- The month is read by its index first: an order by number alone would walk all later entries.
with month as materialized (
    select e.id from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.journal_id = %(journal)s and e.date between %(start)s and %(end)s
), latest as materialized (select id from month order by id desc limit 200)
select e.state, e.number_text as number, boucle.books_entry_content(%(dossier)s, e.id)::text as content,
       e.to_review, e.review_note
  from latest x
 cross join lateral (select o.* from boucle.books_entry o
                      where o.dossier_id = %(dossier)s and o.id = x.id limit 1) e
 order by x.id
