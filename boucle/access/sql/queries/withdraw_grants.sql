-- What a person held on Dossiers for an organisation: as the cabinet, or as the client.
delete from boucle.access_grant g using boucle.tenancy_dossier d
 where d.id = g.dossier_id and g.dossier_id = any (boucle.boucle_scope())
   and g.user_id = %(user)s
   and case g.mode when 'expert' then d.cabinet_id else d.client_id end = %(organisation)s
