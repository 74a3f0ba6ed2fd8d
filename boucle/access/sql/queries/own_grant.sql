-- What the actor holds in the Dossier of the open scope, and since when it is archived; the staff
-- holds something by an open support session only.
select g.mode, g.can_write, g.can_validate, g.can_manage, d.archived_at
  from boucle.access_grant g
  left join boucle.tenancy_dossier d on d.id = g.dossier_id
 where g.dossier_id = any (boucle.boucle_scope()) and g.user_id = boucle.boucle_actor()::uuid
union all
select 'support', s.may_write, false, false, d.archived_at from boucle.access_support_session s
  join boucle.tenancy_dossier d on d.id = any (s.dossiers)
 where s.staff = boucle.boucle_actor()::uuid and s.ended_at is null and s.expires_at > clock_timestamp()
   and d.id = any (boucle.boucle_scope())
