-- Departures from a cabinet, the newest first: of a Dossier, or of a cabinet's clients.
select p.public_id, p.siren, p.name, c.name as company, k.name as cabinet, p.reason,
       coalesce(u.name, '') as asked_by, p.asked_at, p.effective_at, p.done_at, p.cancelled_at, p.persons
  from boucle.access_cabinet_departure p
  join boucle.tenancy_organisation c on c.id = p.company_id
  join boucle.tenancy_organisation k on k.id = p.cabinet_id
  left join boucle.access_user u on u.public_id = p.asked_by
 where (%(number)s::bigint is null or p.number = %(number)s)
   and (%(cabinets)s::bigint[] is null or p.cabinet_id = any (%(cabinets)s::bigint[]))
 order by p.id desc limit 50
