-- Journals of the Dossier of the open scope, by code: asked with the scope itself.
select j.id, j.code, j.label, j.type, j.contra_number, j.outside_fec, j.active
  from boucle.books_journal j
 where j.dossier_id = any (boucle.boucle_scope())
 order by j.code collate "C"
