-- The financial years of a Dossier, oldest first.
select id, label, start_date, end_date, state, numbering
  from boucle.books_fiscal_year where dossier_id = %(dossier)s order by start_date
