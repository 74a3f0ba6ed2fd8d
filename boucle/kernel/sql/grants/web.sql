-- Least privilege, drawn afresh each time: first nothing, then what each role needs.
-- boucle_web: ordinary tables read and written under RLS; the books read only, written by the gate.
-- boucle_ingest: fills the staging tables and calls the import gate, nothing else.
revoke all on all tables in schema boucle from boucle_web, boucle_ingest, public;
revoke all on all functions in schema boucle from public, boucle_web, boucle_ingest;
revoke all on all sequences in schema boucle from boucle_web, boucle_ingest, public;
grant usage on schema boucle to boucle_web, boucle_ingest;
grant select on all tables in schema boucle to boucle_web;

do $$
declare name text;
begin
    -- Service tables: persons, sessions, parties.
    foreach name in array array[
        'access_user', 'access_membership', 'access_api_key', 'access_api_call',
        'access_device', 'access_session', 'access_throttle', 'access_link', 'access_notice',
        'access_tenant', 'mfa_authenticator', 'socialaccount_socialaccount', 'socialaccount_socialtoken',
        'tenancy_organisation', 'kernel_job',
        -- What spares typing: no book, and replaced at will.
        'books_library_model', 'books_model', 'books_model_line', 'books_shortcut', 'books_saved_search'] loop
        execute format('grant insert, update, delete on boucle.%I to boucle_web', name);
    end loop;
    -- Rows that are renamed or retired, never deleted.
    foreach name in array array[
        'tenancy_dossier', 'books_account', 'books_third_party', 'books_journal', 'books_vat_code',
        'books_setting', 'books_subscription', 'books_subscription_run'] loop
        execute format('grant insert, update on boucle.%I to boucle_web', name);
    end loop;
    -- Files joined to entries: never changed, taken away from drafts only (a trigger).
    execute 'grant insert, delete on boucle.books_attachment to boucle_web';
    -- Append-only.
    foreach name in array array['kernel_audit', 'books_fec_export'] loop
        execute format('grant insert on boucle.%I to boucle_web', name);
    end loop;
    -- The job queue.
    for name in select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where nspname = 'boucle' and relkind = 'r' and relname like 'procrastinate%' loop
        execute format('grant insert, update, delete on boucle.%I to boucle_web', name);
    end loop;
end $$;

do $$
declare f text;
begin
    for f in select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
              where n.nspname = 'boucle' and p.proname like 'procrastinate%' loop
        execute 'grant execute on function ' || f || ' to boucle_web';
    end loop;
end $$;

grant usage on all sequences in schema boucle to boucle_web;
grant execute on function boucle.boucle_scope(), boucle.boucle_actor(), boucle.boucle_require_scope(bigint),
    boucle.fr_key(text), boucle.canon(text), boucle.canon(bigint), boucle.canon(date), boucle.utf8(text)
    to boucle_web, boucle_ingest;
grant usage on schema staging to boucle_ingest;
revoke all on all tables in schema staging from boucle_web, boucle_ingest, public;
grant insert on staging.ref, staging.segment, staging.line, staging.merge to boucle_ingest;

-- The ingest role needs its own job row to be told when to stop, through a function only.
