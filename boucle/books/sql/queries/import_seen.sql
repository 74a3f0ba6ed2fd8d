-- Whether a file of these bytes came in already, and what it brought.
select i.id, i.file_name, i.at, y.label as year_label, i.entries, i.lines
  from boucle.books_fec_import i
  join boucle.books_fiscal_year y on y.dossier_id = i.dossier_id and y.id = i.fiscal_year_id
 where i.dossier_id = %(dossier)s and i.digest = %(digest)s
