-- Journals of a Dossier, by code.
select j.id, j.code, j.label, j.type, j.contra_number, j.outside_fec, j.active
  from boucle.books_journal j
 where j.dossier_id = %(dossier)s
 order by j.code collate "C"
