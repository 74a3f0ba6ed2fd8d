-- First and last day of the books.
select min(start_date) as start, max(end_date) as end
  from boucle.books_fiscal_year where dossier_id = %(dossier)s
