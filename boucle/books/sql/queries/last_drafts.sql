-- The newest drafts: day, journal, label and piece of the first line, sum of the debits.
-- The drafts are read first, by their own index: walking all entries backwards may find none.
with drafts as materialized (
    select e.id, e.public_id, e.date, e.journal_id, e.fiscal_year_id, e.to_review
      from boucle.books_entry e where e.dossier_id = %(dossier)s and e.state = 'd'),
e as materialized (select * from drafts order by id desc limit %(limit)s)
select e.public_id, y.label as year, e.date, j.code as journal, l.label, l.piece_ref as piece,
       (select sum(s.debit) from boucle.books_line s
         where s.dossier_id = %(dossier)s and s.entry_id = e.id)::bigint as amount, e.to_review
  from e
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.id = e.fiscal_year_id
  left join lateral (select s.label, s.piece_ref from boucle.books_line s
                      where s.dossier_id = %(dossier)s and s.entry_id = e.id
                      order by s.position limit 1) l on true
 order by e.id desc
