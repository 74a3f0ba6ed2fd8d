-- Dossiers of the open scope whose rights the actor gives, by name.
select d.id, d.public_id, d.siren, d.name, o.name as client_name
  from boucle.tenancy_dossier d
  join boucle.tenancy_organisation o on o.id = d.client_id
 where d.archived_at is null
   and (%(whole)s or exists (
        select from boucle.access_grant mine
         where mine.dossier_id = d.id and mine.user_id::text = boucle.boucle_actor()
           and 'rights' = any (mine.writes) and boucle.access_in_force(mine.starts_on, mine.ends_on)))
 order by boucle.fr_key(d.name) collate "C", d.id
