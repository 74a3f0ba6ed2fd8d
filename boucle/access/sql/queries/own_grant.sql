-- What the actor holds in the Dossier of the open scope.
select mode, can_write, can_validate, can_manage from boucle.access_grant
 where dossier_id = any (boucle.boucle_scope()) and user_id = boucle.boucle_actor()::uuid
