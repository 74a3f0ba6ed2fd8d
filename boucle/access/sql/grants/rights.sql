-- Rights are given through the gate alone; an application account that ends takes its own away.
grant delete on boucle.access_grant to boucle_web;
grant execute on function
    boucle.access_in_force(date, date),
    boucle.access_put_grants(bigint, bigint[], uuid, jsonb)
    to boucle_web;
