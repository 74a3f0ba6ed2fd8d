-- Dossiers of a client, or kept by a cabinet: for the service itself (actor système:…).
select id from boucle.tenancy_dossier
 where client_id = %(organisation)s or cabinet_id = %(organisation)s order by id
