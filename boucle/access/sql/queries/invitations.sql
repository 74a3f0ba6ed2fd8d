-- Invitations of cabinets, the newest first: of a Dossier, or received by cabinets.
select i.public_id, i.siren, i.name, c.name as company, k.name as cabinet, i.message, i.state,
       coalesce(u.name, '') as sent_by, i.sent_at, i.expires_at
  from boucle.access_cabinet_invitation i
  join boucle.tenancy_organisation c on c.id = i.company_id
  join boucle.tenancy_organisation k on k.id = i.cabinet_id
  left join boucle.access_user u on u.public_id = i.sent_by
 where (%(number)s::bigint is null or i.number = %(number)s)
   and (%(cabinets)s::bigint[] is null
        or (i.cabinet_id = any (%(cabinets)s::bigint[]) and i.state = 'sent' and i.expires_at > clock_timestamp()))
 order by i.id desc limit 50
