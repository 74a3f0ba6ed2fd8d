-- Every number of the chart with its label.
select a.number, a.label from boucle.books_account a where a.dossier_id = %(dossier)s
