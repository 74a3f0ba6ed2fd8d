-- The financial years of the Dossier of the open scope, oldest first: asked with the scope itself.
select id, label, start_date, end_date, state, numbering
  from boucle.books_fiscal_year where dossier_id = any (boucle.boucle_scope()) order by start_date
