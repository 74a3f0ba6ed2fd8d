-- An entry for its form: state, and what it holds under today's names.
select e.public_id, e.state, e.number_text as number, e.version, e.to_review, y.label as year, e.date,
       boucle.books_entry_content(e.dossier_id, e.id) as content
  from boucle.books_entry e
  join boucle.books_fiscal_year y on y.dossier_id = e.dossier_id and y.id = e.fiscal_year_id
 where e.dossier_id = %(dossier)s and e.public_id = %(entry)s
