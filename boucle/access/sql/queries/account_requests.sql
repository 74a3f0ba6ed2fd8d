-- Requests about access accounts, the newest first; of one organisation, or (null) of all.
select r.public_id, r.organisation_id, o.public_id as organisation_key, o.name as organisation, r.kind, r.login, r.name, r.email, r.reason,
       r.state, coalesce(u.name, '') as asked_by, r.asked_at, r.done_at, r.answer
  from boucle.access_account_request r
  join boucle.tenancy_organisation o on o.id = r.organisation_id
  left join boucle.access_user u on u.public_id = r.asked_by
 where (%(organisation)s::bigint is null or r.organisation_id = %(organisation)s)
   and (not %(waiting)s or r.state = 'asked')
 order by r.id desc limit 200
