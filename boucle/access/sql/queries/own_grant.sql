-- What the actor holds in the Dossier of the open scope, and since when it is archived.
select g.mode, g.can_write, g.can_validate, g.can_manage, d.archived_at
  from boucle.access_grant g
  left join boucle.tenancy_dossier d on d.id = g.dossier_id
 where g.dossier_id = any (boucle.boucle_scope()) and g.user_id = boucle.boucle_actor()::uuid
