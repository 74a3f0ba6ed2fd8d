-- What a person holds on the Dossiers of the open scope, by name; of others, only where the reader
-- may know who may what (module « Droits »). After a key, one page.
select d.id as dossier_id, d.public_id, d.siren, d.name, o.name as client_name, boucle.fr_key(d.name) as sort_key,
       g.mode, g.preset, g.reads, g.writes, g.journals, g.accounts, g.starts_on, g.ends_on, g.granted_by, g.granted_at,
       boucle.access_in_force(g.starts_on, g.ends_on) as counts
  from boucle.access_grant g
  join boucle.tenancy_dossier d on d.id = g.dossier_id
  join boucle.tenancy_organisation o on o.id = d.client_id
 where g.user_id = %(user)s::uuid and g.dossier_id = any (%(among)s::bigint[])
   and (%(whole)s or exists (
        select from boucle.access_grant mine
         where mine.dossier_id = g.dossier_id and mine.user_id::text = boucle.boucle_actor()
           and 'rights' = any (mine.reads) and boucle.access_in_force(mine.starts_on, mine.ends_on)))
   and (%(after_key)s::text is null
        or (boucle.fr_key(d.name) collate "C", d.id) > (%(after_key)s::text collate "C", %(after_id)s::bigint))
 order by boucle.fr_key(d.name) collate "C", d.id limit %(limit)s
