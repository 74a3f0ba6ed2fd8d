-- Clients for the operator's staff, by name after a key: contract, persons, what waits.
select o.id, o.public_id, o.name, o.kind, o.siren, c.reference, c.activated_at is not null as is_active,
       (select count(*) from boucle.access_account a where a.organisation_id = o.id and a.closed_at is null)::int as persons,
       (select count(*) from boucle.access_account_request r where r.organisation_id = o.id and r.state = 'asked')::int as waiting,
       exists (select from boucle.access_saas_admin s where s.organisation_id = o.id and s.starts_at <= clock_timestamp()
                  and (s.ends_at is null or s.ends_at > clock_timestamp())) as is_spoken_for,
       boucle.fr_key(o.name) as sort_key
  from boucle.tenancy_organisation o
  left join boucle.access_contract c on c.organisation_id = o.id
 where o.kind <> 'operator'
   and (%(text)s = '' or strpos(boucle.fr_key(o.name || ' ' || o.siren), boucle.fr_key(%(text)s)) > 0)
   and (not %(signed)s or c.id is not null)
   and (%(after_key)s::text is null
        or (boucle.fr_key(o.name) collate "C", o.id) > (%(after_key)s::text collate "C", %(after_id)s::bigint))
 order by boucle.fr_key(o.name) collate "C", o.id limit %(limit)s
