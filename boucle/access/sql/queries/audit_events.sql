-- Events of one Dossier, the newest first; words look into the act and both states.
select a.id, a.at, a.actor, coalesce(u.name, '') as name, coalesce(u.login, '') as login, a.address,
       a.origin, a.verb, a.before, a.after, l.rank as seal
  from boucle.kernel_audit a
  left join boucle.access_user u on u.public_id::text = a.actor
  left join lateral boucle.audit_seal_of(a.organisation_id, a.id) l(rank) on true
 where a.dossier_id = %(dossier)s and a.id < %(before_id)s
   and a.at >= %(since)s and a.at < %(until)s
   and (%(actor)s = '' or a.actor = %(actor)s)
   and (%(words)s = '' or a.verb || ' ' || coalesce(a.before::text, '') || ' '
        || coalesce(a.after::text, '') ilike '%%' || %(words)s || '%%')
 order by a.id desc limit %(limit)s
