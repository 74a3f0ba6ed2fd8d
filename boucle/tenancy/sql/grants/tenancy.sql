grant execute on function boucle.tenancy_drop_empty(bigint) to boucle_web;
