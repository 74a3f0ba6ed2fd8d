-- Numbers of the Dossiers that the actor may see today: his grants, and his support session if one is open.
select dossier_id from boucle.access_grant
 where user_id = boucle.boucle_actor()::uuid and boucle.access_in_force(starts_on, ends_on)
union
select unnest(s.dossiers) from boucle.access_support_session s
 where s.staff = boucle.boucle_actor()::uuid and s.ended_at is null and s.expires_at > clock_timestamp()
 order by 1
