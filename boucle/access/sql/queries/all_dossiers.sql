-- Numbers of all Dossiers: for the operator's command line.
select id from boucle.tenancy_dossier order by id
