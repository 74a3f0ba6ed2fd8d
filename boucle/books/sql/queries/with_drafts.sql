-- The Dossiers of the open scope that hold a draft.
select d.id as dossier_id
  from unnest(%(dossiers)s::bigint[]) d(id)
 where exists (select from boucle.books_entry e where e.dossier_id = d.id and e.state = 'd')
