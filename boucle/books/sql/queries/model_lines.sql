-- Models of a Dossier with their lines, by code and place.
select m.id, m.code, m.label, m.journals, l.account, l.third, l.side, l.label as line_label, l.formula, l.vat_code,
       m.shared_version
  from boucle.books_model m
  join boucle.books_model_line l on l.dossier_id = %(dossier)s and l.model_id = m.id
 where m.dossier_id = %(dossier)s
 order by m.code collate "C", l.position
