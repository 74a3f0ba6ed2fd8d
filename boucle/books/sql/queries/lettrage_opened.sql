-- Years that hold their opening entries (à-nouveaux).
select distinct m.fiscal_year_id as id
  from boucle.books_balance_month m
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = m.journal_id and j.type = 'an'
 where m.dossier_id = %(dossier)s and m.count > 0
