-- Entries around one in its journal and exercice, by date then order: some before, itself, some after.
with here as materialized (
    select e.id, e.date, e.journal_id, e.fiscal_year_id from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.public_id = %(key)s::uuid
), near as (
    (select e.id, e.public_id, e.date, e.number_text from here h
      cross join lateral (select * from boucle.books_entry e
             where e.dossier_id = %(dossier)s and e.journal_id = h.journal_id and (e.date, e.id) < (h.date, h.id)
             order by e.date desc, e.id desc limit %(half)s) e
      where e.fiscal_year_id = h.fiscal_year_id)
    union all
    (select e.id, e.public_id, e.date, e.number_text from here h
      cross join lateral (select * from boucle.books_entry e
             where e.dossier_id = %(dossier)s and e.journal_id = h.journal_id and (e.date, e.id) >= (h.date, h.id)
             order by e.date, e.id limit %(half)s + 1) e
      where e.fiscal_year_id = h.fiscal_year_id)
)
select n.public_id::text as key, coalesce(l.label, '') as label, n.date as day, n.number_text as number
  from near n
  left join lateral (select l.label from boucle.books_line l
        where l.dossier_id = %(dossier)s and l.entry_id = n.id order by l.position limit 1) l on true
 order by n.date, n.id
