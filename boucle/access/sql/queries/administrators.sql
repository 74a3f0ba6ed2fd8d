-- SaaS administrators of a client, the latest first.
select s.public_id, u.public_id as user_id, u.login, u.name, s.starts_at, s.ends_at, s.company, s.signed_by,
       s.signed_on, s.document, coalesce(n.name, s.named_by) as named_by,
       coalesce(e.name, s.ended_by) as ended_by, s.reason
  from boucle.access_saas_admin s
  join boucle.access_user u on u.id = s.user_id
  left join boucle.access_user n on n.public_id::text = s.named_by
  left join boucle.access_user e on e.public_id::text = s.ended_by
 where s.organisation_id = %(organisation)s
 order by s.starts_at desc, s.id desc
