-- Support sessions, the newest first: of a client, of a member of staff, or (nulls) of all.
select s.public_id, s.organisation_id, o.public_id as organisation_key, o.name as organisation, s.staff as staff_id, coalesce(u.name, '') as staff,
       s.reason, s.ticket, s.is_emergency, s.asks_write, s.may_write, s.asked_at, coalesce(c.name, '') as answered_by,
       s.answered_at, s.opened_at, s.expires_at, s.ended_at, s.answered_by is not null and (s.ended_at is null or s.opened_at is not null) as consented
  from boucle.access_support_session s
  join boucle.tenancy_organisation o on o.id = s.organisation_id
  left join boucle.access_user u on u.public_id = s.staff
  left join boucle.access_user c on c.public_id = s.answered_by
 where (%(organisations)s::bigint[] is null or s.organisation_id = any (%(organisations)s::bigint[]))
   and (%(staff)s::uuid is null or s.staff = %(staff)s::uuid)
   and (not %(current)s or (s.ended_at is null and (s.expires_at is null or s.expires_at > clock_timestamp())
        and s.asked_at > clock_timestamp() - interval '1 day'))
 order by s.id desc limit 100
