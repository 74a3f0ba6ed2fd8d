revoke all on database {} from public;
grant connect on database {} to boucle_owner, boucle_web, boucle_ingest;
