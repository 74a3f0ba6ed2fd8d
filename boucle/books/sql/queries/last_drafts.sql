-- The newest drafts: day, journal, label and piece of the first line, sum of the debits.
select e.public_id, y.label as year, e.date, j.code as journal, l.label, l.piece_ref as piece,
       (select sum(s.debit) from boucle.books_line s
         where s.dossier_id = %(dossier)s and s.entry_id = e.id)::bigint as amount, e.to_review
  from boucle.books_entry e
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.id = e.fiscal_year_id
  left join lateral (select s.label, s.piece_ref from boucle.books_line s
                      where s.dossier_id = %(dossier)s and s.entry_id = e.id
                      order by s.position limit 1) l on true
 where e.dossier_id = %(dossier)s and e.state = 'd'
 order by e.id desc limit %(limit)s
