-- What the actor holds today in the Dossier of the open scope, and since when it is archived; the staff
-- holds something by an open support session only.
select g.mode, g.reads, g.writes, g.journals, g.accounts, d.archived_at
  from boucle.access_grant g
  left join boucle.tenancy_dossier d on d.id = g.dossier_id
 where g.dossier_id = any (boucle.boucle_scope()) and g.user_id = boucle.boucle_actor()::uuid
   and boucle.access_in_force(g.starts_on, g.ends_on)
union all
select 'support', array['books', 'entries', 'lettrage', 'validation', 'exchange', 'settings', 'rights'],
       case when s.may_write then array['entries'] else array[]::text[] end, null, null, d.archived_at
  from boucle.access_support_session s
  join boucle.tenancy_dossier d on d.id = any (s.dossiers)
 where s.staff = boucle.boucle_actor()::uuid and s.ended_at is null and s.expires_at > clock_timestamp()
   and d.id = any (boucle.boucle_scope())
