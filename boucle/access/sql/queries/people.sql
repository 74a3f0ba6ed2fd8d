-- Who holds what in a Dossier of the open scope, with the organisations each belongs to.
select u.public_id::text as user_id, u.login, u.name,
       coalesce((select string_agg(o.name, ', ' order by m.id) from boucle.access_membership m
                   join boucle.tenancy_organisation o on o.id = m.organisation_id
                  where m.user_id = u.id), '') as organisation,
       g.mode, g.reads, g.writes, g.journals, g.accounts, g.preset, g.starts_on, g.ends_on,
       g.granted_by, g.granted_at
  from boucle.access_grant g join boucle.access_user u on u.public_id = g.user_id
 where g.dossier_id = %(dossier)s
