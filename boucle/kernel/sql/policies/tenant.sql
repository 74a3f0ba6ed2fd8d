-- One policy form for every table of a Dossier: rows outside the scope do not exist.
-- Forced, so that it binds the owner (and the gate's functions) as well.
do $$
declare name text;
begin
    for name in
        select c.relname from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attname = 'dossier_id' and not a.attisdropped
         where n.nspname = 'boucle' and c.relkind in ('r', 'p') order by 1
    loop
        execute format('alter table boucle.%I enable row level security', name);
        execute format('alter table boucle.%I force row level security', name);
        execute format('drop policy if exists tenant on boucle.%I', name);
        execute format('create policy tenant on boucle.%I using (dossier_id = any (boucle.boucle_scope()))'
                       ' with check (dossier_id = any (boucle.boucle_scope()))', name);
    end loop;
end $$;

-- The Dossier itself.
alter table boucle.tenancy_dossier enable row level security;
alter table boucle.tenancy_dossier force row level security;
drop policy if exists tenant on boucle.tenancy_dossier;
create policy tenant on boucle.tenancy_dossier
    using (id = any (boucle.boucle_scope())) with check (id = any (boucle.boucle_scope()));

-- A person reads his own grants without a scope: that is how the scope is found.
drop policy if exists own on boucle.access_grant;
create policy own on boucle.access_grant for select
    using (user_id::text = boucle.boucle_actor());

-- The operator's command line (actor `système:…`) finds any Dossier by its number.
drop policy if exists operator on boucle.tenancy_dossier;
create policy operator on boucle.tenancy_dossier for select
    using (boucle.boucle_actor() like 'système:%');

-- Events of the service itself (dossier_id 0) are written by anyone and read by nobody here.
drop policy if exists service on boucle.kernel_audit;
create policy service on boucle.kernel_audit for insert with check (dossier_id = 0);

-- The owner's functions seal and check the log over all Dossiers; nobody signs in as the owner
-- to serve, and each such function says who may call it.
drop policy if exists chain on boucle.kernel_audit;
create policy chain on boucle.kernel_audit for select to boucle_owner using (true);
