-- Events of an organisation, the newest first: the function checks who may read them.
select a.id, a.at, a.actor, coalesce(u.name, '') as name, coalesce(u.login, '') as login, a.address,
       a.origin, a.verb, a.before, a.after, l.rank as seal
  from boucle.audit_of_organisation(%(organisation)s, %(before_id)s, %(since)s, %(until)s,
                                    %(actor)s, %(words)s, %(limit)s) a
  left join boucle.access_user u on u.public_id::text = a.actor
  left join lateral boucle.audit_seal_of(a.organisation_id, a.id) l(rank) on true
 order by a.id desc
