grant execute on function boucle.tenancy_drop_empty(bigint), boucle.tenancy_set_archived(bigint, boolean),
    boucle.tenancy_require_active(bigint) to boucle_web;
