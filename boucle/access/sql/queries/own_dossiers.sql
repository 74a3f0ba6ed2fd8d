-- Numbers of the Dossiers that the actor may see.
select dossier_id from boucle.access_grant where user_id = boucle.boucle_actor()::uuid order by 1
